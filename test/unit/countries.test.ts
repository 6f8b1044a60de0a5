import { expect, it } from 'vitest';
import { DESTINATIONS_WITHOUT_COUNTRY, NUMBERED_COUNTRIES } from '../../lib/adapters/numbering.ts';
import { countryProblem, KNOWN_COUNTRIES, KNOWN_DESTINATIONS } from '../../lib/core/countries.ts';

it('every destination of the numbering plan is known, and no other', () => {
  expect([...KNOWN_COUNTRIES].sort()).toEqual([...NUMBERED_COUNTRIES].sort());
  expect([...KNOWN_DESTINATIONS].sort()).toEqual(
    [...NUMBERED_COUNTRIES, ...DESTINATIONS_WITHOUT_COUNTRY].sort(),
  );
});

it('what is no country says so, and what may have been meant', () => {
  for (const [given, problem] of [
    ['GB', null],
    ['UK', '"UK" is no ISO 3166-1 alpha-2 code: write GB'],
    ['EL', '"EL" is no ISO 3166-1 alpha-2 code: write GR'],
    ['de', '"de" is no ISO 3166-1 alpha-2 code: write DE'],
    ['ZZ', expect.stringMatching('^"ZZ" is no country with numbers')],
    ['+883', expect.stringMatching('^"\\+883" is no country with numbers')],
    [5, expect.stringMatching('^5 is no country with numbers')],
    [undefined, expect.stringMatching('^undefined is no country with numbers')],
  ] as const)
    expect(countryProblem(given, KNOWN_COUNTRIES)).toEqual(problem);
  expect(countryProblem('+883', KNOWN_DESTINATIONS)).toBeNull();
});
