import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  adjacencyEvidence,
  concentrationEvidence,
} from '../../../lib/core/evaluate/statistics/concentration-evidence.ts';
import { countEvidence } from '../../../lib/core/evaluate/statistics/count-evidence.ts';
import { cusum, MAX_NATS } from '../../../lib/core/evaluate/statistics/cusum.ts';
import { logMeanExp } from '../../../lib/core/evaluate/statistics/log-mean-exp.ts';
import { rateCollapseEvidence } from '../../../lib/core/evaluate/statistics/rate-evidence.ts';
import { binomial, meanExp, negativeBinomial, poisson, probabilityThat } from './distributions.ts';

const MEANS = [0.01, 0.1, 0.5, 2, 10, 50];

describe('countEvidence', () => {
  it.each(MEANS)('is an e-value under the Poisson null: mean at most 1 at %d expected', (mean) => {
    const nats = (count: number): number => countEvidence(count, mean, 0);
    expect(meanExp(poisson(mean, 64 * mean + 200), nats)).toBeLessThanOrEqual(1 + 1e-9);
  });

  it.each(MEANS)('stays one when it is tempered, as long as the null is Poisson: %d', (mean) => {
    for (const dispersion of [0.1, 0.3, 1, 5]) {
      const nats = (count: number): number => countEvidence(count, mean, dispersion);
      expect(meanExp(poisson(mean, 64 * mean + 200), nats)).toBeLessThanOrEqual(1 + 1e-9);
    }
  });

  it.each(MEANS)('stays one under a lower rate than expected: %d', (mean) => {
    for (const share of [0, 0.3, 0.9]) {
      const nats = (count: number): number => countEvidence(count, mean, 0);
      expect(meanExp(poisson(share * mean, 64 * mean + 200), nats)).toBeLessThanOrEqual(1);
    }
  });

  it('is no e-value under the negative-binomial null that the tempering is meant for', () => {
    // The mean of exp(evidence) does not even converge: the largest ratio, tempered, grows faster
    // with the count than the tail of the distribution falls.
    const mean = 2;
    const dispersion = 0.3;
    const nats = (count: number): number => countEvidence(count, mean, dispersion);
    const upTo = (max: number): number => meanExp(negativeBinomial(mean, dispersion, max), nats);
    expect(upTo(100)).toBeGreaterThan(10);
    expect(upTo(200)).toBeGreaterThan(1e6 * upTo(100));
  });

  it.each([0.02, 0.1, 0.3, 0.5, 1, 2, 10, 50])(
    'still keeps what it promises at its thresholds under that null: at most 1 in c reaches ln c (%d)',
    (mean) => {
      for (const dispersion of [0.1, 0.3, 1]) {
        const traffic = negativeBinomial(mean, dispersion, 60 * mean + 400);
        for (const oneIn of [100, 1e3, 1e6])
          expect(
            probabilityThat(
              traffic,
              (count) => countEvidence(count, mean, dispersion) >= Math.log(oneIn),
            ),
          ).toBeLessThan(1 / oneIn);
      }
    },
  );

  it('never falls when the count rises, and never rises with what is expected', () => {
    fc.assert(
      fc.property(
        fc.nat(5_000),
        fc.nat(500),
        fc.double({ min: 0.01, max: 500, noNaN: true }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        (count, more, expected, dispersion) => {
          const at = countEvidence(count, expected, dispersion);
          expect(at).not.toBeNaN();
          expect(countEvidence(count + more, expected, dispersion)).toBeGreaterThanOrEqual(at);
          expect(countEvidence(count, expected * 1.5, 0)).toBeLessThanOrEqual(
            countEvidence(count, expected, 0),
          );
        },
      ),
    );
  });
});

describe('rateCollapseEvidence', () => {
  const nats =
    (trials: number, lowest: number) =>
    (successes: number): number =>
      rateCollapseEvidence(successes, trials, lowest);

  it('is an e-value: mean 1 at the lowest normal rate, exactly', () => {
    for (const lowest of [0.05, 0.1, 0.2, 0.48, 0.9])
      for (const trials of [1, 5, 30, 100])
        expect(meanExp(binomial(trials, lowest), nats(trials, lowest))).toBeCloseTo(1, 9);
  });

  it('stays one at every higher rate', () => {
    for (const lowest of [0.05, 0.2, 0.48])
      for (const rate of [lowest + 0.01, lowest + 0.1, 0.8, 1])
        for (const trials of [1, 5, 30])
          expect(meanExp(binomial(trials, rate), nats(trials, lowest))).toBeLessThanOrEqual(
            1 + 1e-12,
          );
  });

  it('says nothing when no rate lies below the normal ones, or nothing was tried', () => {
    expect(rateCollapseEvidence(0, 100, 0.01)).toBe(0);
    expect(rateCollapseEvidence(0, 0, 0.48)).toBe(0);
  });

  it('falls with each code that is used', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.nat(499),
        fc.double({ min: 0.02, max: 0.95, noNaN: true }),
        (trials, used, lowest) => {
          const successes = used % trials;
          const at = rateCollapseEvidence(successes, trials, lowest);
          expect(at).not.toBeNaN();
          expect(rateCollapseEvidence(successes + 1, trials, lowest)).toBeLessThan(at);
        },
      ),
    );
  });
});

