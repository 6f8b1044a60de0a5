import { getCountries } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { utcOffsetMinutes } from '../../../lib/core/evaluate/utc-offsets.ts';

describe('utcOffsetMinutes', () => {
  it('knows every country that a phone number can belong to', () => {
    expect(getCountries().filter((country) => utcOffsetMinutes(country) === null)).toEqual([]);
  });

  it.each([
    ['DE', 60],
    ['US', -300],
    ['IN', 330],
    ['NP', 345],
    ['TJ', 300],
    ['UA', 120],
    ['RU', 180],
    ['GB', 0],
    ['KZ', 300],
    ['+883', null],
    ['ZZ', null],
  ])('%s: %s', (country, wanted) => {
    expect(utcOffsetMinutes(country)).toBe(wanted);
  });
});
