import type { TenantClass } from '../../simulator/tenant-models.ts';
import { BASELINES } from '../baselines/registry.ts';
import type { Evaluation } from '../evaluation.ts';
import { type MedianInterval, medianInterval } from '../median-interval.ts';
import { leakedShare, OUR_DETECTOR, type Row } from '../row.ts';
import { present, sumOf } from '../statistics.ts';

/** One contender on all cases of one size of tenant. */
export interface Contestant {
  readonly name: string;
  readonly variant: 'ours' | 'default' | 'tuned';
  readonly rows: readonly Row[];
}

/** The detector, and every baseline with its default and with its tuned parameter. Only where all feeds are seen. */
export const contestantsOf = (
  rows: readonly Row[],
  tuning: Evaluation['tuning'],
  tenantClass: TenantClass,
): readonly Contestant[] => {
  const ofClass = rows.filter((row) => row.tenantClass === tenantClass && row.feeds === 'all');
  const of = (contender: string, parameter: number | null): readonly Row[] =>
    ofClass.filter((row) => row.contender === contender && row.parameter === parameter);
  const contestants: Contestant[] = [
    { name: OUR_DETECTOR, variant: 'ours', rows: of(OUR_DETECTOR, null) },
  ];
  for (const { id, parameter } of BASELINES) {
    const defaults = of(id, parameter.defaultValue);
    contestants.push({ name: id, variant: 'default', rows: defaults });
    const tuned = tuning.find((one) => one.id === id && one.tenantClass === tenantClass);
    if (tuned !== undefined && tuned.value !== null)
      contestants.push({ name: id, variant: 'tuned', rows: of(id, tuned.value) });
  }
  return contestants.filter((contestant) => contestant.rows.length > 0);
};

/** Of one kind of attack; `null` where the contestant has not played it. */
export const leakInterval = (contestant: Contestant, name: string): MedianInterval | null =>
  medianInterval(present(rowsOf(contestant, name).map(leakedShare)));

export const rowsOf = ({ rows }: Contestant, name: string): readonly Row[] =>
  rows.filter((row) => row.name === name);

/** Dollars of all attacks together that were spent all the same. */
export const leakedOfAll = ({ rows }: Contestant): number | null => {
  const worth = sumOf(rows, ({ undefendedUsd }) => undefendedUsd);
  return worth === 0 ? null : sumOf(rows, ({ outcome }) => outcome.leakedUsd) / worth;
};

/** In honest traffic, events and quiet days alike. */
export const wrongBlocks = ({ rows }: Contestant): number =>
  sumOf(honest(rows), ({ outcome }) => outcome.falseContainments);

export const wrongBlocksPerMonth = ({ rows }: Contestant): number | null => {
  const months = sumOf(honest(rows), ({ days }) => days) / 30;
  return months === 0
    ? null
    : sumOf(honest(rows), ({ outcome }) => outcome.falseContainments) / months;
};

/** The days of learning are the detector's alone: not compared. */
const honest = (rows: readonly Row[]): readonly Row[] =>
  rows.filter(({ kind, name }) => kind !== 'attack' && name !== 'warm-up');
