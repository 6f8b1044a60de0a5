import { HOUR_ROLLUP_RETENTION_MS, MINUTE_SLOT_RETENTION_MS } from '../core/count/counter-store.ts';
import { ceilTo, floorTo, HOUR_MS, MINUTE_MS } from '../core/time.ts';

/** What both counter stores keep: slots of `stepMs`, each for `retentionMs` from its start. */
interface Retention {
  readonly stepMs: number;
  readonly retentionMs: number;
}
export const MINUTES: Retention = { stepMs: MINUTE_MS, retentionMs: MINUTE_SLOT_RETENTION_MS };
export const HOURS: Retention = { stepMs: HOUR_MS, retentionMs: HOUR_ROLLUP_RETENTION_MS };

/** Moment from which a slot that starts at `startMs` is no longer returned. */
export const expiresAtMs = (startMs: number, { retentionMs }: Retention): number =>
  startMs + retentionMs;

export const isExpired = (startMs: number, nowMs: number, retention: Retention): boolean =>
  expiresAtMs(startMs, retention) <= nowMs;

export interface SlotRange {
  /** First slot that can be returned. */
  readonly firstMs: number;
  /** First slot after the range. */
  readonly endMs: number;
}

/** The last minute that ISO 8601 writes with a four-digit year; keeps "until the end of time" printable. */
const MAX_END_MS = Date.UTC(9_999, 11, 31);

/**
 * The slots that start in `[fromMs, toMs)` and are not expired at `nowMs`, or `null` when there
 * are none. To leave expired slots out of the range asked for costs nothing, unlike a filter after
 * the read, and gives the same answer whether or not the store has deleted them yet.
 */
export const retainedRange = (
  fromMs: number,
  toMs: number,
  nowMs: number,
  { stepMs, retentionMs }: Retention,
): SlotRange | null => {
  const firstMs = ceilTo(Math.max(fromMs, nowMs - retentionMs + 1), stepMs);
  const endMs = ceilTo(Math.min(toMs, MAX_END_MS), stepMs);
  return firstMs < endMs ? { firstMs, endMs } : null;
};

/** The hours that overlap `[fromMs, toMs)` and are not expired. */
export const retainedHoursOverlapping = (
  fromMs: number,
  toMs: number,
  nowMs: number,
): SlotRange | null =>
  fromMs < toMs ? retainedRange(floorTo(fromMs, HOUR_MS), toMs, nowMs, HOURS) : null;
