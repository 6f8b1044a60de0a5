import * as fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/max/metadata';
import { describe, expect, it } from 'vitest';
import { createNumbering } from '../../../lib/adapters/numbering.ts';
import type { E164 } from '../../../lib/core/ingest/events.ts';

const numbering = createNumbering();
const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
const countryOf = (number: string): string | null => numbering.countryOf(number as E164);

/** What the facts about shared codes say, independent of the order in the library's list. */
const MAIN_COUNTRIES = {
  '1': 'US',
  '7': 'RU',
  '39': 'IT',
  '44': 'GB',
  '47': 'NO',
  '61': 'AU',
  '212': 'MA',
  '262': 'RE',
  '290': 'SH',
  '358': 'FI',
  '590': 'GP',
  '599': 'CW',
} as const;
type SharedCode = keyof typeof MAIN_COUNTRIES;

describe('createNumbering', () => {
  it.each([
    ['+12025550123', 'US'],
    ['+14165550123', 'CA'],
    ['+18765550123', 'JM'],
    ['+18095550123', 'DO'],
    ['+17875550123', 'PR'],
    ['+79161234567', 'RU'],
    ['+77012345678', 'KZ'],
    ['+447700900123', 'GB'],
    ['+447781123456', 'GG'],
    ['+447797123456', 'JE'],
    ['+390669812345', 'VA'],
    ['+4779123456', 'SJ'],
    ['+61491570006', 'AU'],
    ['+262639012345', 'YT'],
    ['+262692123456', 'RE'],
    ['+358181234567', 'AX'],
    ['+5997123456', 'BQ'],
    ['+59995123456', 'CW'],
    ['+5571928780093', 'BR'],
    ['+992901234567', 'TJ'],
    ['+46701740605', 'SE'],
    ['+38344123456', 'XK'],
  ])('%s leads to %s', (number, country) => {
    expect(countryOf(number)).toBe(country);
  });

  it.each(Object.entries(MAIN_COUNTRIES))(
    'an unallocated number under +%s leads to the main country %s',
    (code, country) => {
      expect(countryOf(`+${code}00000000`)).toBe(country);
    },
  );

  it('knows the main country of every shared calling code', () => {
    const shared = Object.entries(metadata.country_calling_codes)
      .filter(([, countries]) => countries.length > 1)
      .map(([code, [main]]) => [code, main]);
    expect(Object.fromEntries(shared)).toEqual(MAIN_COUNTRIES);
  });

  it.each(['800', '808', '870', '878', '881', '882', '883', '888', '979'])(
    '+%s has no country and is a destination of its own',
    (code) => {
      expect(countryOf(`+${code}12345678`)).toBe(`+${code}`);
    },
  );

  it.each(['+999123456789', '+2101234567', '+0123456789', '+8591234567', '+0000000'])(
    '%s has no known calling code',
    (number) => {
      expect(countryOf(number)).toBeNull();
    },
  );

  it('an unallocated number of any one-country calling code has that country', () => {
    const unshared = Object.entries(metadata.country_calling_codes).filter(
      ([, countries]) => countries.length === 1,
    );
    for (const [code, [country]] of unshared) expect(countryOf(`+${code}0000000`)).toBe(country);
  });

  it('agrees with the library on the first number of any block of every shared calling code', () => {
    const codes = fc.constantFrom(...(Object.keys(MAIN_COUNTRIES) as SharedCode[]));
    const digits = fc.string({
      unit: fc.constantFrom(...DIGITS),
      minLength: 2,
      maxLength: 7,
    });
    fc.assert(
      fc.property(codes, digits, (code, start) => {
        const parsed = parsePhoneNumberFromString(`+${code}${start}0000`);
        // The library drops a trunk zero that a number in E.164 form cannot have.
        fc.pre(parsed?.nationalNumber === `${start}0000`);
        expect(countryOf(`+${code}${start}0000`)).toBe(parsed?.country ?? MAIN_COUNTRIES[code]);
      }),
      { numRuns: 3_000 },
    );
  });

  it('gives all numbers of a block one country', () => {
    const digits = (length: number): fc.Arbitrary<string> =>
      fc.string({ unit: fc.constantFrom(...DIGITS), minLength: length, maxLength: length });
    const prefixes = fc
      .tuple(fc.constantFrom('1', '44', '61', '6189', '6185', '441624', '262', '7'), digits(4))
      .map(([start, rest]) => `+${start}${rest}`);
    fc.assert(
      fc.property(prefixes, digits(4), digits(4), (prefix, one, other) => {
        expect(countryOf(prefix + one)).toBe(countryOf(prefix + other));
      }),
    );
  });
});
