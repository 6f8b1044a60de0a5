import { DAY_MS, daysFromCivil, MINUTE_MS } from '../time.ts';
import { reject, type Rejected } from './ingest-result.ts';
import type { LogRecord } from './log-record.ts';

const EARLIEST_MS = daysFromCivil(2015, 1, 1) * DAY_MS;
const END_MS = daysFromCivil(2100, 1, 1) * DAY_MS;

/** Clocks of AWS services differ a little; more than this is a wrong date. */
const MAX_AHEAD_OF_ARRIVAL_MS = 15 * MINUTE_MS;

/**
 * AWS gives delivery logs up to 72 hours and retries a throttled subscription for another 24. What
 * is later could not be counted any more: minute slots do not live longer (`counter-store.ts`).
 */
const MAX_BEHIND_ARRIVAL_MS = 4 * DAY_MS - MINUTE_MS;

const isInRange = (ms: number): boolean => ms >= EARLIEST_MS && ms < END_MS;

/** When the detector could first see the record; `null` when the log event carries no usable time. */
export const arrivalOf = (record: LogRecord): number | null => {
  const ms = record.ingestionTimeMs ?? record.timestampMs;
  return Number.isSafeInteger(ms) ? ms : null;
};

/** Why `sentAtMs`, read at `path`, cannot be right for a record that arrived at `arrivedAtMs`; `null` when it can. */
export const findTimeProblem = (
  sentAtMs: number,
  arrivedAtMs: number,
  path: string,
): Rejected | null => {
  if (!isInRange(arrivedAtMs)) return reject('implausible-timestamp', 'arrival: not in 2015..2099');
  if (!isInRange(sentAtMs)) return reject('implausible-timestamp', `${path}: not in 2015..2099`);
  if (sentAtMs > arrivedAtMs + MAX_AHEAD_OF_ARRIVAL_MS)
    return reject('implausible-timestamp', `${path}: more than 15 minutes after arrival`);
  if (sentAtMs < arrivedAtMs - MAX_BEHIND_ARRIVAL_MS)
    return reject('implausible-timestamp', `${path}: more than 4 days before arrival`);
  return null;
};
