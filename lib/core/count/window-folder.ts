import { SendLedger, type MinuteRow } from './first-sends.ts';
import { SLOT_MS } from './observations.ts';
import type { SlotDigest } from './slot-digest.ts';
import { addBlocks, hourBefore, indexAtOrAfter, viewWindow, type WindowView } from './window.ts';
import { ceilTo, MINUTE_MS } from '../time.ts';

/** Slots older than this have their records, but for stragglers: they are folded once and kept. */
const SETTLED_AFTER_MS = 12 * MINUTE_MS;
/** Numbers remembered beyond those of the window, before starting afresh. */
const MAX_STALE_NUMBERS = 2_000;

/**
 * Folds the sliding window of one key again and again, doing only what is new. It answers exactly
 * what `foldWindow` does, which is its definition, except that it knows no verifications by block:
 * those are matched in order, which cannot be taken up half way.
 */
export class WindowFolder {
  #ledger = new SendLedger();
  /** Of the settled slots, from the first one that is still in the lookback on. */
  #rows: MinuteRow[] = [];
  #settledNumbers = 0;
  /** First sends of the settled rows of the last hour, by block. */
  readonly #hourBlocks = new Map<number, number>();
  /** Most first sends of a block in `#hourBlocks`; `null` when they changed since it was looked for. */
  #settledTop: number | null = 0;
  /** Rows before this index are older than an hour. */
  #hourIndex = 0;
  /** Start of that hour. */
  #hourMs = -Infinity;

  /**
   * @param digests as for `foldWindow`
   * @param changedMs start of the earliest slot that may differ from those of the last call
   */
  fold(digests: readonly SlotDigest[], changedMs: number, atMs: number): WindowView {
    const past = digests.slice(0, indexAtOrAfter(digests, atMs));
    this.#forgetBefore(past[0]?.startMs ?? Infinity);
    const isStraggler = changedMs <= (this.#rows.at(-1)?.startMs ?? -Infinity);
    const isBloated = this.#ledger.size > 2 * this.#settledNumbers + MAX_STALE_NUMBERS;
    // Within a minute time may go back without a slot being read again.
    const isEarlier = hourBefore(atMs) < this.#hourMs;
    if (isStraggler || isBloated || isEarlier) this.#reset();
    this.#hourMs = hourBefore(atMs);
    this.#settle(past, ceilTo(atMs, SLOT_MS) - SETTLED_AFTER_MS);
    this.#passHour(this.#hourMs);
    const fresh = new SendLedger({ base: this.#ledger });
    const freshRows = past.slice(this.#rows.length).map((digest) => fresh.apply(digest));
    return viewWindow(past, [this.#rows, freshRows], this.#topBlock(freshRows), atMs);
  }

  #reset(): void {
    this.#ledger = new SendLedger();
    this.#rows = [];
    this.#settledNumbers = 0;
    this.#hourBlocks.clear();
    this.#settledTop = 0;
    this.#hourIndex = 0;
  }

  #forgetBefore(fromMs: number): void {
    const count = this.#rows.findIndex(({ startMs }) => startMs >= fromMs);
    if (count === 0) return;
    // What leaves the lookback left the last hour long ago, unless time jumped.
    if (count === -1 || count > this.#hourIndex) return this.#reset();
    for (const { firstSends } of this.#rows.splice(0, count))
      this.#settledNumbers -= firstSends.length;
    this.#hourIndex -= count;
  }

  #settle(past: readonly SlotDigest[], beforeMs: number): void {
    for (let index = this.#rows.length; index < past.length; index += 1) {
      const digest = past[index];
      if (digest === undefined || digest.startMs >= beforeMs) return;
      const row = this.#ledger.apply(digest);
      this.#rows.push(row);
      this.#settledNumbers += row.firstSends.length;
      addBlocks(this.#hourBlocks, row, 1);
      this.#settledTop = null;
    }
  }

  #passHour(hourMs: number): void {
    for (;;) {
      const row = this.#rows[this.#hourIndex];
      if (row === undefined || row.startMs >= hourMs) return;
      addBlocks(this.#hourBlocks, row, -1);
      this.#settledTop = null;
      this.#hourIndex += 1;
    }
  }

  #topBlock(freshRows: readonly MinuteRow[]): number {
    let top = (this.#settledTop ??= highest(this.#hourBlocks));
    const fresh = new Map<number, number>();
    for (const row of freshRows) addBlocks(fresh, row, 1);
    for (const [block, count] of fresh)
      top = Math.max(top, count + (this.#hourBlocks.get(block) ?? 0));
    return top;
  }
}

const highest = (counts: ReadonlyMap<number, number>): number => {
  let top = 0;
  for (const count of counts.values()) if (count > top) top = count;
  return top;
};
