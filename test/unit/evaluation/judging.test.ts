import { describe, expect, it } from 'vitest';
import { adaptiveCountryThreshold } from '../../../lib/evaluation/baselines/country-threshold.ts';
import type { Row } from '../../../lib/evaluation/row.ts';
import { type Target, targetsOf } from '../../../lib/evaluation/targets.ts';
import { tuneBaselines } from '../../../lib/evaluation/tune.ts';
import { aRow } from './fixtures.ts';

const attack = (
  name: string,
  leakedUsd: number,
  fields: Partial<Row['outcome']> = {},
  more: Partial<Row> = {},
): Row =>
  aRow({
    name,
    kind: 'attack',
    undefendedUsd: 100,
    undefendedSms: 500,
    ...more,
    outcome: { leakedUsd, minutesToAlert: 0.5, minutesToContain: 3, ...fields },
  });
const target = (
  id: string,
  rows: readonly Row[],
  tuning: Parameters<typeof targetsOf>[1] = [],
): Target => {
  const found = targetsOf(rows, tuning).find((one) => one.id === id);
  if (found === undefined) throw new Error(`no target ${id}`);
  return found;
};

describe('the targets', () => {
  it('name what was missed, and where', () => {
    const rows = [
      attack('drip', 1),
      attack('drip', 90, { minutesToContain: null }, { seed: 2 }),
      attack('flash', 100, { minutesToContain: null }),
      attack('spray', 100, { minutesToContain: null }, { tenantClass: 'large' }),
    ];
    expect(target('contained', rows)).toMatchObject({
      verdict: 'fail',
      measured: '1 of 2',
      misses: ['drip (small, 1 of 2)'],
    });
    expect(target('no-large-leak', rows)).toMatchObject({ verdict: 'fail', measured: '1 of 2' });
    expect(target('flash-alerted', rows).verdict).toBe('pass');
    expect(target('median-leak', [attack('drip', 2), attack('spray', 3)]).verdict).toBe('pass');
    expect(target('median-leak', [attack('drip', 2), attack('spray', 5)]).verdict).toBe('fail');
  });

  it('are not met by what was not measured', () => {
    expect(new Set(targetsOf([], []).map(({ verdict }) => verdict))).toEqual(
      new Set(['not-measured']),
    );
  });

  it('ask of quiet traffic for enough of it', () => {
    expect(target('quiet-not-contained', [aRow({ days: 30 })]).verdict).toBe('unproven');
    expect(target('quiet-not-contained', [aRow({ days: 30 * 31 })]).verdict).toBe('pass');
    const blocked = aRow({ days: 30, outcome: { falseContainments: 1 } });
    expect(target('quiet-not-contained', [blocked]).verdict).toBe('fail');
  });

  it('allow one alert for an honest event, and no block', () => {
    const benign = (falseAlerts: number, falseContainments: number) =>
      aRow({ name: 'campaign', kind: 'benign', outcome: { falseAlerts, falseContainments } });
    expect(target('one-page', [benign(1, 0)]).verdict).toBe('pass');
    expect(target('one-page', [benign(2, 0)]).verdict).toBe('fail');
    expect(target('benign-not-contained', [benign(1, 1)]).verdict).toBe('fail');
  });

  it('compare with the threshold that was tuned to the same price', () => {
    const tuning = [
      { tenantClass: 'small', id: 'country-threshold', value: 6, budget: 0, falseContainments: 0 },
    ] as const;
    const theirs = { contender: 'country-threshold', parameter: 6 };
    const rows = [attack('drip', 5), attack('drip', 8, {}, theirs)];
    expect(target('against-tuned-threshold', rows, tuning).verdict).toBe('pass');
    const worse = [...rows, attack('spray', 9), attack('spray', 9, {}, theirs)];
    expect(target('against-tuned-threshold', worse, tuning)).toMatchObject({
      verdict: 'fail',
      misses: ['spray (small: $9.00 against $9.00)'],
    });
  });
});

describe('tuning', () => {
  const wrong = (contender: string, parameter: number | null, falseContainments: number): Row =>
    aRow({
      name: 'campaign',
      kind: 'benign',
      contender,
      parameter,
      outcome: { falseContainments },
    });

  it('takes the most sensitive value within the budget of the detector', () => {
    const rows = [
      wrong('detector', null, 2),
      wrong('country-threshold', 1.5, 9),
      wrong('country-threshold', 2, 3),
      wrong('country-threshold', 3, 2),
      wrong('country-threshold', 4, 0),
      ...[1, 1.25].map((value) => wrong('country-threshold', value, 20)),
    ];
    const tuned = tuneBaselines(rows, ['small']).find(({ id }) => id === 'country-threshold');
    expect(tuned).toEqual({
      tenantClass: 'small',
      id: 'country-threshold',
      value: 3,
      budget: 2,
      falseContainments: 2,
    });
  });

  it('says so when no value fits', () => {
    const values = adaptiveCountryThreshold.parameter.candidates;
    const rows = [
      wrong('detector', null, 0),
      ...values.map((value) => wrong('country-threshold', value, 1)),
    ];
    expect(
      tuneBaselines(rows, ['small']).find(({ id }) => id === 'country-threshold'),
    ).toMatchObject({ value: null, falseContainments: 1 });
  });
});
