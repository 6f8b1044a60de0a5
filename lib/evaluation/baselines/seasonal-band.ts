import { DAY_MS, floorTo } from '../../core/time.ts';
import type { Baseline } from './baseline.ts';
import { FIVE_MINUTES_MS } from './warm-up-summary.ts';

const TRAINED_ON_DAYS = 14;
/** Neighbouring slots on each side that a mean and a deviation are taken over, so that two weeks give enough. */
const NEIGHBOURS = 3;
const PERIODS_IN_A_ROW = 3;

/**
 * (b) A seasonal band on the total, like CloudWatch anomaly detection: up to two weeks of history,
 * width in standard deviations, alarm when three of three periods lie above
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Anomaly_Detection.html).
 * AWS's model is not published; here it is mean and deviation of the same time of day, weekends by
 * themselves. It sees the account only.
 */
export const seasonalBand: Baseline = {
  id: 'seasonal-band',
  title: 'seasonal band on the total, 3 of 3 periods of 5 min',
  parameter: {
    name: 'standard deviations',
    defaultValue: 3,
    candidates: [2, 3, 4, 5, 6, 8, 12, 20],
  },
  create: (deviations, past) => {
    const counts = new Map(past.sendsPerFiveMinutes);
    // Before that there is no history, which is not the same as no traffic.
    const sinceMs = Math.min(...counts.keys());
    let above = 0;
    return {
      onSms({ sentAtMs }) {
        const slotMs = floorTo(sentAtMs, FIVE_MINUTES_MS);
        counts.set(slotMs, (counts.get(slotMs) ?? 0) + 1);
      },
      onTick(atMs, act) {
        const slotMs = floorTo(atMs, FIVE_MINUTES_MS) - FIVE_MINUTES_MS;
        const band = bandAt(counts, slotMs, sinceMs);
        if (band === null) return;
        const isAbove = (counts.get(slotMs) ?? 0) > band.mean + deviations * band.deviation;
        above = isAbove ? above + 1 : 0;
        if (above >= PERIODS_IN_A_ROW) act({ kind: 'all' });
      },
    };
  },
};

/** Mean and standard deviation at this time of day over the last two weeks, of days like this one; `null` without any. */
const bandAt = (
  counts: ReadonlyMap<number, number>,
  slotMs: number,
  sinceMs: number,
): { readonly mean: number; readonly deviation: number } | null => {
  const values: number[] = [];
  for (let day = 1; day <= TRAINED_ON_DAYS; day += 1)
    for (let offset = -NEIGHBOURS; offset <= NEIGHBOURS; offset += 1) {
      const atMs = slotMs - day * DAY_MS;
      if (isWeekend(atMs) === isWeekend(slotMs) && atMs + offset * FIVE_MINUTES_MS >= sinceMs)
        values.push(counts.get(atMs + offset * FIVE_MINUTES_MS) ?? 0);
    }
  if (values.length === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
};

/** The epoch began on a Thursday. */
const isWeekend = (ms: number): boolean => (Math.floor(ms / DAY_MS) + 3) % 7 >= 5;
