import { DAY_MS, HOUR_MS, MINUTE_MS, ceilTo } from '../../../core/time.ts';
import { formatClock, formatDay } from '../format.ts';

/** How many steps fit below `max`, forgiving what binary fractions lose. */
const stepsIn = (max: number, step: number): number => Math.floor(max / step + 1e-9);

/** At most `most` round values above zero, evenly spaced, the highest not above `max`. */
export const valueTicks = (max: number, most: number, smallestStep: number): readonly number[] => {
  if (!(max > 0) || !Number.isFinite(max)) return [];
  if (most === 1) {
    const power = 10 ** Math.floor(Math.log10(max));
    const value = stepsIn(max, power) * power;
    return value >= smallestStep ? [value] : [];
  }
  const power = 10 ** Math.floor(Math.log10(max / most));
  const factor = [1, 2, 5, 10].find((size) => stepsIn(max, size * power) <= most) ?? 20;
  const step = Math.max(smallestStep, factor * power);
  return Array.from({ length: stepsIn(max, step) }, (_, index) => (index + 1) * step);
};

export interface TimeTick {
  readonly atMs: number;
  readonly label: string;
  /** Every other tick gives way on a narrow screen. */
  readonly isMinor: boolean;
}

const STEPS = [
  ...[1, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 4, 7, 14, 28, 91, 182, 364].map((days) => days * DAY_MS),
];

const labelOf = (atMs: number): string =>
  atMs % DAY_MS === 0 ? formatDay(atMs) : formatClock(atMs);

/** Round times of the period, at most `most` steps apart from end to end. A day stands at its midnight, UTC. */
export const timeTicks = (fromMs: number, toMs: number, most: number): readonly TimeTick[] => {
  const spanMs = toMs - fromMs;
  if (!(spanMs > 0)) return [];
  const step = STEPS.find((size) => spanMs / size <= most) ?? ceilTo(spanMs / most, DAY_MS);
  const firstMs = ceilTo(fromMs, step);
  const count = Math.max(0, Math.floor((toMs - firstMs) / step) + 1);
  const times = Array.from({ length: count }, (_, index) => firstMs + index * step);
  const namesDay = times.some((atMs) => atMs % DAY_MS === 0);
  return times.map((atMs, index) => ({
    atMs,
    label: index === 0 && !namesDay ? `${formatDay(atMs)} ${formatClock(atMs)}` : labelOf(atMs),
    isMinor: Math.round(atMs / step) % 2 === 1,
  }));
};
