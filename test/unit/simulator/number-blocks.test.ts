import { assert, constantFrom, nat, property } from 'fast-check';
import { isValidPhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { COUNTRY_PROFILES } from '../../../lib/simulator/country-profiles.ts';
import { blockOf, randomBlock, randomNumber } from '../../../lib/simulator/number-blocks.ts';
import { numberStream } from '../../../lib/simulator/number-stream.ts';
import { Random } from '../../../lib/simulator/random.ts';
import type { NumberPattern } from '../../../lib/simulator/scenario.ts';

const isMobileOf = (country: string, e164: string): boolean => {
  const number = parsePhoneNumberFromString(e164);
  const type = number?.getType();
  return (
    isValidPhoneNumber(e164) &&
    number?.country === country &&
    (type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE')
  );
};
const countries = COUNTRY_PROFILES.map(({ country }) => country);

describe('number blocks', () => {
  it('give valid mobile numbers of every country that the simulator knows', () => {
    const invalid = countries.flatMap((country) => {
      const random = new Random(1, country);
      const drawn = Array.from({ length: 20 }, () =>
        randomNumber(randomBlock(country, random), random),
      );
      return drawn.filter((e164) => !isMobileOf(country, e164));
    });
    expect(invalid).toEqual([]);
  });

  it('give valid mobile numbers for any seed and pattern', () => {
    const patterns: readonly NumberPattern[] = [
      { kind: 'random' },
      { kind: 'customers' },
      { kind: 'blocks', blocks: 3 },
      { kind: 'sequential', blocks: 2, maxStep: 900 },
      { kind: 'rotating-blocks', everyMinutes: 1 },
      { kind: 'few-numbers', numbers: 3 },
    ];
    assert(
      property(
        constantFrom(...countries),
        constantFrom(...patterns),
        nat(),
        (country, pattern, seed) => {
          const next = numberStream(country, pattern, new Random(seed, 'stream'), { seed });
          for (let draw = 0; draw < 30; draw += 1)
            expect(isMobileOf(country, next(draw * 30_000))).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('vary: a hundred draws in a large country meet many blocks', () => {
    const random = new Random(1, 'variety');
    const prefixes = Array.from({ length: 100 }, () => randomBlock('DE', random).prefix);
    expect(new Set(prefixes).size).toBeGreaterThan(95);
  });

  it('refuse a prefix and a country that have no mobile numbers', () => {
    expect(() => blockOf('UZ', '+4930123')).toThrow(/\+4930123.*UZ/);
    expect(() => randomBlock('XX', new Random(1))).toThrow(/"XX"/);
    expect(blockOf('UZ', '+99899394').isUniform).toBe(true);
  });
});
