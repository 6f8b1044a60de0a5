import type { RejectReason } from '../../core/ingest/log-record.ts';
import { daysFromCivil, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../core/time.ts';
import { EARLIEST_MS, LATEST_MS } from './limits.ts';

/** A time in epoch milliseconds, or why it is none. */
export type TimeOrProblem =
  | number
  | Extract<RejectReason, 'invalid-timestamp' | 'implausible-timestamp'>;

const plausible = (ms: number): TimeOrProblem =>
  ms >= EARLIEST_MS && ms < LATEST_MS ? ms : 'implausible-timestamp';

/** A log event's `timestamp` or `ingestionTime`: epoch milliseconds as a number or as digits. */
export const readEpochMs = (value: unknown): TimeOrProblem => {
  if (typeof value === 'number')
    return Number.isSafeInteger(value) ? plausible(value) : 'invalid-timestamp';
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return plausible(Number(value));
  return 'invalid-timestamp';
};

const ISO_TIME = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|\+00:00)?$/;
const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isLeapYear = (year: number): boolean =>
  year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** A UTC time such as `2026-09-11T05:03:00.000Z`. The `T` may be a blank, and fraction and `Z` may be missing. */
export const readIsoTime = (text: string): TimeOrProblem => {
  const match = ISO_TIME.exec(text);
  if (match === null) return 'invalid-timestamp';
  const year = Number(match[1]);
  const month = Number(match[2]);
  const day = Number(match[3]);
  const hour = Number(match[4]);
  const minute = Number(match[5]);
  const second = Number(match[6]);
  const milliseconds = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const lastDay = month === 2 && !isLeapYear(year) ? 28 : (DAYS_IN_MONTH[month - 1] ?? 0);
  if (day < 1 || day > lastDay || hour > 23 || minute > 59 || second > 59)
    return 'invalid-timestamp';
  return plausible(
    daysFromCivil(year, month, day) * DAY_MS +
      hour * HOUR_MS +
      minute * MINUTE_MS +
      second * SECOND_MS +
      milliseconds,
  );
};
