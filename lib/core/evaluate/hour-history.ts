import type { CounterStore } from '../count/counter-store.ts';
import type { HourRollup } from '../count/hour-rollup.ts';
import { countryOfKey, type CounterKey, type SlotRef } from '../count/observations.ts';
import { rollUpHour, rollUpSpan } from '../count/roll-up.ts';
import { digestSlot, type SlotDigest } from '../count/slot-digest.ts';
import { groupByKey, stretchesOf, type Hour } from '../count/hours.ts';
import { indexAtOrAfter, WINDOW_LOOKBACK_MS } from '../count/window.ts';
import type { WindowReader } from '../count/window-reader.ts';
import { MINUTE_SLOT_RETENTION_MS } from '../count/counter-store.ts';
import type { Country } from '../ingest/events.ts';
import type { Baselines } from './baseline.ts';
import { learnBaselines } from './learn-baselines.ts';
import type { ExcludedHours } from './taught-hours.ts';
import type { PastHours } from './past-hours.ts';
import { RememberedPast } from './remembered-past.ts';
import { forEachBounded } from '../for-each-bounded.ts';
import { DAY_MS, floorTo, HOUR_MS } from '../time.ts';

/** How far back baselines look: four whole weeks. */
export const BASELINE_MS = 28 * DAY_MS;

/** After a restart four days of every key are rolled up again: one after the other, that takes minutes. */
const KEYS_AT_ONCE = 16;

/** Rolls finished hours up and learns baselines from them, once an hour. */
export class HourHistory {
  readonly #store: CounterStore;
  readonly #reader: WindowReader;
  /** Roll-ups by country and hour: what the store holds, kept to save reads. */
  readonly #hours = new Map<Country, Map<number, HourRollup>>();
  /** Hours with observations that are in no roll-up yet. */
  readonly #dirty = new Map<CounterKey, Set<number>>();
  #observedSinceMs: number | null = null;
  readonly #past = new RememberedPast(this.#hours);

  constructor(store: CounterStore, reader: WindowReader) {
    this.#store = store;
    this.#reader = reader;
  }

  /** Takes up where an earlier process stopped: stored roll-ups, and everything young enough to be rolled up again. */
  async resume(atMs: number): Promise<void> {
    const untilMs = floorTo(atMs, HOUR_MS) + HOUR_MS;
    this.#observedSinceMs = await this.#findFirstCountryHour(untilMs);
    for (const key of await this.#store.readActiveKeys(untilMs - BASELINE_MS, untilMs)) {
      const country = countryOfKey(key);
      if (country === null) continue;
      const hours = await this.#store.readHours(key, untilMs - BASELINE_MS, untilMs);
      if (hours.length > 0)
        this.#hours.set(country, new Map(hours.map((hour) => [hour.startMs, hour])));
    }
    const youngMs = floorTo(atMs - MINUTE_SLOT_RETENTION_MS, HOUR_MS) + HOUR_MS;
    for (const key of await this.#store.readActiveKeys(youngMs, untilMs))
      if (countryOfKey(key) !== null)
        for (let startMs = youngMs; startMs < untilMs; startMs += HOUR_MS) this.#mark(key, startMs);
  }

  /** The first hour with a country's traffic: what happens at user pools says nothing about the SMS that were sent. */
  async #findFirstCountryHour(untilMs: number): Promise<number | null> {
    const hasCountry = async (fromMs: number, toMs: number): Promise<boolean> =>
      (await this.#store.readActiveKeys(fromMs, toMs)).some((key) => countryOfKey(key) !== null);
    let firstMs = await this.#store.readObservedSinceMs();
    if (firstMs === null || (await hasCountry(firstMs, firstMs + HOUR_MS))) return firstMs;
    if (!(await hasCountry(firstMs, untilMs))) return null;
    // It lies in [firstMs, endMs), which is halved until it is one hour.
    for (let endMs = untilMs; endMs - firstMs > HOUR_MS; ) {
      const middleMs = floorTo((firstMs + endMs) / 2, HOUR_MS);
      if (await hasCountry(firstMs, middleMs)) endMs = middleMs;
      else firstMs = middleMs;
    }
    return firstMs;
  }

  /** Whether every country with traffic in the hour at `startMs` has its roll-up. */
  async hasRolledUp(startMs: number): Promise<boolean> {
    const keys = await this.#store.readActiveKeys(startMs, startMs + HOUR_MS);
    return keys.every((key) => {
      const country = countryOfKey(key);
      return country === null || this.#hours.get(country)?.has(startMs) === true;
    });
  }

  /** To be called for every slot that was merged into. */
  note(slots: readonly SlotRef[]): void {
    for (const { key, startMs } of slots) {
      if (countryOfKey(key) === null) continue;
      const hourMs = floorTo(startMs, HOUR_MS);
      // A late record can make a resend of the next hour's first send, or use a code of the hour before.
      for (let affectedMs = hourMs - HOUR_MS; affectedMs <= hourMs + HOUR_MS; affectedMs += HOUR_MS)
        this.#mark(key, affectedMs);
      if (this.#observedSinceMs === null || hourMs < this.#observedSinceMs)
        this.#observedSinceMs = hourMs;
    }
  }

  #mark(key: CounterKey, hourMs: number): void {
    let hours = this.#dirty.get(key);
    if (hours === undefined) this.#dirty.set(key, (hours = new Set()));
    hours.add(hourMs);
  }

  /** Rolls up every finished hour that has changed. An hour stays due until all its codes have had their time. */
  async rollUp(atMs: number): Promise<void> {
    // Taken off before the minutes are read: what comes in meanwhile makes an hour due again.
    const due = this.#takeFinished(atMs);
    try {
      const rollups = await this.#rollUpAll(due, atMs);
      if (rollups.length > 0) await this.#store.writeHours(rollups);
      this.#remember(rollups);
    } catch (error) {
      for (const { key, startMs } of due) this.#mark(key, startMs);
      throw error;
    }
    for (const { key, startMs } of due)
      if (atMs < rollUpSpan(startMs).toMs) this.#mark(key, startMs);
    this.#forgetBefore(atMs - BASELINE_MS);
  }

  /** In the order of `due`, those without traffic left out. */
  async #rollUpAll(due: readonly Hour[], atMs: number): Promise<readonly HourRollup[]> {
    const byKey = groupByKey(due);
    const done = new Map<Hour, HourRollup>();
    await forEachBounded([...byKey], KEYS_AT_ONCE, async ([key, hours]) => {
      const remade = hours.filter(({ startMs }) => !this.#isPastRemaking(key, startMs, atMs));
      for (const stretch of stretchesOf(remade)) {
        const digests = await this.#readStretch(key, stretch, atMs);
        for (const hour of stretch) {
          const { startMs } = hour;
          const own = between(digests, rollUpSpan(startMs));
          if (between(own, { fromMs: startMs, toMs: startMs + HOUR_MS }).length > 0)
            done.set(hour, rollUpHour(key, startMs, own, atMs));
        }
      }
    });
    return due.flatMap((hour) => done.get(hour) ?? []);
  }

  #takeFinished(atMs: number): readonly Hour[] {
    const finished: Hour[] = [];
    for (const [key, hours] of this.#dirty) {
      for (const startMs of hours) {
        if (startMs + HOUR_MS > atMs) continue;
        finished.push({ key, startMs });
        hours.delete(startMs);
      }
      if (hours.size === 0) this.#dirty.delete(key);
    }
    return finished;
  }

