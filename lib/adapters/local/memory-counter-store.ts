import type { CounterStore } from '../../core/count/counter-store.ts';
import type { HourRollup } from '../../core/count/hour-rollup.ts';
import type { CounterKey, MinuteSlot } from '../../core/count/observations.ts';
import { floorTo, HOUR_MS, MINUTE_MS } from '../../core/time.ts';
import { ObservationSet } from '../observation-set.ts';
import {
  HOURS,
  isExpired,
  MINUTES,
  retainedHoursOverlapping,
  retainedRange,
  type SlotRange,
} from '../retention.ts';

/** Hours of clock time after which a slot rarely grows any more, and gives its index back. */
const SEAL_AFTER_MS = 3 * HOUR_MS;
const NO_WORDS = new Uint32Array(0);

type Kind = 'sends' | 'verifications' | 'auths';
const KINDS: readonly Kind[] = ['sends', 'verifications', 'auths'];

/** One key and minute. Its sets appear with their first observation. */
class MemorySlot {
  readonly key: CounterKey;
  readonly startMs: number;
  readonly #sets: Record<Kind, ObservationSet | null> = {
    sends: null,
    verifications: null,
    auths: null,
  };
  #snapshot: MinuteSlot | null = null;

  constructor(key: CounterKey, startMs: number) {
    this.key = key;
    this.startMs = startMs;
  }

  add(delta: MinuteSlot): void {
    for (const kind of KINDS) {
      const words = delta[kind];
      if (words.length === 0) continue;
      if ((this.#sets[kind] ??= new ObservationSet(words.length)).add(words) > 0)
        this.#snapshot = null;
    }
  }

  snapshot(): MinuteSlot {
    return (this.#snapshot ??= {
      key: this.key,
      startMs: this.startMs,
      sends: this.#sets.sends?.words ?? NO_WORDS,
      verifications: this.#sets.verifications?.words ?? NO_WORDS,
      auths: this.#sets.auths?.words ?? NO_WORDS,
    });
  }

  seal(): void {
    for (const kind of KINDS) this.#sets[kind]?.seal();
    this.#snapshot = null;
  }
}

type HourOfSlots = (MemorySlot | undefined)[];

/** Hours of a map by hour that lie in `range`, ascending: by stepping when that is shorter, else by sorting. */
const hoursIn = (byHour: ReadonlyMap<number, unknown>, { firstMs, endMs }: SlotRange): number[] => {
  const startMs = floorTo(firstMs, HOUR_MS);
  const hours: number[] = [];
  if ((endMs - startMs) / HOUR_MS <= byHour.size) {
    for (let hourMs = startMs; hourMs < endMs; hourMs += HOUR_MS)
      if (byHour.has(hourMs)) hours.push(hourMs);
    return hours;
  }
  for (const hourMs of byHour.keys()) if (hourMs >= startMs && hourMs < endMs) hours.push(hourMs);
  return hours.sort((a, b) => a - b);
};

const openHour = <Value>(
  byHour: Map<number, Map<CounterKey, Value>>,
  hourMs: number,
): Map<CounterKey, Value> => {
  let byKey = byHour.get(hourMs);
  if (byKey === undefined) byHour.set(hourMs, (byKey = new Map()));
  return byKey;
};

/**
 * The counter store of replay, tests and the simulator: everything in this process, for as long as
 * the injected clock says it is retained, so memory is bounded by four days of observations.
 *
 * A slot that was read is a snapshot, though nothing is copied: the sets are append-only, so a
 * later merge shows in the next read and not in this one. Readers must not write to it.
 */
export class MemoryCounterStore implements CounterStore {
  readonly #clock: { nowMs(): number };
  readonly #minutes = new Map<number, Map<CounterKey, HourOfSlots>>();
  readonly #unsealedHours = new Set<number>();
  readonly #activeKeys = new Map<number, Set<CounterKey>>();
  readonly #rollups = new Map<number, Map<CounterKey, HourRollup>>();
  #prunedHourMs = Number.NEGATIVE_INFINITY;

  constructor(options: { readonly clock: { nowMs(): number } }) {
    this.#clock = options.clock;
  }

  async merge(deltas: readonly MinuteSlot[]): Promise<void> {
    const nowMs = this.#clock.nowMs();
    this.#prune(nowMs);
    for (const delta of deltas) {
      if (delta.sends.length + delta.verifications.length + delta.auths.length === 0) continue;
      const startMs = floorTo(delta.startMs, MINUTE_MS);
      if (!isExpired(startMs, nowMs, MINUTES)) this.#openSlot(delta.key, startMs).add(delta);
    }
  }

