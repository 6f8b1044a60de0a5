import { median } from './statistics.ts';

/** A median of a sample, and how far the sample leaves open where that of the whole lies. */
export interface MedianInterval {
  readonly median: number;
  /** The interval's ends; where there is none, the smallest and the largest value. */
  readonly low: number;
  readonly high: number;
  /** Of the sample. */
  readonly values: number;
  /** Chance, at least, that such an interval has the true median in it; `null` where there is none. */
  readonly coverage: number | null;
}

/** The interval from the value of this rank to the one that has as many above it as this has below. */
export interface MedianRank {
  /** From 1, the smallest. */
  readonly rank: number;
  /** 0.95 to 1: exact for a continuous distribution, more where values can be equal. */
  readonly coverage: number;
}

const CONFIDENCE = 0.95;

/**
 * Which order statistics of `count` independent values bound their median with at least 95 %,
 * whatever the values' distribution: the innermost ranks k and n + 1 - k with
 * 1 - 2 P(Binomial(n, 1/2) < k) of 0.95 or more (David & Nagaraja, "Order Statistics", 3rd ed. 2003,
 * section 7.1; Conover, "Practical Nonparametric Statistics", 3rd ed. 1999, section 3.2). `null`
 * below 6 values: even the smallest and the largest have both ends on one side too often.
 */
export const medianRank = (count: number): MedianRank | null => {
  let found: MedianRank | null = null;
  // As a logarithm: 2 to the power of -n is zero in a double from 1,075 values on.
  let logTerm = -count * Math.LN2;
  let below = 0;
  for (let rank = 1; 2 * rank <= count; rank += 1) {
    below += Math.exp(logTerm);
    const coverage = 1 - 2 * below;
    if (coverage < CONFIDENCE) break;
    found = { rank, coverage };
    logTerm += Math.log((count - rank + 1) / rank);
  }
  return found;
};

/** The median of values with its 95 % interval, or with their range where they are too few; `null` of nothing. */
export const medianInterval = (values: readonly number[]): MedianInterval | null => {
  const middle = median(values);
  if (middle === null) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const found = medianRank(sorted.length);
  const rank = found?.rank ?? 1;
  return {
    median: middle,
    low: sorted[rank - 1] ?? middle,
    high: sorted[sorted.length - rank] ?? middle,
    values: sorted.length,
    coverage: found?.coverage ?? null,
  };
};
