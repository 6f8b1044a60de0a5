import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTimestamp } from '../../../lib/core/ingest/parse-timestamp.ts';

const MIDNIGHT = Date.UTC(2026, 8, 1);

describe('parseTimestamp', () => {
  it.each<[string, unknown, number]>([
    ['SNS form is UTC', '2016-06-28 00:40:34.558', Date.UTC(2016, 5, 28, 0, 40, 34, 558)],
    ['ISO with Z', '2026-09-01T00:00:00.001Z', MIDNIGHT + 1],
    ['small letters', '2026-09-01t00:00:00z', MIDNIGHT],
    ['no zone is UTC', '2026-09-01T00:00:00', MIDNIGHT],
    ['offset east', '2026-09-01T05:30:00+05:30', MIDNIGHT],
    ['offset west without colon', '2026-08-31T17:00:00-0700', MIDNIGHT],
    ['offset of hours', '2026-09-01T02:00:00+02', MIDNIGHT],
    ['SNS form with an offset', '2026-09-01 02:00:00.5+02:00', MIDNIGHT + 500],
    ['one fraction digit is tenths', '2026-09-01T00:00:00.7Z', MIDNIGHT + 700],
    ['two fraction digits are hundredths', '2026-09-01T00:00:00.07Z', MIDNIGHT + 70],
    [
      'more than three fraction digits are cut off',
      '2026-09-01T00:00:00.123999999Z',
      MIDNIGHT + 123,
    ],
    ['leap day', '2024-02-29 00:00:00.000', Date.UTC(2024, 1, 29)],
    ['leap day of a century', '2000-02-29T00:00:00Z', Date.UTC(2000, 1, 29)],
    ['last moment of a year', '2026-12-31T23:59:59.999Z', Date.UTC(2027, 0, 1) - 1],
    ['epoch in a string', '1687297330677', 1_687_297_330_677],
    ['epoch as a number', 1_687_297_330_677, 1_687_297_330_677],
    ['fraction of a millisecond', 1_687_297_330_677.9, 1_687_297_330_677],
  ])('reads %s', (_, text, expected) => {
    expect(parseTimestamp(text)).toBe(expected);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['the empty string', ''],
    ['a date without a time', '2026-09-01'],
    ['month 0', '2026-00-01T00:00:00Z'],
    ['month 13', '2026-13-01T00:00:00Z'],
    ['day 0', '2026-09-00T00:00:00Z'],
    ['30 February', '2026-02-30T00:00:00Z'],
    ['29 February of a common year', '2026-02-29T00:00:00Z'],
    ['29 February 1900', '1900-02-29T00:00:00Z'],
    ['31 April', '2026-04-31T00:00:00Z'],
    ['31 June', '2026-06-31T00:00:00Z'],
    ['31 September', '2026-09-31T00:00:00Z'],
    ['31 November', '2026-11-31T00:00:00Z'],
    ['hour 24', '2026-09-01T24:00:00Z'],
    ['minute 60', '2026-09-01T00:60:00Z'],
    ['a leap second', '2026-12-31T23:59:60Z'],
    ['a point without digits', '2026-09-01T00:00:00.Z'],
    ['ten fraction digits', '2026-09-01T00:00:00.1234567890Z'],
    ['an unknown zone', '2026-09-01T00:00:00X'],
    ['a zone by name', '2026-09-01T00:00:00 UTC'],
    ['an offset of 24 hours', '2026-09-01T00:00:00+24:00'],
    ['an offset of 60 minutes', '2026-09-01T00:00:00+00:60'],
    ['half an offset', '2026-09-01T00:00:00+0'],
    ['an offset that is too long', '2026-09-01T00:00:00+00:000'],
    ['text after Z', '2026-09-01T00:00:00Zz'],
    ['another separator', '2026-09-01_00:00:00Z'],
    ['slashes', '2026/09/01 00:00:00'],
    ['no second colon', '2026-09-01T00:00-00Z'],
    ['a letter among the digits', '2026-09-0lT00:00:00Z'],
    ['a letter in the fraction', '2026-09-01T00:00:00.0lZ'],
    ['a date in words', 'Wed Jul 17 17:25:55 UTC 2024'],
    ['letters', 'yesterday'],
    ['a negative epoch', '-1'],
    ['an epoch that is too long', '99999999999999999'],
    ['an epoch beyond exact numbers', '9999999999999999'],
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a number beyond exact ones', 1e300],
    ['an object', {}],
    ['a list', [1_687_297_330_677]],
    ['a boolean', true],
  ])('refuses %s', (_, text) => {
    expect(parseTimestamp(text)).toBeNull();
  });

  it('agrees with Date on every instant of the years 0 to 9999', () => {
    const instants = fc.date({
      min: new Date('0000-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, fc.integer({ min: -14 * 60, max: 14 * 60 }), (date, offset) => {
        const iso = date.toISOString();
        expect(parseTimestamp(iso)).toBe(date.getTime());
        expect(parseTimestamp(iso.slice(0, -1).replace('T', ' '))).toBe(date.getTime());
        const sign = offset < 0 ? '-' : '+';
        const two = (value: number): string => String(value).padStart(2, '0');
        const minutes = Math.abs(offset);
        const zoned = `${iso.slice(0, -1)}${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
        expect(parseTimestamp(zoned)).toBe(Date.parse(zoned));
      }),
    );
  });

  it('never throws and never answers anything but a whole number or null', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const ms = parseTimestamp(value);
        expect(ms === null || Number.isSafeInteger(ms)).toBe(true);
      }),
    );
  });
});
