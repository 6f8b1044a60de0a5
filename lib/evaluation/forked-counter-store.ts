import { unionOf } from '../adapters/observation-set.ts';
import { MemoryCounterStore } from '../adapters/local/memory-counter-store.ts';
import type { HourRollup } from '../core/count/hour-rollup.ts';
import type { CounterKey, MinuteSlot } from '../core/count/observations.ts';
import type { CounterStore } from '../ports.ts';

/**
 * Goes on from a past that it shares with others: reads see past and present, writes go to the
 * present only. The past must not be written to any more.
 */
export class ForkedCounterStore implements CounterStore {
  readonly #past: CounterStore;
  readonly #present: MemoryCounterStore;

  constructor(past: CounterStore, clock: { nowMs(): number }) {
    this.#past = past;
    this.#present = new MemoryCounterStore({ clock });
  }

  merge(deltas: readonly MinuteSlot[]): Promise<void> {
    return this.#present.merge(deltas);
  }

  async readMinutes(key: CounterKey, fromMs: number, toMs: number): Promise<readonly MinuteSlot[]> {
    const past = await this.#past.readMinutes(key, fromMs, toMs);
    const present = await this.#present.readMinutes(key, fromMs, toMs);
    return unite(past, present, (before, now) => ({
      ...now,
      sends: unionOf([before.sends, now.sends]),
      verifications: unionOf([before.verifications, now.verifications]),
      auths: unionOf([before.auths, now.auths]),
    }));
  }

  writeHours(rollups: readonly HourRollup[]): Promise<void> {
    return this.#present.writeHours(rollups);
  }

  async readHours(key: CounterKey, fromMs: number, toMs: number): Promise<readonly HourRollup[]> {
    const past = await this.#past.readHours(key, fromMs, toMs);
    return unite(past, await this.#present.readHours(key, fromMs, toMs), (_, now) => now);
  }

  async readActiveKeys(fromMs: number, toMs: number): Promise<readonly CounterKey[]> {
    const past = await this.#past.readActiveKeys(fromMs, toMs);
    const present = await this.#present.readActiveKeys(fromMs, toMs);
    return [...new Set([...past, ...present])].sort();
  }

  async readObservedSinceMs(): Promise<number | null> {
    const past = await this.#past.readObservedSinceMs();
    const present = await this.#present.readObservedSinceMs();
    return past === null || present === null ? (past ?? present) : Math.min(past, present);
  }
}

/** Two lists in order of time as one; what both have of a moment is joined. */
const unite = <T extends { readonly startMs: number }>(
  past: readonly T[],
  present: readonly T[],
  join: (past: T, present: T) => T,
): readonly T[] => {
  if (past.length === 0) return present;
  if (present.length === 0) return past;
  const united = new Map(past.map((item) => [item.startMs, item]));
  for (const item of present) {
    const before = united.get(item.startMs);
    united.set(item.startMs, before === undefined ? item : join(before, item));
  }
  return [...united.values()].sort((a, b) => a.startMs - b.startMs);
};
