import { DAY_MS, HOUR_MS, MINUTE_MS, ceilTo } from '../../../core/time.ts';
import { formatClock, formatDay } from '../format.ts';

/** One to three round values above zero, the highest not above `max`. */
export const valueTicks = (max: number): readonly number[] => {
  if (!(max > 0) || !Number.isFinite(max)) return [];
  const power = 10 ** Math.floor(Math.log10(max / 2));
  const factor = [1, 2, 2.5, 5, 10].find((size) => max / (size * power) < 4) ?? 10;
  const step = factor * power;
  return Array.from({ length: Math.floor(max / step + 1e-9) }, (_, index) => (index + 1) * step);
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

/** At most `most` round times of the period. A day stands at its midnight, UTC. */
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
