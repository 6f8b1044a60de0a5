import { CODE_MATURITY_MS } from './first-sends.ts';
import {
  countryOfKey,
  SLOT_MS,
  WORDS_PER_OBSERVATION,
  type CounterKey,
  type MinuteSlot,
} from './observations.ts';
import { ceilTo, floorTo, MINUTE_MS, SECOND_MS } from '../time.ts';

/** How often new traffic is looked at: as often as the stream of the counters wakes whoever looks. */
export const TICK_MS = 5 * SECOND_MS;
/**
 * A busy destination waits for this share of new messages, or five minutes: one more in a hundred
 * tells nothing, while a burst is soon more than that.
 */
const NEW_SHARE = 0.05;
/** What is not urgent is looked at together: small news of busy destinations, and codes that have had their time. */
const ROUND_MS = 5 * MINUTE_MS;

/**
 * Which keys are worth looking at, and when. New sends make a key due at the next tick; a send
 * makes its key due once more when its code has had its time to be used. Evidence only fades with
 * time alone, so nothing else needs a look except what has an incident.
 */
export class Agenda {
  /** New messages since the last look, by hash: a redelivered batch is no news. */
  readonly #news = new Map<CounterKey, Set<number>>();
  /** Changed by another process: how much is new nobody here knows. */
  readonly #touched = new Set<CounterKey>();
  readonly #maturing = new Map<number, Set<CounterKey>>();
  readonly #messagesInWindow = new Map<CounterKey, number>();

  note(deltas: readonly MinuteSlot[]): void {
    for (const { key, startMs, sends } of deltas) {
      if (sends.length === 0 || countryOfKey(key) === null) continue;
      let news = this.#news.get(key);
      if (news === undefined) this.#news.set(key, (news = new Set()));
      for (let at = 1; at < sends.length; at += WORDS_PER_OBSERVATION)
        news.add((sends[at] ?? 0) | 0);
      this.noteMaturing(key, startMs);
    }
  }

  /** Another process has counted into a slot: the key is due at the next tick, and again when its codes have matured. */
  noteTouched(key: CounterKey, startMs: number): void {
    if (countryOfKey(key) === null) return;
    this.#touched.add(key);
    this.noteMaturing(key, startMs);
  }

  /** Codes sent in the slot at `startMs` will say something about `key` when they have matured. */
  noteMaturing(key: CounterKey, startMs: number): void {
    const dueMs = ceilTo(startMs + SLOT_MS + CODE_MATURITY_MS, ROUND_MS);
    let keys = this.#maturing.get(dueMs);
    if (keys === undefined) this.#maturing.set(dueMs, (keys = new Set()));
    keys.add(key);
  }

  /** Takes the keys that are due at `atMs` off the agenda; `isRound` where a round began since the last time. */
  takeDue(atMs: number, isRound = atMs % ROUND_MS === 0): Set<CounterKey> {
    const due = new Set(this.#touched);
    this.#touched.clear();
    for (const [key, news] of this.#news) {
      if (!isRound && news.size < NEW_SHARE * (this.#messagesInWindow.get(key) ?? 0)) continue;
      due.add(key);
      this.#news.delete(key);
    }
    if (isRound)
      for (const [dueMs, keys] of this.#maturing) {
        if (dueMs > atMs) continue;
        for (const key of keys) due.add(key);
        this.#maturing.delete(dueMs);
      }
    return due;
  }

  /** Puts a key back that could not be looked at. */
  retry(key: CounterKey): void {
    if (!this.#news.has(key)) this.#news.set(key, new Set());
  }

  noteLook(key: CounterKey, messagesInWindow: number): void {
    if (messagesInWindow === 0) this.#messagesInWindow.delete(key);
    else this.#messagesInWindow.set(key, messagesInWindow);
  }

  /** The first tick after `afterMs` at which something is due; `null` when nothing is. */
  nextTickMs(afterMs: number): number | null {
    if (this.#news.size + this.#touched.size > 0) return floorTo(afterMs, TICK_MS) + TICK_MS;
    if (this.#maturing.size === 0) return null;
    return Math.max(floorTo(afterMs, ROUND_MS) + ROUND_MS, Math.min(...this.#maturing.keys()));
  }
}
