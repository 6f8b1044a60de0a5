import { addCarriers, packCarriers } from './carrier-counts.ts';
import { CODE_LIFETIME_MS, isMatured, listRows, RESEND_WINDOW_MS } from './first-sends.ts';
import { packBlocks, type HourRollup } from './hour-rollup.ts';
import type { CounterKey } from './observations.ts';
import type { SlotDigest } from './slot-digest.ts';
import { sumSlots } from './window.ts';
import { HOUR_MS } from '../time.ts';

/** The minutes that the roll-up of the hour at `startMs` is a function of. */
export const rollUpSpan = (
  startMs: number,
): { readonly fromMs: number; readonly toMs: number } => ({
  fromMs: startMs - RESEND_WINDOW_MS,
  toMs: startMs + HOUR_MS + CODE_LIFETIME_MS,
});

/**
 * Sums one hour from its digests (all of `rollUpSpan`, ascending). Made again when receipts came
 * late or more codes have matured, it replaces what was there.
 */
export const rollUpHour = (
  key: CounterKey,
  startMs: number,
  digests: readonly SlotDigest[],
  atMs: number,
): HourRollup => {
  const endMs = startMs + HOUR_MS;
  const blocks = new Map<number, number>();
  const carriers = new Map<number, number>();
  let firstSends = 0;
  let matured = 0;
  let converted = 0;
  let promptlyUsed = 0;
  const usedBlocks: number[] = [];
  const unusedBlocks: number[] = [];
  for (const row of listRows(digests)) {
    if (row.startMs < startMs || row.startMs >= endMs) continue;
    firstSends += row.unstopped;
    addCarriers(carriers, row.carriers);
    for (const { block, isStopped } of row.firstSends)
      if (!isStopped) blocks.set(block, (blocks.get(block) ?? 0) + 1);
    if (!isMatured(row.startMs, atMs)) continue;
    matured += row.unstopped;
    converted += row.converted;
    promptlyUsed += row.promptlyUsed;
    for (const { block, isStopped, isConverted } of row.firstSends)
      if (!isStopped) (isConverted ? usedBlocks : unusedBlocks).push(block);
  }
  const sums = sumSlots(
    digests.filter((digest) => digest.startMs < endMs),
    startMs,
  );
  return {
    key,
    startMs,
    messages: sums.sent,
    firstSends,
    topBlockNumbers: Math.max(0, ...blocks.values()),
    blocked: sums.stopped,
    failed: sums.failed,
    spendMicroUsd: sums.spendMicroUsd,
    unpriced: sums.unpriced,
    matured,
    converted,
    promptlyUsed,
    verified: sums.verified,
    carriers: packCarriers(carriers),
    usedBlocks: packBlocks(usedBlocks),
    unusedBlocks: packBlocks(unusedBlocks),
  };
};
