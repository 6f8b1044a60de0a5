import type { CounterStore } from './counter-store.ts';
import type { CounterKey, MinuteSlot } from './observations.ts';
import { SLOT_MS } from './observations.ts';
import { digestSlot, type SlotDigest } from './slot-digest.ts';
import { WINDOW_LOOKBACK_MS } from './window.ts';
import { ceilTo, floorTo, MINUTE_MS } from '../time.ts';

/** Clocks of senders run ahead by up to this much; `ingest` refuses more. */
const MAX_CLOCK_SKEW_MS = 15 * MINUTE_MS;

/**
 * Reads the slots of a key's window, and only those that may have changed since the last read.
 * A cache, not state: dropping it changes nothing but the number of reads.
 */
export class WindowReader {
  readonly #store: CounterStore;
  readonly #digests = new Map<CounterKey, readonly SlotDigest[]>();
  readonly #stale = new Set<CounterKey>();

  constructor(store: CounterStore) {
    this.#store = store;
  }

  /** To be called for every key that was merged into. */
  invalidate(key: CounterKey): void {
    this.#stale.add(key);
  }

  /** Keys that were read or merged into of late: every key with traffic in the window, and maybe more. */
  keys(): readonly CounterKey[] {
    return [...new Set([...this.#digests.keys(), ...this.#stale])].sort();
  }

  /** Digests from `WINDOW_LOOKBACK_MS` before `atMs`, ascending. Rejects when the store does. */
  async read(key: CounterKey, atMs: number): Promise<readonly SlotDigest[]> {
    const fromMs = floorTo(atMs, SLOT_MS) - WINDOW_LOOKBACK_MS;
    const known = this.#digests.get(key);
    if (known !== undefined && !this.#stale.has(key)) {
      const first = known[0];
      if (first === undefined || first.startMs >= fromMs) return known;
      const current = known.filter(({ startMs }) => startMs >= fromMs);
      this.#digests.set(key, current);
      return current;
    }
    const slots = await this.#store.readMinutes(
      key,
      fromMs,
      ceilTo(atMs, SLOT_MS) + MAX_CLOCK_SKEW_MS,
    );
    const byStart = new Map((known ?? []).map((digest) => [digest.startMs, digest]));
    const digests = slots.map((slot) => {
      const before = byStart.get(slot.startMs);
      return before !== undefined && isSameSlot(before, slot) ? before : digestSlot(slot);
    });
    this.#digests.set(key, digests);
    this.#stale.delete(key);
    return digests;
  }

  /** Lets go of keys that have had no traffic within their window. */
  forgetIdle(): void {
    for (const [key, digests] of this.#digests) if (digests.length === 0) this.#digests.delete(key);
  }
}

/** A slot is a set that only grows. */
const isSameSlot = (digest: SlotDigest, slot: MinuteSlot): boolean =>
  digest.sendWords === slot.sends.length && digest.verificationWords === slot.verifications.length;
