import type { HourRollup } from '../count/hour-rollup.ts';
import { HOUR_MS } from '../time.ts';

/**
 * Relative traffic by hour of the local day before anything is learned: a trough at 04 h and a
 * plateau from 10 to 21 h, as in published diurnal curves of mobile messaging (assumption; its
 * weight is 200 messages, so a few days of traffic replace it).
 */
export const DEFAULT_HOUR_WEIGHTS: readonly number[] = [
  0.6, 0.4, 0.28, 0.2, 0.18, 0.25, 0.45, 0.75, 1.05, 1.25, 1.38, 1.38, 1.38, 1.38, 1.38, 1.38, 1.38,
  1.38, 1.38, 1.38, 1.38, 1.3, 1.1, 0.85,
];

/** Never expect nothing: an hour without traffic so far may still see some. */
const LOWEST_WEIGHT = 0.05;

/** Smooths counts by hour of day over their neighbours (1/4, 1/2, 1/4) and scales them to mean 1. */
export const normaliseHourWeights = (counts: readonly number[]): readonly number[] => {
  const size = counts.length;
  const at = (hour: number): number => counts[(hour + size) % size] ?? 0;
  const smooth = counts.map((_, hour) => at(hour - 1) / 4 + at(hour) / 2 + at(hour + 1) / 4);
  const mean = smooth.reduce((sum, weight) => sum + weight, 0) / size;
  if (mean === 0) return counts.map(() => 1);
  return smooth.map((weight) => Math.max(LOWEST_WEIGHT, weight / mean));
};

/** Weight, in messages, of the daily profile that is assumed before anything is learned. */
const PRIOR_PROFILE_MESSAGES = 200;

/** Counts by hour of the local day to add to, with what is assumed already in them. */
export const assumedCounts = (weights: readonly number[]): number[] =>
  weights.map((weight) => (weight * PRIOR_PROFILE_MESSAGES) / 24);

/** Hour of the local day, 0 to 23. */
export const localHour = (startMs: number, offsetMinutes: number): number =>
  (((Math.floor(startMs / HOUR_MS) + Math.round(offsetMinutes / 60)) % 24) + 24) % 24;

/** Adds the first sends of hours to counts by hour of the local day. */
export const addHours = (
  counts: number[],
  hours: readonly HourRollup[],
  offsetMinutes: number,
): void => {
  for (const { startMs, firstSends } of hours) {
    const index = localHour(startMs, offsetMinutes);
    counts[index] = (counts[index] ?? 0) + firstSends;
  }
};
