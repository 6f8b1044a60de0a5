import type { Subject } from '../../core/decide/decision.ts';
import type { Country } from '../../core/ingest/events.ts';

const regionNames = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** Calling codes that belong to no country. */
const NON_GEOGRAPHIC: Readonly<Record<string, string>> = {
  '+800': 'International freephone',
  '+808': 'International shared cost',
  '+870': 'Inmarsat satellite',
  '+881': 'Satellite networks',
  '+882': 'International networks',
  '+883': 'International networks',
  '+888': 'Disaster relief',
  '+979': 'International premium rate',
};

const nameOf = (country: Country): string | undefined => {
  if (Object.hasOwn(NON_GEOGRAPHIC, country)) return NON_GEOGRAPHIC[country];
  return /^[A-Z]{2}$/.test(country) ? regionNames.of(country) : undefined;
};

/** `Tajikistan`; a destination without a name is its code. */
export const countryName = (country: Country): string => nameOf(country) ?? country;

/** `Tajikistan (TJ)`. */
export const countryLabel = (country: Country): string => {
  const name = nameOf(country);
  return name === undefined ? country : `${name} (${country})`;
};

/** `+9929012…`: the digits that all numbers of a range share. */
export const prefixLabel = (prefix: string): string => `${prefix}…`;

const listInWords = (words: readonly string[], most: number): string => {
  const shown = words.slice(0, most);
  const rest = words.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  const last = shown.at(-1) ?? '';
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${last}` : last;
};

/** `Tajikistan, Oman and Cuba`; a long list ends in `and 4 more`. */
export const listOf = (words: readonly string[]): string => listInWords(words, 3);

/** The subject as a card's title: `Numbers +9929012… in Tajikistan (TJ)`. */
export const subjectTitle = (subject: Subject): string => {
  if (subject.kind === 'account') return 'The whole account';
  if (subject.kind === 'low-traffic-countries')
    return `Low-traffic countries: ${listInWords(subject.countries.map(countryLabel), 6)}`;
  const country = countryLabel(subject.country);
  return subject.kind === 'number-range'
    ? `Numbers ${prefixLabel(subject.prefix)} in ${country}`
    : country;
};

/** The subject inside a sentence: `Tajikistan`, `the whole account`. */
export const subjectInSentence = (subject: Subject): string => {
  if (subject.kind === 'account') return 'the whole account';
  if (subject.kind !== 'low-traffic-countries') return countryName(subject.country);
  return subject.countries.length === 0
    ? 'low-traffic countries'
    : listOf(subject.countries.map(countryName));
};

/** Whether the subject says something about this country's traffic. */
export const concernsCountry = (subject: Subject, country: Country): boolean => {
  if (subject.kind === 'account') return true;
  return subject.kind === 'low-traffic-countries'
    ? subject.countries.includes(country)
    : subject.country === country;
};
