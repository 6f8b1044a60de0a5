import { daysFromCivil, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../time.ts';

const ZERO = 48;
const NINE = 57;

/** The value of `width` decimal digits at `start`; NaN where one is not a digit. */
const digitsAt = (text: string, start: number, width: number): number => {
  let value = 0;
  for (let index = start; index < start + width; index += 1) {
    const code = text.charCodeAt(index);
    if (!(code >= ZERO && code <= NINE)) return Number.NaN;
    value = value * 10 + (code - ZERO);
  }
  return value;
};

const daysInMonth = (year: number, month: number): number => {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
};

const MAX_FRACTION_DIGITS = 9;
const FRACTION_START = 20;

/** Index after the fraction that begins at character 19, or -1 when a point has no or too many digits. */
const fractionEnd = (text: string): number => {
  if (text[FRACTION_START - 1] !== '.') return FRACTION_START - 1;
  let end = FRACTION_START;
  while (text.charCodeAt(end) >= ZERO && text.charCodeAt(end) <= NINE) end += 1;
  const digits = end - FRACTION_START;
  return digits >= 1 && digits <= MAX_FRACTION_DIGITS ? end : -1;
};

const fractionMs = (text: string, end: number): number => {
  const digits = Math.min(3, end - FRACTION_START);
  return digits <= 0 ? 0 : digitsAt(text, FRACTION_START, digits) * 10 ** (3 - digits);
};

/** `Z`, `+hh`, `+hhmm`, `+hh:mm` or nothing (UTC), as milliseconds east of Greenwich; NaN for anything else. */
const zoneOffsetMs = (text: string, start: number): number => {
  const length = text.length - start;
  if (length === 0) return 0;
  const sign = text[start];
  if (length === 1) return sign === 'Z' || sign === 'z' ? 0 : Number.NaN;
  if (sign !== '+' && sign !== '-') return Number.NaN;
  const hasColon = text[start + 3] === ':';
  if (length !== 3 && length !== (hasColon ? 6 : 5)) return Number.NaN;
  const hours = digitsAt(text, start + 1, 2);
  const minutes = length === 3 ? 0 : digitsAt(text, start + (hasColon ? 4 : 3), 2);
  if (!(hours <= 23 && minutes <= 59)) return Number.NaN;
  return (hours * HOUR_MS + minutes * MINUTE_MS) * (sign === '-' ? -1 : 1);
};

const parseCalendarText = (text: string): number | null => {
  const separator = text[10];
  if (text[4] !== '-' || text[7] !== '-' || text[13] !== ':' || text[16] !== ':') return null;
  if (separator !== ' ' && separator !== 'T' && separator !== 't') return null;

  const year = digitsAt(text, 0, 4);
  const month = digitsAt(text, 5, 2);
  const day = digitsAt(text, 8, 2);
  const hours = digitsAt(text, 11, 2);
  const minutes = digitsAt(text, 14, 2);
  const seconds = digitsAt(text, 17, 2);
  // Written so that NaN fails every one of them.
  if (!(year >= 0 && month >= 1 && month <= 12)) return null;
  if (!(day >= 1 && day <= daysInMonth(year, month))) return null;
  if (!(hours <= 23 && minutes <= 59 && seconds <= 59)) return null;

  const zoneStart = fractionEnd(text);
  if (zoneStart < 0) return null;
  const offsetMs = zoneOffsetMs(text, zoneStart);
  if (Number.isNaN(offsetMs)) return null;
  return (
    daysFromCivil(year, month, day) * DAY_MS +
    hours * HOUR_MS +
    minutes * MINUTE_MS +
    seconds * SECOND_MS +
    fractionMs(text, zoneStart) -
    offsetMs
  );
};

const SHORTEST_CALENDAR_TEXT = 19;
const LONGEST_EPOCH_TEXT = 16;

/**
 * Epoch milliseconds of any form that AWS writes: `2016-06-28 00:40:34.558` (SNS; it names no zone
 * and means UTC), ISO 8601 with `Z`, an offset or neither and up to nine fraction digits (cut off
 * to milliseconds), and epoch milliseconds as a number or in a string (Cognito).
 * `null` for anything else, dates that do not exist included.
 */
export const parseTimestamp = (value: unknown): number | null => {
  if (typeof value === 'number') {
    const ms = Math.floor(value);
    return Number.isSafeInteger(ms) ? ms : null;
  }
  if (typeof value !== 'string') return null;
  if (value.length >= SHORTEST_CALENDAR_TEXT) return parseCalendarText(value);
  if (value.length === 0 || value.length > LONGEST_EPOCH_TEXT) return null;
  const ms = digitsAt(value, 0, value.length);
  return Number.isSafeInteger(ms) ? ms : null;
};
