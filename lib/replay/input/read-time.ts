import type { RejectReason } from '../../core/ingest/log-record.ts';
import { parseTimestamp } from '../../core/ingest/parse-timestamp.ts';
import { EARLIEST_MS, LATEST_MS } from './limits.ts';

/** A time in epoch milliseconds, or why it is none. */
export type TimeOrProblem =
  | number
  | Extract<RejectReason, 'invalid-timestamp' | 'implausible-timestamp'>;

/** Reads a record's time in any form that AWS writes, as `ingest` does. */
export const readTime = (value: unknown): TimeOrProblem => {
  const ms = parseTimestamp(value);
  if (ms === null) return 'invalid-timestamp';
  return ms >= EARLIEST_MS && ms < LATEST_MS ? ms : 'implausible-timestamp';
};
