import { describe, expect, it } from 'vitest';
import { adaptiveCountryThreshold } from '../../../lib/evaluation/baselines/country-threshold.ts';
import type { Row } from '../../../lib/evaluation/row.ts';
import type { Target } from '../../../lib/evaluation/target.ts';
import { targetsOf } from '../../../lib/evaluation/targets.ts';
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

  it('tell the median leak with its interval, and are judged by the median', () => {
    const leaks = (...percent: readonly number[]): Target =>
      target(
        'median-leak',
        percent.map((usd, index) => attack('drip', usd, {}, { seed: index + 1 })),
      );
    const six = leaks(1, 9, 2, 2.5, 8, 2.9);
    expect(six).toMatchObject({
      verdict: 'pass',
      measured: '2.7 % (95 %: 1.0 to 9.0 %, 6 attacks)',
      interval: { values: 6, low: 0.01, high: 0.09, coverage: 1 - 2 / 64 },
    });
    expect(six.interval?.median).toBeCloseTo(0.027);
    // The smallest and the largest of nine are left out.
    expect(leaks(4, 4, 4, 4, 4, 1, 2, 30, 20)).toMatchObject({
      verdict: 'fail',
      measured: '4.0 % (95 %: 2.0 to 20.0 %, 9 attacks)',
    });
  });

  it('claim no interval from fewer than six attacks', () => {
    const few = [attack('drip', 1), attack('spray', 4), attack('mimicry', 2)];
    expect(target('median-leak', few)).toMatchObject({
      verdict: 'pass',
      measured: '2.0 % (no 95 % interval from 3 attacks, which leaked 1.0 to 4.0 %)',
      interval: { coverage: null },
    });
    expect(target('median-leak', few.slice(0, 1)).measured).toBe(
      '1.0 % (no 95 % interval from 1 attack)',
    );
    expect(target('median-leak', [])).toMatchObject({ measured: '', verdict: 'not-measured' });
    expect(target('median-leak', [])).not.toHaveProperty('interval');
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

  describe('against the threshold that was tuned to the same price', () => {
    const tuning = [
      { tenantClass: 'small', id: 'country-threshold', value: 6, budget: 0, falseContainments: 0 },
    ] as const;
    const theirs = { contender: 'country-threshold', parameter: 6 };
    const won = [attack('drip', 5), attack('drip', 8, {}, theirs)];
    const judge = (...rows: readonly Row[]): Target =>
      target('against-tuned-threshold', [...won, ...rows], tuning);

    it('ask for fewer dollars, and no tie', () => {
      expect(judge().verdict).toBe('pass');
      expect(judge(attack('spray', 9), attack('spray', 9, {}, theirs))).toMatchObject({
        verdict: 'fail',
        measured: '1 of 2 kinds; wrong blocks 0 against 0',
        misses: ['spray (small: $9.00 against $9.00, honest SMS stopped 0 against 0)'],
      });
    });

    it('tell what a lower leak was bought with, over all seeds, and forgive nothing for it', () => {
      const lost = judge(
        attack('served-country', 132.4, { legitStopped: 1 }),
        attack('served-country', 132.4, {}, { seed: 2 }),
        attack('served-country', 6.69, { legitStopped: 41 }, theirs),
        attack('served-country', 6.69, { legitStopped: 30 }, { ...theirs, seed: 2 }),
      );
      expect(lost).toMatchObject({
        verdict: 'fail',
        misses: ['served-country (small: $132.40 against $6.69, honest SMS stopped 1 against 71)'],
      });
      expect(
        judge(
          attack('spray', 3, { legitStopped: 900 }),
          attack('spray', 4, { legitStopped: 0 }, theirs),
        ).verdict,
      ).toBe('pass');
    });

    it('hold only the same seeds against each other', () => {
      const ours = [1, 2, 3].map((seed) =>
        attack('spray', 8 + seed / 2, { legitStopped: 10 }, { seed }),
      );
      const played = attack('spray', 5, { legitStopped: 4 }, { ...theirs, seed: 2 });
      expect(judge(...ours, played).misses).toEqual([
        'spray (small: $9.00 against $5.00, honest SMS stopped 10 against 4)',
      ]);
      const elsewhere = attack('spray', 5, { legitStopped: 4 }, { ...theirs, seed: 9 });
      expect(judge(...ours, elsewhere).measured).toBe('1 of 1 kinds; wrong blocks 0 against 0');
    });

    it('count wrong blocks of the same seeds alone', () => {
      const honest = (falseContainments: number, more: Partial<Row>) =>
        aRow({ name: 'campaign', kind: 'benign', outcome: { falseContainments }, ...more });
      const both = [honest(1, { seed: 1 }), honest(2, { ...theirs, seed: 1 })];
      expect(judge(...both, honest(4, { seed: 2 })).measured).toBe(
        '1 of 1 kinds; wrong blocks 1 against 2',
      );
    });

    it('count no kind as won that the detector has not played', () => {
      expect(judge(attack('spray', 9, {}, theirs)).measured).toBe(
        '1 of 1 kinds; wrong blocks 0 against 0',
      );
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