describe('cusum', () => {
  it('has nothing without evidence, and then starts after the last increment', () => {
    expect(cusum([])).toEqual({ nats: 0, startIndex: 0 });
    expect(cusum([-1, -2])).toEqual({ nats: 0, startIndex: 2 });
  });

  it('forgets evidence against, and starts where the evidence for begins', () => {
    expect(cusum([-5, -5, 2, 1])).toEqual({ nats: 3, startIndex: 2 });
    expect(cusum([4, -5, 2])).toEqual({ nats: 2, startIndex: 2 });
  });

  it('goes on through a pause that does not use the evidence up', () => {
    expect(cusum([4, -1, -1, 2])).toEqual({ nats: 4, startIndex: 0 });
  });

  it('starts anew after it came to exactly nothing', () => {
    expect(cusum([1, -1, 2])).toEqual({ nats: 2, startIndex: 2 });
  });

  it('is capped, so that quiet wears it off', () => {
    expect(cusum([100, 100])).toEqual({ nats: MAX_NATS, startIndex: 0 });
    expect(cusum([1_000, -10]).nats).toBe(MAX_NATS - 10);
  });

  it('is the highest sum of a run up to the last increment, where the cap is not reached', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -6, max: 4 }), { maxLength: 14 }), (increments) => {
        const sums = increments.map((_, from) =>
          increments.slice(from).reduce((sum, one) => sum + one, 0),
        );
        expect(cusum(increments).nats).toBe(Math.max(0, ...sums));
      }),
    );
  });
});

describe('concentrationEvidence', () => {
  it('is nothing while the busiest block has no more than its share', () => {
    expect(concentrationEvidence(10, 100, 0.1, 3_000)).toBe(0);
    expect(concentrationEvidence(0, 0, 0.1, 3_000)).toBe(0);
  });

  it('is nothing for what chance would do in one of so many blocks', () => {
    expect(concentrationEvidence(11, 100, 0.1, 3_000)).toBe(0);
    expect(concentrationEvidence(40, 100, 0.1, 1)).toBeGreaterThan(
      concentrationEvidence(40, 100, 0.1, 3_000),
    );
  });

  it('is the binomial likelihood ratio where all numbers share one block', () => {
    expect(concentrationEvidence(6, 6, 0.015, 3_000)).toBeCloseTo(
      6 * Math.log(1 / 0.015) - Math.log(3_000),
      9,
    );
  });

  it('rises with each number that joins the block, and is never negative or NaN', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000 }),
        fc.nat(2_000),
        fc.double({ min: 1e-4, max: 0.75, noNaN: true }),
        (inBlock, others, share) => {
          const total = inBlock + others;
          const at = concentrationEvidence(inBlock, total, share, 3_000);
          expect(at).toBeGreaterThanOrEqual(0);
          expect(
            concentrationEvidence(inBlock + 1, total + 1, share, 3_000),
          ).toBeGreaterThanOrEqual(at);
        },
      ),
    );
  });
});

describe('adjacencyEvidence', () => {
  it('is nothing without neighbours, or with no more than chance makes', () => {
    expect(adjacencyEvidence(0, 50)).toBe(0);
    expect(adjacencyEvidence(0, 1)).toBe(0);
    expect(adjacencyEvidence(0, 0)).toBe(0);
    expect(adjacencyEvidence(1, 50)).toBe(0);
  });

  it('is large for sequential dialling and rises with each neighbour', () => {
    expect(adjacencyEvidence(49, 50)).toBeGreaterThan(100);
    for (let neighbours = 2; neighbours < 50; neighbours += 1)
      expect(adjacencyEvidence(neighbours, 50)).toBeGreaterThan(
        adjacencyEvidence(neighbours - 1, 50),
      );
  });

  it('means less in a block that is nearly full', () => {
    expect(adjacencyEvidence(4_000, 5_000)).toBe(0);
  });
});

describe('logMeanExp', () => {
  it('does not overflow where the plain formula would', () => {
    expect(logMeanExp([1_000, 1_000])).toBe(1_000);
    expect(logMeanExp([-2_000, 0])).toBeCloseTo(-Math.log(2), 12);
    expect(logMeanExp([-Infinity, -Infinity])).toBe(-Infinity);
  });
});