  async readMinutes(key: CounterKey, fromMs: number, toMs: number): Promise<readonly MinuteSlot[]> {
    const range = retainedRange(fromMs, toMs, this.#clock.nowMs(), MINUTES);
    if (range === null) return [];
    const found: MinuteSlot[] = [];
    for (const hourMs of hoursIn(this.#minutes, range)) {
      const slots = this.#minutes.get(hourMs)?.get(key);
      if (slots === undefined) continue;
      const first = Math.max(0, (range.firstMs - hourMs) / MINUTE_MS);
      const end = Math.min(slots.length, (range.endMs - hourMs) / MINUTE_MS);
      for (let minute = first; minute < end; minute++) {
        const slot = slots[minute];
        if (slot !== undefined) found.push(slot.snapshot());
      }
    }
    return found;
  }

  async writeHours(rollups: readonly HourRollup[]): Promise<void> {
    const nowMs = this.#clock.nowMs();
    this.#prune(nowMs);
    for (const rollup of rollups) {
      const startMs = floorTo(rollup.startMs, HOUR_MS);
      if (!isExpired(startMs, nowMs, HOURS))
        openHour(this.#rollups, startMs).set(rollup.key, Object.freeze({ ...rollup, startMs }));
    }
  }

  async readHours(key: CounterKey, fromMs: number, toMs: number): Promise<readonly HourRollup[]> {
    const range = retainedRange(fromMs, toMs, this.#clock.nowMs(), HOURS);
    if (range === null) return [];
    const found: HourRollup[] = [];
    for (const hourMs of hoursIn(this.#rollups, range)) {
      const rollup = this.#rollups.get(hourMs)?.get(key);
      if (rollup !== undefined) found.push(rollup);
    }
    return found;
  }

  async readActiveKeys(fromMs: number, toMs: number): Promise<readonly CounterKey[]> {
    const range = retainedHoursOverlapping(fromMs, toMs, this.#clock.nowMs());
    if (range === null) return [];
    const keys = new Set<CounterKey>();
    for (const hourMs of hoursIn(this.#activeKeys, range))
      for (const key of this.#activeKeys.get(hourMs) ?? []) keys.add(key);
    return [...keys].sort();
  }

  async readObservedSinceMs(): Promise<number | null> {
    const nowMs = this.#clock.nowMs();
    let sinceMs: number | null = null;
    for (const hourMs of this.#activeKeys.keys())
      if (!isExpired(hourMs, nowMs, HOURS) && (sinceMs === null || hourMs < sinceMs))
        sinceMs = hourMs;
    return sinceMs;
  }

  #openSlot(key: CounterKey, startMs: number): MemorySlot {
    const hourMs = floorTo(startMs, HOUR_MS);
    const byKey = openHour(this.#minutes, hourMs);
    this.#unsealedHours.add(hourMs);
    let slots = byKey.get(key);
    if (slots === undefined) {
      byKey.set(key, (slots = []));
      let active = this.#activeKeys.get(hourMs);
      if (active === undefined) this.#activeKeys.set(hourMs, (active = new Set()));
      active.add(key);
    }
    const minute = (startMs - hourMs) / MINUTE_MS;
    return (slots[minute] ??= new MemorySlot(key, startMs));
  }

  /** Once per hour of clock time, forgets what expired and shrinks what has cooled down. */
  #prune(nowMs: number): void {
    const hourMs = floorTo(nowMs, HOUR_MS);
    if (hourMs <= this.#prunedHourMs) return;
    this.#prunedHourMs = hourMs;
    for (const startMs of this.#minutes.keys())
      if (isExpired(startMs + HOUR_MS - MINUTE_MS, nowMs, MINUTES)) {
        this.#minutes.delete(startMs);
        this.#unsealedHours.delete(startMs);
      }
    for (const byHour of [this.#activeKeys, this.#rollups])
      for (const startMs of byHour.keys())
        if (isExpired(startMs, nowMs, HOURS)) byHour.delete(startMs);
    for (const startMs of this.#unsealedHours) {
      if (startMs + SEAL_AFTER_MS > nowMs) continue;
      for (const slots of this.#minutes.get(startMs)?.values() ?? [])
        for (const slot of slots) slot?.seal();
      this.#unsealedHours.delete(startMs);
    }
  }
}
