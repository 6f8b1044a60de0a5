import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { medianInterval, medianRank } from '../../../lib/evaluation/median-interval.ts';

/** Outcomes, of 2 to the power of `count`, in which fewer than `rank` of so many coins show heads. */
const waysBelow = (rank: number, count: number): bigint => {
  let ways = 1n;
  let sum = 0n;
  for (let heads = 0; heads < rank; heads += 1) {
    sum += ways;
    ways = (ways * BigInt(count - heads)) / BigInt(heads + 1);
  }
  return sum;
};
/** Whether 1 - 2 P(fewer than `rank` heads) is at least 0.95, in whole numbers. */
const covers = (rank: number, count: number): boolean =>
  40n * waysBelow(rank, count) <= 2n ** BigInt(count);

const FEW = [1, 2, 3, 4, 5];
const ENOUGH = Array.from({ length: 395 }, (_, index) => index + 6);

describe('the ranks that bound a median', () => {
  // From tables of the sign test, for instance Conover's.
  it.each([
    [6, 1, 0.969],
    [8, 1, 0.992],
    [9, 2, 0.961],
    [10, 2, 0.979],
    [20, 6, 0.959],
    [25, 8, 0.957],
    [34, 11, 0.976],
    [100, 40, 0.965],
  ])('of %i values are the %i. from each end, with %f', (count, rank, coverage) => {
    expect(medianRank(count)?.rank).toBe(rank);
    expect(medianRank(count)?.coverage).toBeCloseTo(coverage, 3);
  });

  it('cover 95 % by the exact binomial, and the next ones inward do not', () => {
    for (const count of ENOUGH) {
      const found = medianRank(count);
      expect(found).not.toBeNull();
      const { rank, coverage } = found ?? { rank: 0, coverage: 0 };
      expect([count, covers(rank, count), covers(rank + 1, count)]).toEqual([count, true, false]);
      const ways = Number((10n ** 15n * waysBelow(rank, count)) / 2n ** BigInt(count));
      expect(coverage).toBeCloseTo(1 - (2 * ways) / 1e15, 10);
    }
  });

  it('never move outward when there is a value more', () => {
    let last = 0;
    for (const count of ENOUGH) {
      const rank = medianRank(count)?.rank ?? 0;
      expect(rank - last).toBeGreaterThanOrEqual(0);
      expect(rank - last).toBeLessThanOrEqual(1);
      last = rank;
    }
  });

  it('are none below six values, where even the outermost cover less', () => {
    for (const count of [0, ...FEW]) {
      expect(medianRank(count)).toBeNull();
      expect(covers(1, count)).toBe(false);
    }
  });

  it('are found for more values than a double can halve', () => {
    // Near n / 2 - 0.98 sqrt(n), by the normal approximation.
    expect(medianRank(10_000)?.rank).toBe(4902);
  });
});

describe('the interval of a median', () => {
  it('goes from one order statistic to its mirror image, in any order of the values', () => {
    const values = [12, 3, 9, 1, 8, 2, 5, 7, 4, 6];
    expect(medianInterval(values)).toEqual({
      median: 5.5,
      low: 2,
      high: 9,
      values: 10,
      coverage: medianRank(10)?.coverage,
    });
  });

  it('is none of few values: their range, and no coverage', () => {
    expect(medianInterval([3, 1, 9])).toEqual({
      median: 3,
      low: 1,
      high: 9,
      values: 3,
      coverage: null,
    });
    expect(medianInterval([2])).toMatchObject({ low: 2, high: 2, values: 1, coverage: null });
    expect(medianInterval([])).toBeNull();
  });

  const sample = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
    minLength: 1,
    maxLength: 80,
  });

  it('has the median in it, lies within the range, and claims 95 % or nothing', () => {
    fc.assert(
      fc.property(sample, (values) => {
        const { median = NaN, low = NaN, high = NaN, coverage } = medianInterval(values) ?? {};
        expect(low).toBeGreaterThanOrEqual(Math.min(...values));
        expect(median).toBeGreaterThanOrEqual(low);
        expect(high).toBeGreaterThanOrEqual(median);
        expect(high).toBeLessThanOrEqual(Math.max(...values));
        expect(coverage === null).toBe(values.length < 6);
        expect(coverage ?? 1).toBeGreaterThanOrEqual(0.95);
      }),
    );
  });

  it('follows the values when all are scaled, as from shares to percent', () => {
    fc.assert(
      fc.property(sample, (values) => {
        const { low = NaN, high = NaN } = medianInterval(values) ?? {};
        expect(medianInterval(values.map((value) => 2 * value))).toMatchObject({
          low: 2 * low,
          high: 2 * high,
        });
      }),
    );
  });
});
