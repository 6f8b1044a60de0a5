import type { HourRollup } from '../count/hour-rollup.ts';
import type { SlotDigest } from '../count/slot-digest.ts';
import { expectedFirstSends, type Baseline } from '../evaluate/baseline.ts';

/** What an incident has cost so far. */
export interface IncidentTotals {
  readonly messagesObserved: number;
  readonly spendUsd: number;
  readonly estimatedLossUsd: number;
}

/**
 * Sums the subject's traffic since the incident began. Messages that were stopped are observed, and
 * cost nothing.
 *
 * @param blockHash only this block's share, each minute's spend being split by its messages
 * @param hours what is left of the time whose minutes have expired; of a block, the busiest one's share
 */
export const sumIncident = (
  digests: readonly SlotDigest[],
  baseline: Baseline,
  fromMs: number,
  toMs: number,
  blockHash: number | null,
  hours: readonly HourRollup[] = [],
): IncidentTotals => {
  let attempts = 0;
  let sent = 0;
  let spendMicroUsd = 0;
  for (const digest of digests) {
    if (digest.startMs < fromMs || digest.startMs >= toMs) continue;
    const inSubject =
      blockHash === null ? digest.numbers.length : countOf(digest.blocks, blockHash);
    if (inSubject === 0) continue;
    const share = inSubject / digest.numbers.length;
    attempts += inSubject;
    sent += digest.sent * share;
    spendMicroUsd += digest.spendMicroUsd * share;
  }
  for (const hour of hours) {
    const share = blockHash === null ? 1 : hour.topBlockNumbers / Math.max(1, hour.firstSends);
    attempts += Math.round((hour.messages + hour.blocked) * share);
    sent += hour.messages * share;
    spendMicroUsd += hour.spendMicroUsd * share;
  }
  const spendUsd = spendMicroUsd / 1e6;
  // What customers would have sent is no loss; never more of it than was sent.
  // Of a block, at most what is usual for the busiest.
  const share = blockHash === null ? 1 : baseline.topBlockShare;
  const legitimate = Math.min(sent, share * expectedFirstSends(baseline, fromMs, toMs));
  return {
    messagesObserved: attempts,
    spendUsd,
    estimatedLossUsd: sent === 0 ? 0 : spendUsd * (1 - legitimate / sent),
  };
};

const countOf = (blocks: Uint16Array, blockHash: number): number =>
  blocks.reduce((count, block) => count + (block === blockHash ? 1 : 0), 0);
