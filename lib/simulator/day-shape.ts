import { utcOffsetMinutes } from '../core/evaluate/utc-offsets.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../core/time.ts';

/**
 * How traffic spreads over the day and week in the destination's local time: trough at 04 h,
 * plateau from 10 to 21 h, weaker weekends. Assumption; that human activity has such a cycle is
 * well known (https://ar5iv.org/html/1101.0377).
 */
export const HOUR_WEIGHTS: readonly number[] = [
  0.3, 0.18, 0.11, 0.07, 0.05, 0.08, 0.2, 0.42, 0.68, 0.88, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0.95,
  0.75, 0.5,
];
const meanOf = (weights: readonly number[]): number =>
  weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
const MEAN_WEIGHT = meanOf(HOUR_WEIGHTS);

/** The epoch began on a Thursday; 0 is Monday. */
const weekdayOf = (localMs: number): number => (Math.floor(localMs / DAY_MS) + 3) % 7;

/** Relative to the mean of the day; linear between the middles of the hours. */
export const dayFactor = (
  country: string,
  ms: number,
  weights: readonly number[] = HOUR_WEIGHTS,
): number => {
  const weightAt = (hour: number): number => weights[(hour + 24) % 24] ?? 0;
  const meanWeight = weights === HOUR_WEIGHTS ? MEAN_WEIGHT : meanOf(weights);
  const localMs = ms + (utcOffsetMinutes(country) ?? 0) * MINUTE_MS;
  const hours = (localMs % DAY_MS) / HOUR_MS - 0.5;
  const hour = Math.floor(hours);
  const share = hours - hour;
  return ((1 - share) * weightAt(hour) + share * weightAt(hour + 1)) / meanWeight;
};

/** Relative to the mean of the week. */
export const weekFactor = (country: string, ms: number, weekendFactor: number): number => {
  const localMs = ms + (utcOffsetMinutes(country) ?? 0) * MINUTE_MS;
  const mean = (5 + 2 * weekendFactor) / 7;
  return (weekdayOf(localMs) >= 5 ? weekendFactor : 1) / mean;
};
