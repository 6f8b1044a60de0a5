import { DAY_MS, HOUR_MS, MINUTE_MS, floorTo } from '../../../core/time.ts';
import type { TrafficBucket } from '../report-data.ts';

/** Consecutive buckets that are drawn, or listed, as one. */
export interface Bar extends TrafficBucket {
  /** Positions of the buckets that it sums: `from` inclusive, `to` exclusive. */
  readonly from: number;
  readonly to: number;
}

export interface Bars {
  readonly bars: readonly Bar[];
  readonly stepMs: number;
}

/** Steps that divide a day, or are days: people read them without counting. */
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 4, 6, 8, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 7, 14, 28].map((days) => days * DAY_MS),
];

const chooseStep = (spanMs: number, bucketMs: number, most: number): number => {
  const least = Math.max(bucketMs, spanMs / most);
  const round = STEPS.find((step) => step >= least && step % bucketMs === 0);
  return round ?? Math.ceil(least / bucketMs) * bucketMs;
};

/** Sums buckets until about `most` are left, aligned to the UTC clock. */
export const coarsen = (
  buckets: readonly TrafficBucket[],
  bucketMs: number,
  most: number,
): Bars => {
  const stepMs =
    buckets.length <= most ? bucketMs : chooseStep(buckets.length * bucketMs, bucketMs, most);
  const bars: Bar[] = [];
  for (const [index, bucket] of buckets.entries()) {
    const startMs = stepMs === bucketMs ? bucket.startMs : floorTo(bucket.startMs, stepMs);
    const last = bars.at(-1);
    if (last === undefined || last.startMs !== startMs) {
      bars.push({ ...bucket, startMs, from: index, to: index + 1 });
      continue;
    }
    bars[bars.length - 1] = {
      startMs,
      from: last.from,
      to: index + 1,
      sent: last.sent + bucket.sent,
      blocked: last.blocked + bucket.blocked,
      verified: last.verified + bucket.verified,
      spendUsd: last.spendUsd + bucket.spendUsd,
    };
  }
  return { bars, stepMs };
};
