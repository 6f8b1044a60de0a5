import * as fc from 'fast-check';
import { getCountries } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { createCountryByName } from '../../../lib/adapters/country-names.ts';

const countryByName = createCountryByName();

describe('createCountryByName', () => {
  it.each([
    ['United States', 'US'],
    ['united states of america', 'US'],
    ['The United Kingdom', 'GB'],
    ['Tajikistan', 'TJ'],
    ['Türkiye', 'TR'],
    ['Turkey', 'TR'],
    ["Côte d'Ivoire", 'CI'],
    ['Cote d’Ivoire', 'CI'],
    ['Ivory Coast', 'CI'],
    ['Bosnia and Herzegovina', 'BA'],
    ['Bosnia & Herzegovina', 'BA'],
    ['Saint Lucia', 'LC'],
    ['St. Lucia', 'LC'],
    ['Trinidad and Tobago', 'TT'],
    ['Korea, Republic of', 'KR'],
    ['South Korea', 'KR'],
    ['North Korea', 'KP'],
    ['Russian Federation', 'RU'],
    ['Viet Nam', 'VN'],
    ['Hong Kong', 'HK'],
    ['Myanmar', 'MM'],
    ['Congo', 'CG'],
    ['Democratic Republic of the Congo', 'CD'],
    ['Réunion', 'RE'],
    ['Palestine, State of', 'PS'],
    ['US', 'US'],
    ['br', 'BR'],
  ])('%s is %s', (name, code) => {
    expect(countryByName(name)).toBe(code);
  });

  it.each(['', 'Atlantis', 'ZZ', '12', 'constructor', '__proto__', 'a'.repeat(101)])(
    '"%s" is no country',
    (name) => {
      expect(countryByName(name)).toBeNull();
    },
  );

  it('knows every country with a numbering plan by its English name', () => {
    const names = new Intl.DisplayNames(['en'], { type: 'region' });
    for (const code of getCountries()) expect(countryByName(names.of(code) ?? '')).toBe(code);
  });

  it('answers two capital letters or null to any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(countryByName(text) ?? 'ZZ').toMatch(/^[A-Z]{2}$/);
      }),
    );
  });
});
