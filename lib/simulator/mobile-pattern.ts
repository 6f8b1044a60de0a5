import {
  type CountryCode,
  getCountryCallingCode,
  Metadata,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';

/** libphonenumber's own question. Takes tens of microseconds. */
export const isMobileNumberOf = (country: CountryCode, e164: string): boolean => {
  const number = parsePhoneNumberFromString(e164);
  if (number === undefined || number.country !== country || !number.isValid()) return false;
  const type = number.getType();
  return type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE';
};

/** In libphonenumber-js 1.x, but not in its type declarations. */
interface NumberingPlanWithTypes {
  type(name: 'MOBILE' | 'FIXED_LINE'): { pattern(): string } | undefined;
}

const patterns = new Map<CountryCode, RegExp | null>();

const patternOf = (country: CountryCode): RegExp | null => {
  let pattern = patterns.get(country);
  if (pattern === undefined) {
    const metadata = new Metadata();
    metadata.selectNumberingPlan(country);
    const plan = metadata.numberingPlan as unknown as NumberingPlanWithTypes | undefined;
    // Without a mobile pattern, mobile and fixed numbers are told apart by nothing.
    const source = plan?.type('MOBILE')?.pattern() || plan?.type('FIXED_LINE')?.pattern();
    pattern = source === undefined ? null : new RegExp(`^(?:${source})$`);
    patterns.set(country, pattern);
  }
  return pattern;
};

/**
 * A much faster guess by the pattern of the country's mobile numbers alone. Where countries share
 * a calling code it may take a neighbour's number for its own, so one number of a block must be
 * confirmed by {@link isMobileNumberOf}; the tests show that it then holds for the rest.
 */
export const looksMobile = (country: CountryCode): ((e164: string) => boolean) => {
  const nationalFrom = 1 + getCountryCallingCode(country).length;
  const pattern = patternOf(country);
  return (e164) => pattern?.test(e164.slice(nationalFrom)) ?? false;
};
