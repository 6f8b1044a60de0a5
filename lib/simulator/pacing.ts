import { DAY_MS, MINUTE_MS } from '../core/time.ts';
import { dayFactor } from './day-shape.ts';
import type { Random } from './random.ts';
import type { Pacing } from './scenario.ts';

const BIN_MS = 5 * MINUTE_MS;

export interface PacedPeriod {
  readonly startMs: number;
  readonly durationMs: number;
  /** Whose local time a diurnal pacing follows. */
  readonly country: string;
}

/**
 * When each of `messages` is sent: as many random moments as there are messages, in order, spread
 * as the pacing wants.
 */
export const paceMessages = (
  pacing: Pacing,
  period: PacedPeriod,
  messages: number,
  random: Random,
): Float64Array => {
  const placeOf = quantileFunction(pacing, period);
  const times = new Float64Array(messages);
  let total = 0;
  for (let index = 0; index < messages; index += 1) {
    total += random.exponential(1);
    times[index] = total;
  }
  total += random.exponential(1);
  return times.map((sum) => Math.floor(period.startMs + placeOf(sum / total)));
};

/** From the share of messages sent so far to the time passed, in ms. */
const quantileFunction = (pacing: Pacing, period: PacedPeriod): ((share: number) => number) => {
  const { durationMs } = period;
  switch (pacing.kind) {
    case 'flat':
      return (share) => share * durationMs;
    case 'linear': {
      const rampMs = Math.min(pacing.rampMinutes * MINUTE_MS, durationMs);
      const area = durationMs - rampMs / 2;
      return (share) =>
        share * area < rampMs / 2
          ? Math.sqrt(2 * rampMs * share * area)
          : share * area + rampMs / 2;
    }
    case 'growth': {
      const rate = (Math.log(1 + pacing.growthPerDay) * durationMs) / DAY_MS;
      return (share) => (Math.log(1 + share * (Math.exp(rate) - 1)) / rate) * durationMs;
    }
    case 'diurnal':
      break;
  }
  return diurnalQuantile(period);
};

const diurnalQuantile = ({ startMs, durationMs, country }: PacedPeriod) => {
  const bins = Math.max(1, Math.ceil(durationMs / BIN_MS));
  const sums = new Float64Array(bins + 1);
  for (let bin = 0; bin < bins; bin += 1)
    sums[bin + 1] = (sums[bin] ?? 0) + dayFactor(country, startMs + (bin + 0.5) * BIN_MS);
  const total = sums[bins] ?? 1;
  return (share: number): number => {
    const wanted = share * total;
    let low = 0;
    let high = bins - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle + 1] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    const before = sums[low] ?? 0;
    const inBin = (wanted - before) / ((sums[low + 1] ?? 1) - before);
    return Math.min(durationMs - 1, (low + inBin) * BIN_MS);
  };
};
