import type { CounterStore } from './counter-store.ts';
import { countryOfKey, isClientKey, type CounterKey, type SlotRef } from './observations.ts';
import type { WindowReader } from './window-reader.ts';
import { forEachBounded } from '../for-each-bounded.ts';
import { attempt, DetectorError } from '../errors.ts';
import { HOUR_MS, MINUTE_MS } from '../time.ts';

/** An SMS counts in the minute of its sending and comes to the counters minutes later. */
const RECENT_MS = 15 * MINUTE_MS;
const KEYS_AT_ONCE = 16;

/** What other processes counted, without a word that arrived here. */
export interface Untold {
  readonly slots: readonly SlotRef[];
  /** User-pool clients of the last hour, known or not. */
  readonly clients: readonly CounterKey[];
  /** Could not be read: whether there is news nobody knows. */
  readonly unread: readonly CounterKey[];
}

/**
 * Compares the last quarter of an hour of all countries with what is known of them. News is passed
 * on by a stream, and a stream can fail: then this bounds for how long an attack is not seen.
 * Rejects when the store cannot tell which keys there are.
 */
export const findUntold = async (
  counters: Pick<CounterStore, 'readActiveKeys'>,
  reader: WindowReader,
  atMs: number,
): Promise<Untold> => {
  const keys = await counters.readActiveKeys(atMs - HOUR_MS, atMs + 1);
  const slots: SlotRef[] = [];
  const unread: CounterKey[] = [];
  const countries = keys.filter((key) => countryOfKey(key) !== null);
  await forEachBounded(countries, KEYS_AT_ONCE, async (key) => {
    const news = await attempt(() => reader.readAgain(key, atMs - RECENT_MS, atMs));
    if (news instanceof DetectorError) unread.push(key);
    else slots.push(...news);
  });
  return { slots, clients: keys.filter(isClientKey), unread };
};
