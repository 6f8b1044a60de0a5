import type { TenantClass } from '../../simulator/tenant-models.ts';
import { BASELINES } from '../baselines/registry.ts';
import type { Evaluation } from '../evaluation.ts';
import type { Row } from '../row.ts';
import { sumOf } from '../statistics.ts';
import {
  type Contestant,
  contestantsOf,
  leakedOfAll,
  medianLeak,
  wrongBlocks,
  wrongBlocksPerMonth,
} from './comparison.ts';
import { count, markdownTable, NEVER, percent } from './figures.ts';

/** Median leaked share: attacks down, contenders across. Our detector and the tuned ones, or the untuned. */
export const comparisonTable = (
  rows: readonly Row[],
  tuning: Evaluation['tuning'],
  tenantClass: TenantClass,
  variant: 'default' | 'tuned',
): string => {
  const contestants = contestantsOf(rows, tuning, tenantClass).filter(
    (contestant) => contestant.variant === 'ours' || contestant.variant === variant,
  );
  const attacks = [
    ...new Set(contestants[0]?.rows.flatMap(({ kind, name }) => (kind === 'attack' ? [name] : []))),
  ];
  const line = (title: string, cell: (contestant: Contestant) => string): readonly string[] => [
    title,
    ...contestants.map(cell),
  ];
  return markdownTable(
    ['', ...contestants.map(({ name }) => name)],
    [
      ...attacks.map((name) =>
        line(`\`${name}\``, (contestant) => percent(medianLeak(contestant, name), 0)),
      ),
      line('**all dollars leaked**', (contestant) => percent(leakedOfAll(contestant))),
      line('**wrong blocks in honest traffic**', (contestant) => count(wrongBlocks(contestant))),
      line(
        'the same per tenant-month',
        (contestant) => wrongBlocksPerMonth(contestant)?.toFixed(1) ?? NEVER,
      ),
      line('**honest SMS stopped**', ({ rows: own }) => {
        const sent = sumOf(own, ({ outcome }) => outcome.legitSms);
        const stopped = sumOf(own, ({ outcome }) => outcome.legitStopped);
        return percent(sent === 0 ? null : stopped / sent, 2);
      }),
    ],
  );
};

/** What each baseline is, and what tuning made of it. */
export const tuningTable = (tuning: Evaluation['tuning']): string =>
  markdownTable(
    ['baseline', 'what it does', 'parameter', 'default', 'tuned', 'wrong blocks then (budget)'],
    BASELINES.filter(({ parameter }) => parameter.candidates.length > 1).map(
      ({ id, title, parameter }) => {
        const tuned = tuning.filter((one) => one.id === id);
        const each = (cell: (one: (typeof tuned)[number]) => string): string =>
          tuned.map((one) => `${one.tenantClass} ${cell(one)}`).join(', ') || NEVER;
        return [
          id,
          title,
          parameter.name,
          parameter.defaultValue,
          each(({ value }) => (value === null ? 'none fits' : String(value))),
          each(({ falseContainments, budget }) => `${falseContainments} (${budget})`),
        ];
      },
    ),
  );
