import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ceilTo,
  civilFromDays,
  DAY_MS,
  daysFromCivil,
  floorTo,
  formatIso,
  MINUTE_MS,
  startOfMonthMs,
} from '../../lib/core/time.ts';

const LAST_MS = Date.UTC(9_999, 11, 31, 23, 59, 59, 999);
const anyMs = fc.integer({ min: Date.parse('0000-01-01T00:00:00.000Z'), max: LAST_MS });

describe('calendar arithmetic without Date', () => {
  it('formatIso says what Date#toISOString says, for every four-digit year', () => {
    fc.assert(
      fc.property(anyMs, (ms) => {
        expect(formatIso(ms)).toBe(new Date(ms).toISOString());
      }),
      { numRuns: 2_000 },
    );
  });

  it('startOfMonthMs is the first moment of the same month', () => {
    fc.assert(
      fc.property(anyMs, (ms) => {
        const month = new Date(ms).toISOString().slice(0, 7);
        expect(startOfMonthMs(ms)).toBe(Date.parse(`${month}-01T00:00:00.000Z`));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    '1970-01-01T00:00:00.000Z',
    '1969-12-31T23:59:59.999Z',
    '2000-02-29T12:00:00.001Z',
    '2100-02-28T23:59:59.999Z',
    '2100-03-01T00:00:00.000Z',
    '2024-12-31T23:59:59.999Z',
  ])('formats %s, an edge of the calendar', (iso) => {
    expect(formatIso(Date.parse(iso))).toBe(iso);
  });

  it('goes from days to a date and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000, max: 3_000_000 }), (days) => {
        const { year, month, day } = civilFromDays(days);
        expect(daysFromCivil(year, month, day)).toBe(days);
        expect(month).toBeGreaterThanOrEqual(1);
        expect(month).toBeLessThanOrEqual(12);
        expect(day).toBeGreaterThanOrEqual(1);
        expect(day).toBeLessThanOrEqual(31);
      }),
    );
  });

  it('counts days as Date.UTC does', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_000, max: 9_999 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 31 }),
        (year, month, day) => {
          expect(daysFromCivil(year, month, day) * DAY_MS).toBe(Date.UTC(year, month - 1, day));
        },
      ),
    );
  });

  it('rounds down and up to the same grid, before the epoch too', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 4e12 }), (ms) => {
        const below = floorTo(ms, MINUTE_MS);
        const above = ceilTo(ms, MINUTE_MS);
        expect(below).toBeLessThanOrEqual(ms);
        expect(above).toBeGreaterThanOrEqual(ms);
        expect(above - below).toBe(ms === below ? 0 : MINUTE_MS);
        expect(Math.abs(below % MINUTE_MS)).toBe(0);
      }),
    );
  });
});
