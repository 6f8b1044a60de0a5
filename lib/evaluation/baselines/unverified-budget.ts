import { DAY_MS, HOUR_MS } from '../../core/time.ts';
import type { Baseline } from './baseline.ts';
import { SlidingCounts } from './sliding-count.ts';

/**
 * (g) A budget of codes not yet entered, for each country, by the hour and by the day, in leaky
 * buckets that a used code drains and that grows with the codes used: hour max(3, best day of
 * 14 / 6 · 0.2, used in the last hour · 0.2), day max(20, best day · 0.3, used in 24 h · 0.3)
 * (authgear/authgear-server docs/specs/fraud-protection.md, pkg/lib/fraudprotection@fa7a7d55).
 * Authgear only records by default, and has budgets for addresses too; those are left out.
 */
export const unverifiedBudget: Baseline = {
  id: 'unverified-budget',
  title: 'codes not used in a country against a budget that used ones earn',
  parameter: {
    name: 'times the budgets',
    defaultValue: 1,
    candidates: [0.5, 1, 2, 4, 8, 16, 32, 64],
  },
  create: (times, past) => {
    const hours = new Map<string, LeakyBucket>();
    const days = new Map<string, LeakyBucket>();
    const usedInHour = new SlidingCounts(HOUR_MS);
    const usedInDay = new SlidingCounts(DAY_MS);
    const bestDays = new Map<string, number>();
    const bestDay = (country: string): number => {
      let best = bestDays.get(country);
      if (best === undefined) bestDays.set(country, (best = past.bestVerifiedDay(country)));
      return best;
    };
    return {
      onSms({ country, seenAtMs }, act) {
        const best = bestDay(country);
        const hourly = Math.max(3, (best / 6) * 0.2, usedInHour.of(country).at(seenAtMs) * 0.2);
        const daily = Math.max(20, best * 0.3, usedInDay.of(country).at(seenAtMs) * 0.3);
        // Not one after the other: both must fill.
        const isOverHour = bucket(hours, country).fill(seenAtMs, times * hourly, HOUR_MS);
        const isOverDay = bucket(days, country).fill(seenAtMs, times * daily, DAY_MS);
        if (isOverHour || isOverDay) act({ kind: 'country', country });
      },
      onVerified({ country }, atMs) {
        usedInHour.of(country).add(atMs);
        usedInDay.of(country).add(atMs);
        bucket(hours, country).drain();
        bucket(days, country).drain();
      },
    };
  },
};

/** Leaks its capacity once a period. */
class LeakyBucket {
  #level = 0;
  #atMs = 0;

  /** Adds one; whether it is over its capacity now. */
  fill(atMs: number, capacity: number, periodMs: number): boolean {
    const leaked = (capacity * Math.max(0, atMs - this.#atMs)) / periodMs;
    this.#level = Math.max(0, this.#level - leaked) + 1;
    this.#atMs = Math.max(this.#atMs, atMs);
    return this.#level > capacity;
  }

  drain(): void {
    this.#level = Math.max(0, this.#level - 1);
  }
}

const bucket = (buckets: Map<string, LeakyBucket>, country: string): LeakyBucket => {
  let found = buckets.get(country);
  if (found === undefined) buckets.set(country, (found = new LeakyBucket()));
  return found;
};
