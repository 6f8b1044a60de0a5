import { describe, expect, it } from 'vitest';
import { joinEvaluations } from '../../../lib/evaluation/join-evaluations.ts';
import { renderEvaluation } from '../../../lib/evaluation/report/render-evaluation.ts';
import type { Row } from '../../../lib/evaluation/row.ts';
import { anEvaluation, aRow } from './fixtures.ts';

const attack = (seed: number, leakedUsd: number, legitStopped = 0, more: Partial<Row> = {}): Row =>
  aRow({
    name: 'drip',
    kind: 'attack',
    seed,
    undefendedUsd: 100,
    ...more,
    outcome: { leakedUsd, legitStopped, minutesToContain: 3 },
  });
const tuning = [
  { tenantClass: 'small', id: 'country-threshold', value: 6, budget: 0, falseContainments: 0 },
] as const;
const tuned = { contender: 'country-threshold', parameter: 6 };
const withDefault = { contender: 'country-threshold', parameter: 2 };
const seeds = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => index + 1);
const reportOf = (rows: readonly Row[]): string =>
  renderEvaluation(joinEvaluations([anEvaluation({ rows, tuning })]), { date: null }).markdown;
const linesWith = (text: string, piece: string): readonly string[] =>
  text.split('\n').filter((line) => line.includes(piece));

describe('the report', () => {
  it('gives the interval beside each median of enough seeds', () => {
    const rows = seeds(9).flatMap((seed) => [
      attack(seed, seed),
      attack(seed, 10 * seed, 0, tuned),
      attack(seed, 2 * seed, 0, withDefault),
    ]);
    const report = reportOf(rows);
    expect(linesWith(report, '| `drip`')).toEqual([
      '| `drip` | small | $100 | 9 of 9 | 5.0 % | 2.0 to 8.0 % (9) | 9.0 % |',
      '| `drip` | small | – | – | 3.0 | – | – | – | 0 | 0, 0 | 0 |',
      // Over feeds, then against tuned baselines and against untuned ones.
      '| `drip` | small | 9 of 9, 5.0 %, 2.0 to 8.0 % (9) |',
      '| `drip` | 5 % | 50 % |',
      '| `drip` | 2.0 to 8.0 % (9) | 20.0 to 80.0 % (9) |',
      '| `drip` | 9 | 9000 | 0 | 0 |',
      '| `drip` | 5 % | 10 % |',
      '| `drip` | 2.0 to 8.0 % (9) | 4.0 to 16.0 % (9) |',
    ]);
  });

  it('says that few seeds give no interval, and shows their range', () => {
    const report = reportOf([
      ...seeds(3).map((seed) => attack(seed, seed)),
      attack(1, 7, 0, tuned),
    ]);
    expect(report).toContain('| 2.0 % | none; 1.0 to 3.0 % (3) | 3.0 % |');
    expect(report).toContain('| `drip` | none; 1.0 to 3.0 % (3) | none (1) |');
    expect(report).toContain('Fewer than six give no 95 % interval');
    expect(reportOf([attack(1, 4)])).toContain(
      'Each median is of one seed: there are no intervals.',
    );
  });

  it('writes an interval once whose ends read alike', () => {
    const report = reportOf(seeds(6).map((seed) => attack(seed, 100)));
    expect(report).toContain('| 100.0 % | 100.0 % (6) | 100.0 % |');
  });

  it('tells of tuned baselines what honest people paid in the same attacks', () => {
    const report = reportOf([
      ...seeds(3).map((seed) => attack(seed, 60, 1)),
      ...seeds(2).map((seed) => attack(seed, 5, 20, tuned)),
      attack(1, 5, 0, { name: 'spray' }),
      attack(1, 5, 7, { ...tuned, name: 'spray' }),
      attack(2, 5, 0, { name: 'mimicry' }),
      attack(3, 5, 900, { ...tuned, name: 'mimicry' }),
    ]);
    const table = report.slice(report.indexOf('What these leaks were bought with'));
    expect(table.split('\n').slice(2, 8)).toEqual([
      '|  | seeds | honest SMS | detector | country-threshold |',
      '| --- | --- | --- | --- | --- |',
      // The detector alone played seed 3.
      '| `drip` | 2 | 2000 | 2 | 40 |',
      '| `spray` | 1 | 1000 | 0 | 7 |',
      '| `mimicry` | 0 | – | – | – |',
      '| **all** |  | 3000 | 2 | 47 |',
    ]);
    // Above it, the miss has both numbers.
    expect(report.indexOf('honest SMS stopped 2 against 40')).toBeLessThan(
      report.indexOf('## Targets'),
    );
  });

  it('has no price where there is nobody to compare with', () => {
    expect(reportOf([attack(1, 4, 5)])).not.toContain('were bought with');
  });

  it('leaves open what was not measured, and makes it no zero', () => {
    expect(reportOf([attack(1, 0, 0, { undefendedUsd: 0 })])).toContain('| 1 of 1 | – | – | – |');
  });

  it('tells of what was drawn by itself, and holds no target against it', () => {
    const drawn = seeds(6).map((seed) => ({
      ...attack(seed, 30, 5),
      name: 'drawn-attack-1',
      kind: 'drawn-attack' as const,
    }));
    const event = aRow({
      name: 'drawn-event-2',
      kind: 'drawn-event',
      outcome: { falseAlerts: 2, falseContainments: 1, legitSms: 100, legitStopped: 7 },
    });
    const evaluation = joinEvaluations([
      anEvaluation({ rows: [attack(1, 2), ...drawn, event], tuning }),
    ]);
    const report = renderEvaluation(evaluation, { date: null }).markdown;
    expect(report).toContain(
      '| small | detector | 6 | 6 | 30.0 % | 30.0 % (6) | 6 of 6 | $180 of $600 |',
    );
    expect(report).toContain('| small | detector | 1 | 1 | 1 | 7 of 100 (7.000 %) |');
    expect(report).toContain(
      '- `drawn-attack-1` (small, seed 1): $30 of $100, contained after 3.0 min',
    );
    expect(linesWith(report, 'drawn-attack-1')).toHaveLength(6);
    const measured = evaluation.targets.flatMap(({ measured: of, misses }) => [of, ...misses]);
    expect(measured.join()).not.toContain('drawn');
    expect(evaluation.targets.find(({ id }) => id === 'contained')?.measured).toBe('1 of 1');
  });
});
