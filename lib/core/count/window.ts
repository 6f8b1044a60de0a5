import { addCarriers } from './carrier-counts.ts';
import { isMatured, listRows, RESEND_WINDOW_MS, type MinuteRow } from './first-sends.ts';
import { SLOT_MS } from './observations.ts';
import type { SlotDigest } from './slot-digest.ts';
import { ceilTo, HOUR_MS, MINUTE_MS } from '../time.ts';

export const BIN_MS = 5 * MINUTE_MS;
/** How far back the bins of a window reach. */
export const WINDOW_MS = 2 * HOUR_MS;
/** What has to be read for a window: its bins, and before them what makes a first send a resend. */
export const WINDOW_LOOKBACK_MS = WINDOW_MS + RESEND_WINDOW_MS;

/** Five minutes of one subject. The newest bin ends with the minute that is running. */
export interface Bin {
  readonly startMs: number;
  /** How much of the bin has passed; the newest may be incomplete. */
  readonly elapsedMs: number;
  /** All messages: resends and stopped ones too. */
  attempts: number;
  /** Numbers that were not sent to in the hour before, whether or not the SMS was stopped. */
  firstSends: number;
  /** Messages beyond the fourth to the same number. */
  repeats: number;
  /** First sends that went out and are old enough for their code to have been used, and those that were. */
  matured: number;
  converted: number;
}

/** Sums over the last hour. */
export interface HourSums {
  /** Messages that somebody asked for: sent and stopped. */
  attempts: number;
  sent: number;
  stopped: number;
  failed: number;
  spendMicroUsd: number;
  unpriced: number;
  /** Distinct numbers: first sends of the hour. */
  distinctNumbers: number;
  verified: number;
}

/** The sliding window of one subject, as every rule sees it. */
export interface WindowView {
  readonly atMs: number;
  /** Oldest first. */
  readonly bins: readonly Bin[];
  readonly lastHour: HourSums;
  /** Distinct numbers of the last hour in its busiest /10^4 block. */
  readonly topBlockNumbers: number;
  /** First sends of the last hour that were delivered, by the hash of the carrier, where it is named. */
  readonly carriers: ReadonlyMap<number, number>;
  /** First sends that nothing stopped, for each of the last ten minutes, oldest first. */
  readonly recentUnstopped: readonly number[];
  /** First sends of the last ten minutes, stopped or not. */
  readonly recentAttempts: number;
  /** The minutes themselves, in stretches, for what asks about some of the numbers only. From an hour before the bins on. */
  readonly stretches: readonly (readonly MinuteRow[])[];
}

export const RECENT_MS = 10 * MINUTE_MS;

/** Folds digests (ascending, from `WINDOW_LOOKBACK_MS` before `atMs`) into the window that ends at `atMs`. */
export const foldWindow = (digests: readonly SlotDigest[], atMs: number): WindowView => {
  const past = digests.slice(0, indexAtOrAfter(digests, atMs));
  const rows = listRows(past);
  const blocks = new Map<number, number>();
  for (let index = indexAtOrAfter(rows, hourBefore(atMs)); index < rows.length; index += 1)
    addBlocks(blocks, rows[index], 1);
  return viewWindow(past, [rows], Math.max(0, ...blocks.values()), atMs);
};

/** Start of the first minute of the hour that ends with the minute that runs at `atMs`. */
export const hourBefore = (atMs: number): number => ceilTo(atMs, SLOT_MS) - HOUR_MS;

/** Index of the first entry that starts at or after `startMs`; looked for from the end, where things happen. */
export const indexAtOrAfter = (
  entries: readonly { readonly startMs: number }[],
  startMs: number,
): number => {
  let index = entries.length;
  while (index > 0 && (entries[index - 1]?.startMs ?? 0) >= startMs) index -= 1;
  return index;
};

/** Adds (1) or takes away (-1) a row's first sends by block. */
export const addBlocks = (
  blocks: Map<number, number>,
  row: MinuteRow | undefined,
  sign: 1 | -1,
): void => {
  for (const { block } of row?.firstSends ?? []) {
    const count = (blocks.get(block) ?? 0) + sign;
    if (count === 0) blocks.delete(block);
    else blocks.set(block, count);
  }
};

/**
 * Sums rows into bins. Digests and rows are those before `atMs`; the rows may come in several
 * stretches.
 */
export const viewWindow = (
  digests: readonly SlotDigest[],
  stretches: readonly (readonly MinuteRow[])[],
  topBlockNumbers: number,
  atMs: number,
): WindowView => {
  const endMs = ceilTo(atMs, SLOT_MS);
  const fromMs = endMs - WINDOW_MS;
  const hourMs = hourBefore(atMs);
  const recentMs = endMs - RECENT_MS;
  const bins: Bin[] = [];
  for (let startMs = fromMs; startMs < endMs; startMs += BIN_MS)
    bins.push({
      startMs,
      elapsedMs: Math.min(BIN_MS, atMs - startMs),
      attempts: 0,
      firstSends: 0,
      repeats: 0,
      matured: 0,
      converted: 0,
    });
  const recentUnstopped: number[] = [];
  for (let startMs = recentMs; startMs < endMs; startMs += SLOT_MS) recentUnstopped.push(0);
  const carriers = new Map<number, number>();
  let distinctNumbers = 0;
  let recentAttempts = 0;
  // From the newest back: what is older than the window is never looked at.
  for (const rows of stretches)
    for (let index = rows.length - 1; index >= 0; index -= 1) {
      const row = rows[index];
      if (row === undefined || row.startMs < fromMs) break;
      const bin = bins[Math.floor((row.startMs - fromMs) / BIN_MS)];
      if (bin === undefined) continue;
      const { startMs } = row;
      const firstSends = row.firstSends.length;
      bin.attempts += row.attempts;
      bin.firstSends += firstSends;
      bin.repeats += row.repeats;
      if (isMatured(startMs, atMs)) {
        bin.matured += row.unstopped;
        bin.converted += row.converted;
      }
      if (startMs >= hourMs) {
        distinctNumbers += firstSends;
        addCarriers(carriers, row.carriers);
      }
      if (startMs < recentMs) continue;
      recentAttempts += firstSends;
      recentUnstopped[(startMs - recentMs) / SLOT_MS] = row.unstopped;
    }
  return {
    atMs,
    bins,
    lastHour: { ...sumSlots(digests, hourMs), distinctNumbers },
    topBlockNumbers,
    carriers,
    recentUnstopped,
    recentAttempts,
    stretches,
  };
};

/** Plain sums over the slots that begin at or after `fromMs` and before `toMs`. */
export const sumSlots = (
  digests: readonly SlotDigest[],
  fromMs: number,
  toMs = Infinity,
): Omit<HourSums, 'distinctNumbers'> => {
  const sums = {
    attempts: 0,
    sent: 0,
    stopped: 0,
    failed: 0,
    spendMicroUsd: 0,
    unpriced: 0,
    verified: 0,
  };
  for (let index = digests.length - 1; index >= 0; index -= 1) {
    const digest = digests[index];
    if (digest === undefined || digest.startMs < fromMs) break;
    if (digest.startMs >= toMs) continue;
    sums.attempts += digest.numbers.length;
    sums.sent += digest.sent;
    sums.stopped += digest.numbers.length - digest.sent;
    sums.failed += digest.failed;
    sums.spendMicroUsd += digest.spendMicroUsd;
    sums.unpriced += digest.unpriced;
    sums.verified += digest.verifiedNumbers.length + digest.verifiedBlocks.length;
  }
  return sums;
};
