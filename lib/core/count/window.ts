import { isMatured, listFirstSends, RESEND_WINDOW_MS } from './first-sends.ts';
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
  /** Numbers that were not sent to in the hour before, whether or not the SMS was stopped. */
  firstSends: number;
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
  /** Distinct numbers of the last hour by hashed /10^4 block, most first. */
  readonly blocks: readonly { readonly blockHash: number; readonly numbers: number }[];
  /** First sends that nothing stopped, for each of the last ten minutes, oldest first. */
  readonly recentUnstopped: readonly number[];
  /** First sends of the last ten minutes, stopped or not. */
  readonly recentAttempts: number;
}

export const RECENT_MS = 10 * MINUTE_MS;

/**
 * Folds digests (ascending, from `WINDOW_LOOKBACK_MS` before `atMs`) into the window that ends at
 * `atMs`. Slots that begin at or after `atMs` are left out.
 */
export const foldWindow = (digests: readonly SlotDigest[], atMs: number): WindowView => {
  const endMs = ceilTo(atMs, SLOT_MS);
  const fromMs = endMs - WINDOW_MS;
  const bins: Bin[] = [];
  for (let startMs = fromMs; startMs < endMs; startMs += BIN_MS)
    bins.push({
      startMs,
      elapsedMs: Math.min(BIN_MS, atMs - startMs),
      firstSends: 0,
      matured: 0,
      converted: 0,
    });

  const past = digests.filter((digest) => digest.startMs < atMs);
  const hourMs = endMs - HOUR_MS;
  const recentMs = endMs - RECENT_MS;
  const blocks = new Map<number, number>();
  let distinctNumbers = 0;
  const recentUnstopped = Array.from({ length: RECENT_MS / SLOT_MS }, () => 0);
  let recentAttempts = 0;
  for (const send of listFirstSends(past)) {
    const bin = bins[Math.floor((send.slotMs - fromMs) / BIN_MS)];
    if (bin === undefined) continue;
    bin.firstSends += 1;
    if (!send.isStopped && isMatured(send.slotMs, atMs)) {
      bin.matured += 1;
      if (send.isConverted) bin.converted += 1;
    }
    if (send.slotMs < hourMs) continue;
    distinctNumbers += 1;
    blocks.set(send.block, (blocks.get(send.block) ?? 0) + 1);
    if (send.slotMs < recentMs) continue;
    recentAttempts += 1;
    const minute = (send.slotMs - recentMs) / SLOT_MS;
    if (!send.isStopped) recentUnstopped[minute] = (recentUnstopped[minute] ?? 0) + 1;
  }

  const lastHour: HourSums = { ...sumSlots(past, hourMs), distinctNumbers };
  return {
    atMs,
    bins,
    lastHour,
    blocks: [...blocks]
      .map(([blockHash, numbers]) => ({ blockHash, numbers }))
      .sort((a, b) => b.numbers - a.numbers || a.blockHash - b.blockHash),
    recentUnstopped,
    recentAttempts,
  };
};

/** Plain sums over the slots that begin at or after `fromMs`. */
export const sumSlots = (
  digests: readonly SlotDigest[],
  fromMs: number,
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
  for (const digest of digests) {
    if (digest.startMs < fromMs) continue;
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
