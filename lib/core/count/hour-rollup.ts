import type { CounterKey } from './observations.ts';

/**
 * What is kept of one key and hour for five weeks: plain sums, from which baselines are learned.
 * No hash of a number outlives the minute slots.
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
  /** Verification records of the hour, whether or not they could be joined with a send. */
  readonly verified: number;
}
