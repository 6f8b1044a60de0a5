import type { CounterStore } from './counter-store.ts';
import type { CounterKey, SlotRef } from './observations.ts';
import { SLOT_MS } from './observations.ts';
import { digestSlot, type SlotDigest } from './slot-digest.ts';
import { foldWindow, indexAtOrAfter, WINDOW_LOOKBACK_MS, type WindowView } from './window.ts';
import { WindowFolder } from './window-folder.ts';
import { ceilTo, floorTo, MINUTE_MS } from '../time.ts';

/** Clocks of senders run ahead by up to this much; `ingest` refuses more. */
const MAX_CLOCK_SKEW_MS = 15 * MINUTE_MS;

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

interface Known {
  /** Nothing that changed from here on is missing. */
  readonly fromMs: number;
  /** Ascending, from the lookback of the last read on. */
  readonly digests: readonly SlotDigest[];
  readonly folder: WindowFolder;
  /** Whether any digest so far had verifications by block: then there is no folding by halves. */
  readonly hasBlockVerifications: boolean;
  /** Start of the earliest slot that changed since the last fold. */
  changedMs: number;
}

/**
 * Reads the slots of a key's window, and of those only the ones that may have changed since the
 * last read. A cache, not state: dropping it changes nothing but the number of reads.
 */
export class WindowReader {
  readonly #store: CounterStore;
  readonly #known = new Map<CounterKey, Known>();
  /** What was merged into since it was read. */
  readonly #stale = new Map<CounterKey, Span>();

  constructor(store: CounterStore) {
    this.#store = store;
  }

  /** To be called for every slot that was merged into. */
  invalidate(key: CounterKey, startMs: number): void {
    this.#markStale(key, { fromMs: startMs, toMs: startMs + SLOT_MS });
  }

  #markStale(key: CounterKey, { fromMs, toMs }: Span): void {
    const span = this.#stale.get(key);
    this.#stale.set(key, {
      fromMs: Math.min(fromMs, span?.fromMs ?? Infinity),
      toMs: Math.max(toMs, span?.toMs ?? -Infinity),
    });
  }

  /** Keys that were read or merged into of late: every key with traffic in the window, and maybe more. */
  keys(): readonly CounterKey[] {
    return [...new Set([...this.#known.keys(), ...this.#stale.keys()])].sort();
  }

  /** The window of a key at `atMs`. Rejects when the store does. */
  async view(key: CounterKey, atMs: number): Promise<WindowView> {
    const known = await this.#refresh(key, atMs);
    const { digests, folder, hasBlockVerifications, changedMs } = known;
    if (hasBlockVerifications) return foldWindow(digests, atMs);
    known.changedMs = Infinity;
    return folder.fold(digests, changedMs, atMs);
  }

  /** Digests from `WINDOW_LOOKBACK_MS` before `atMs`, ascending. Rejects when the store does. */
  async read(key: CounterKey, atMs: number): Promise<readonly SlotDigest[]> {
    return (await this.#refresh(key, atMs)).digests;
  }

  /** The answer of {@link read}, older digests perhaps before it, when nothing has to be read for it; else `null`. */
  peek(key: CounterKey, atMs: number): readonly SlotDigest[] | null {
    const known = this.#known.get(key);
    if (known === undefined || this.#stale.has(key)) return null;
    return known.fromMs <= floorTo(atMs, SLOT_MS) - WINDOW_LOOKBACK_MS ? known.digests : null;
  }

  async #refresh(key: CounterKey, atMs: number): Promise<Known> {
    const fromMs = floorTo(atMs, SLOT_MS) - WINDOW_LOOKBACK_MS;
    const known = this.#known.get(key);
    // When time goes back, what was let go of is read again.
    const before = known === undefined || known.fromMs > fromMs ? undefined : known;
    const stale = this.#stale.get(key);
    const span =
      before === undefined
        ? {
            fromMs,
            toMs: Math.max(
              ceilTo(atMs, SLOT_MS) + MAX_CLOCK_SKEW_MS,
              stale?.toMs ?? -Infinity,
              (known?.digests.at(-1)?.startMs ?? -Infinity) + SLOT_MS,
            ),
          }
        : stale;
    const isShorter = (before?.digests[0]?.startMs ?? fromMs) < fromMs;
    if (before !== undefined && span === undefined && !isShorter) return before;

    let digests = before?.digests ?? [];
    let fresh: readonly SlotDigest[] = [];
    if (span !== undefined) {
      // Up to its end, though that may lie beyond the window: it is not read again.
      const changed = { fromMs: Math.max(fromMs, span.fromMs), toMs: span.toMs };
      // Before the read: what is merged while it goes on must be read again.
      this.#stale.delete(key);
      if (changed.fromMs < changed.toMs)
        try {
          const slots = await this.#store.readMinutes(key, changed.fromMs, changed.toMs);
          fresh = slots.map(digestSlot);
        } catch (error) {
          if (stale !== undefined) this.#markStale(key, stale);
          throw error;
        }
      digests = digests
        .slice(0, indexAtOrAfter(digests, changed.fromMs))
        .concat(fresh, digests.slice(indexAtOrAfter(digests, changed.toMs)));
    }
    if (isShorter) digests = digests.slice(indexAtOrAfter(digests, fromMs));
    const refreshed = {
      fromMs,
      digests,
      folder: before?.folder ?? new WindowFolder(),
      hasBlockVerifications:
        before?.hasBlockVerifications === true ||
        fresh.some(({ verifiedBlocks }) => verifiedBlocks.length > 0),
      changedMs: Math.min(before?.changedMs ?? -Infinity, span?.fromMs ?? Infinity),
    };
    this.#known.set(key, refreshed);
    return refreshed;
  }

  /**
   * Reads slots from `fromMs` on again, though nobody told of them, and answers those that had news.
   * What was told and not read yet is none. Rejects when the store does.
   */
  async readAgain(key: CounterKey, fromMs: number, atMs: number): Promise<readonly SlotRef[]> {
    const told = this.#stale.get(key);
    const before = new Map(this.#known.get(key)?.digests.map((slot) => [slot.startMs, slot]));
    this.#markStale(key, { fromMs, toMs: ceilTo(atMs, SLOT_MS) });
    return (await this.read(key, atMs))
      .filter((slot) => {
        const { startMs } = slot;
        const isTold = told !== undefined && startMs >= told.fromMs && startMs < told.toMs;
        return !isTold && hasNews(slot, before.get(startMs));
      })
      .map(({ startMs }) => ({ key, startMs }));
  }

  /** Lets go of keys that have had no traffic within their window. */
  forgetIdle(atMs: number): void {
    const fromMs = floorTo(atMs, SLOT_MS) - WINDOW_LOOKBACK_MS;
    for (const [key, { digests }] of this.#known)
      if (!this.#stale.has(key) && (digests.at(-1)?.startMs ?? 0) < fromMs) this.#known.delete(key);
  }
}

/** Observations are only ever added, so what adds to a digest shows in one of these. */
const hasNews = (after: SlotDigest, before: SlotDigest | undefined): boolean =>
  before === undefined ||
  after.numbers.length !== before.numbers.length ||
  after.sent !== before.sent ||
  after.failed !== before.failed ||
  after.spendMicroUsd !== before.spendMicroUsd ||
  after.verifiedNumbers.length !== before.verifiedNumbers.length ||
  after.verifiedBlocks.length !== before.verifiedBlocks.length;
