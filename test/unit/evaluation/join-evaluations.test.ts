import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../../../lib/evaluation/evaluation.ts';
import { joinEvaluations } from '../../../lib/evaluation/join-evaluations.ts';
import type { Row } from '../../../lib/evaluation/row.ts';
import type { TunedBaseline } from '../../../lib/evaluation/tune.ts';
import { SimulatorError } from '../../../lib/simulator/simulator-error.ts';
import { anEvaluation, aRow } from './fixtures.ts';

const attack = (seed: number, leakedUsd: number, more: Partial<Row> = {}): Row =>
  aRow({
    name: 'drip',
    kind: 'attack',
    seed,
    undefendedUsd: 100,
    ...more,
    outcome: { leakedUsd, minutesToContain: 3 },
  });
const theirs = { contender: 'country-threshold', parameter: 6 };
const tuned = (fields: Partial<TunedBaseline> = {}): TunedBaseline => ({
  tenantClass: 'small',
  id: 'country-threshold',
  value: 6,
  budget: 0,
  falseContainments: 0,
  ...fields,
});
const measured = (id: string, evaluation: Evaluation): string | undefined =>
  evaluation.targets.find((target) => target.id === id)?.measured;

describe('joined evaluations', () => {
  it('have the interval that all seeds together give, where no part has one', () => {
    const parts = [
      [1, 2, 3],
      [4, 5, 6],
    ].map((seeds) => anEvaluation({ rows: seeds.map((seed) => attack(seed, seed)) }));
    for (const part of parts)
      expect(measured('median-leak', joinEvaluations([part]))).toContain('no 95 % interval');
    expect(measured('median-leak', joinEvaluations(parts))).toBe(
      '3.5 % (95 %: 1.0 to 6.0 %, 6 attacks)',
    );
  });

  it('are judged again from their rows, one part like several', () => {
    const stale = [
      {
        id: 'median-leak',
        wanted: 'as it was',
        verdict: 'pass',
        measured: '9.9 %',
        misses: [],
      } as const,
    ];
    const old = anEvaluation({ rows: [attack(1, 2)], targets: stale });
    const joined = joinEvaluations([old]);
    expect(measured('median-leak', joined)).toBe('2.0 % (no 95 % interval from 1 attack)');
    expect(joined).toMatchObject({ options: old.options, rows: old.rows });
  });

  it('compare each kind once where parts were calibrated alike', () => {
    const parts = [1, 2].map((seed) =>
      anEvaluation({ tuning: [tuned()], rows: [attack(seed, 5), attack(seed, 8, theirs)] }),
    );
    const joined = joinEvaluations(parts);
    expect(joined.tuning).toEqual([tuned()]);
    expect(measured('against-tuned-threshold', joined)).toBe(
      '1 of 1 kinds; wrong blocks 0 against 0',
    );
  });

  it('keep what was tuned for each size of tenant', () => {
    const small = anEvaluation({ tuning: [tuned()] });
    const mid = anEvaluation({ tuning: [tuned({ tenantClass: 'mid', value: 8 })] });
    expect(joinEvaluations([small, mid]).tuning).toHaveLength(2);
  });

  it('are refused where the same baseline was tuned on different traffic', () => {
    const parts = [tuned(), tuned({ value: null, falseContainments: 2 })].map((one) =>
      anEvaluation({ tuning: [one] }),
    );
    expect(() => joinEvaluations(parts)).toThrow(SimulatorError);
    expect(() => joinEvaluations(parts)).toThrow(
      /country-threshold \(small\) was tuned to 6 .* and to none .*--no-baselines/,
    );
  });
});
