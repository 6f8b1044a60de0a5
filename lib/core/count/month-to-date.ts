import { floorTo, HOUR_MS, startOfMonthMs } from '../time.ts';
import type { CounterStore } from './counter-store.ts';
import { countryOfKey } from './observations.ts';
import { digestSlot } from './slot-digest.ts';
import { sumSlots } from './window.ts';

/**
 * What the detector has counted of this calendar month (UTC), in US dollars. A lower bound: it misses
 * what was sent before the detector was there, what has no price, and hours that are not rolled up
 * yet. Rejects with a `StoreError` when the counters cannot be read.
 *
 * @param rolledUpUntilMs hours that end by then have their roll-ups
 */
export const countMonthToDateUsd = async (
  counters: CounterStore,
  rolledUpUntilMs: number,
  atMs: number,
): Promise<number> => {
  const fromMs = startOfMonthMs(atMs);
  // The last of them may be rolled up again: its minutes know better.
  const hoursToMs = Math.max(fromMs, floorTo(Math.min(rolledUpUntilMs, atMs), HOUR_MS) - HOUR_MS);
  let microUsd = 0;
  for (const key of await counters.readActiveKeys(fromMs, atMs + 1)) {
    if (countryOfKey(key) === null) continue;
    for (const { spendMicroUsd } of await counters.readHours(key, fromMs, hoursToMs))
      microUsd += spendMicroUsd;
    const slots = await counters.readMinutes(key, hoursToMs, atMs + 1);
    microUsd += sumSlots(slots.map(digestSlot), hoursToMs, atMs + 1).spendMicroUsd;
  }
  return microUsd / 1e6;
};