  /** Whether minutes of the hour may have expired (within the hour that `atMs` begins), and its roll-up knows better. */
  #isPastRemaking(key: CounterKey, startMs: number, atMs: number): boolean {
    const expiredMs = atMs + HOUR_MS - MINUTE_SLOT_RETENTION_MS;
    const country = countryOfKey(key);
    return (
      rollUpSpan(startMs).fromMs < expiredMs &&
      country !== null &&
      this.#hours.get(country)?.has(startMs) === true
    );
  }

  /** The minutes that roll-ups of successive hours are made from: as a rule they are in the window of the last look. */
  async #readStretch(
    key: CounterKey,
    stretch: readonly Hour[],
    atMs: number,
  ): Promise<readonly SlotDigest[]> {
    const { fromMs } = rollUpSpan(stretch[0]?.startMs ?? atMs);
    if (fromMs >= atMs - WINDOW_LOOKBACK_MS) return this.#reader.read(key, atMs);
    const { toMs } = rollUpSpan(stretch.at(-1)?.startMs ?? atMs);
    return (await this.#store.readMinutes(key, fromMs, toMs)).map(digestSlot);
  }

  #remember(rollups: readonly HourRollup[]): void {
    for (const rollup of rollups) {
      const country = countryOfKey(rollup.key);
      if (country === null) continue;
      let known = this.#hours.get(country);
      if (known === undefined) this.#hours.set(country, (known = new Map()));
      known.set(rollup.startMs, rollup);
    }
  }

  #forgetBefore(fromMs: number): void {
    for (const [country, hours] of this.#hours) {
      for (const startMs of hours.keys()) if (startMs < fromMs) hours.delete(startMs);
      if (hours.size === 0) this.#hours.delete(country);
    }
  }

  /**
   * The finished hours of a destination for the slow lane, the same object until an hour is over or
   * `sinceMs` moves.
   *
   * @param untilMs up to when hours were rolled up: of a later one without a roll-up nothing is
   * known, and that is not an hour without traffic
   */
  pastOf(country: Country, baselines: Baselines, sinceMs: number, untilMs: number): PastHours {
    return this.#past.of(country, baselines, {
      sinceMs,
      observedSinceMs: this.#observedSinceMs,
      untilMs,
    });
  }

  /** What the finished hours teach. An hour that ended less than an hour ago does not teach yet. */
  learn(atMs: number, excludedHoursOf: ExcludedHours): Baselines {
    const untilMs = floorTo(atMs, HOUR_MS) - HOUR_MS;
    const fromMs = untilMs - BASELINE_MS;
    return learnBaselines({
      observedSinceMs:
        this.#observedSinceMs === null ? null : Math.max(this.#observedSinceMs, fromMs),
      untilMs,
      byCountry: new Map(
        [...this.#hours].map(([country, hours]) => [country, [...hours.values()]]),
      ),
      excludedHoursOf,
    });
  }
}

const between = (
  digests: readonly SlotDigest[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): readonly SlotDigest[] =>
  digests.slice(indexAtOrAfter(digests, fromMs), indexAtOrAfter(digests, toMs));
