import type { CarrierCounts } from './carrier-counts.ts';
import type { CounterKey } from './observations.ts';

/**
 * What is kept of one key and hour for five weeks: sums, and which /10^4 blocks and
 * carriers the numbers were in, from which baselines are learned. No hash of a number outlives the minute slots.
 */
export interface HourRollup {
  readonly key: CounterKey;
  readonly startMs: number;
  /** SMS sent, each message once whatever its parts and receipts; without what was stopped before sending. */
  readonly messages: number;
  /** Numbers that had no SMS in the hour before: a resend does not count. */
  readonly firstSends: number;
  /** Distinct numbers in the busiest /10^4 block of the hour. */
  readonly topBlockNumbers: number;
  /** SMS that a country rule or number range stopped. */
  readonly blocked: number;
  readonly failed: number;
  readonly spendMicroUsd: number;
  /** Messages whose record has no price. */
  readonly unpriced: number;
  /** First sends old enough to have been used, and those of them that were. */
  readonly matured: number;
  readonly converted: number;
  /** Of these, those whose code was used promptly (`PROMPT_MS`); `null` in a roll-up of before that was told. */
  readonly promptlyUsed: number | null;
  /** Verification records of the hour, whether or not they could be joined with a send. */
  readonly verified: number;
  /**
   * First sends that were delivered, by carrier, where it is named; `null` in a roll-up of before
   * that was told.
   */
  readonly carriers: CarrierCounts | null;
  /**
   * Keyed hashes of the blocks of the first sends that are old enough to have been used: of those
   * whose code was, and of those whose code was not. Sorted, one entry a first send; of more than
   * `MAX_BLOCKS` an even sample.
   */
  readonly usedBlocks: Uint16Array;
  readonly unusedBlocks: Uint16Array;
}

/** Two bytes each: both lists of a busy hour stay within 4 KB. */
export const MAX_BLOCKS = 1_000;

/** Sorts, and thins evenly what is too long: whichever blocks are popular stay so. */
export const packBlocks = (blocks: readonly number[]): Uint16Array => {
  const sorted = Uint16Array.from(blocks).sort();
  if (sorted.length <= MAX_BLOCKS) return sorted;
  return Uint16Array.from(
    { length: MAX_BLOCKS },
    (_, index) => sorted[Math.floor((index * sorted.length) / MAX_BLOCKS)] ?? 0,
  );
};
