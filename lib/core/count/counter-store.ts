import type { CounterKey, MinuteSlot } from './observations.ts';
import type { HourRollup } from './hour-rollup.ts';
import { DAY_MS } from '../time.ts';

/** Carriers' receipts come up to 72 h late (AWS SNS guide, "SMS delivery status"); a day more absorbs retries. */
export const MINUTE_SLOT_RETENTION_MS = 4 * DAY_MS;
export const HOUR_ROLLUP_RETENTION_MS = 35 * DAY_MS;

/**
 * Where counters live. Two implementations pass one contract suite: memory and DynamoDB.
 * Every method rejects with `StoreError` when the store cannot answer; an error is never an
 * empty result. What is past its retention is not returned, whether or not it was deleted yet.
 */
export interface CounterStore {
  /**
   * Adds observations by set union: merging the same delta again, in any order, in other groups or
   * after a crash half way changes nothing. Not atomic over several slots.
   */
  merge(deltas: readonly MinuteSlot[]): Promise<void>;
  /** Slots of `key` with `fromMs <= startMs < toMs`, ascending, each minute at most once, empty minutes left out. */
  readMinutes(key: CounterKey, fromMs: number, toMs: number): Promise<readonly MinuteSlot[]>;
  /** Replaces the roll-ups of the given keys and hours. Idempotent: a roll-up is a function of the minutes. */
  writeHours(rollups: readonly HourRollup[]): Promise<void>;
  /** Roll-ups of `key` with `fromMs <= startMs < toMs`, ascending. */
  readHours(key: CounterKey, fromMs: number, toMs: number): Promise<readonly HourRollup[]>;
  /** Keys with an observation in any hour that overlaps `[fromMs, toMs)`, sorted, each once. */
  readActiveKeys(fromMs: number, toMs: number): Promise<readonly CounterKey[]>;
  /** Start of the earliest hour in which anything was observed and which is still retained; `null` when nothing was. */
  readObservedSinceMs(): Promise<number | null>;
}
