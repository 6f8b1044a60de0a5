import metadata from 'libphonenumber-js/max/metadata';
import type { Country, E164 } from '../core/ingest/events.ts';
import type { Numbering } from '../core/ingest/tools.ts';

/** What is read of the library's numbering plan. Bundles hold no more of it: lib/packaging/slim-numbering-plan.ts. */
export interface NumberingPlan {
  /** By calling code, the main country first. */
  readonly country_calling_codes: Readonly<Record<string, readonly string[]>>;
  readonly countries: Readonly<Record<string, readonly unknown[]>>;
  readonly nonGeographic: Readonly<Record<string, unknown>>;
}

const PLAN: NumberingPlan = metadata;

/**
 * Positions in the library's packed numbering plan. It types the plan as `any[]`, and its parser
 * takes 10 to 30 microseconds a number, so its rule for shared calling codes is applied here; the
 * test compares the two on numbers of every shared calling code.
 * Source: https://gitlab.com/catamphetamine/libphonenumber-js/-/blob/master/METADATA.md
 */
const CALLING_CODE = 0;
const LEADING_DIGITS = 10;
const TYPES = 11;

/** Whether a national number belongs to one country of a shared calling code: by leading digits if the plan names them, else by the pattern of any type of number. */
const patternOf = (plan: readonly unknown[]): RegExp => {
  const leadingDigits = plan[LEADING_DIGITS];
  if (typeof leadingDigits === 'string') return new RegExp(`^(?:${leadingDigits})`);
  const types = (plan[TYPES] ?? []) as readonly (readonly [string, ...unknown[]] | 0)[];
  const patterns = types.flatMap((type) => (type === 0 || type[0] === '' ? [] : [type[0]]));
  return new RegExp(`^(?:${patterns.join('|')})$`);
};

type CallingCode = (nationalNumber: string) => Country;

const sharedCallingCode = (
  main: Country,
  countries: readonly Country[],
  plan: NumberingPlan,
): CallingCode => {
  const patterns = countries.map(
    (country) => [country, patternOf(plan.countries[country] ?? [])] as const,
  );
  return (nationalNumber) => {
    for (const [country, pattern] of patterns) if (pattern.test(nationalNumber)) return country;
    return main;
  };
};

const buildCallingCodes = (plan: NumberingPlan): ReadonlyMap<string, CallingCode> => {
  const codes = new Map<string, CallingCode>();
  for (const [code, countries] of Object.entries(plan.country_calling_codes)) {
    const [main] = countries;
    if (main === undefined) continue;
    codes.set(code, countries.length === 1 ? () => main : sharedCallingCode(main, countries, plan));
  }
  for (const code of Object.keys(plan.nonGeographic)) codes.set(code, () => `+${code}`);
  return codes;
};

const LONGEST_CALLING_CODE = 3;
const SUBSCRIBER_DIGITS = 4;

/** Numbering plans of libphonenumber-js, the full set. */
export const createNumbering = (plan = PLAN): Numbering => {
  const codes = buildCallingCodes(plan);
  return {
    countryOf: (number: E164) => {
      for (let length = 1; length <= LONGEST_CALLING_CODE; length += 1) {
        const countryOf = codes.get(number.slice(1, 1 + length));
        // One block, one country: its first number decides for all. Only a few Australian blocks of
        // fixed lines, shared with Christmas Island and the Cocos Islands, are cut finer.
        if (countryOf) return countryOf(`${number.slice(1 + length, -SUBSCRIBER_DIGITS)}0000`);
      }
      return null;
    },
  };
};

/** ISO 3166-1 alpha-2 codes of all countries that have numbers. */
export const NUMBERED_COUNTRIES: readonly Country[] = Object.keys(PLAN.countries);

/** Destinations that are no country (`+883`): no country rule reaches them. */
export const DESTINATIONS_WITHOUT_COUNTRY: readonly Country[] = Object.keys(PLAN.nonGeographic)
  .map((code) => `+${code}`)
  .sort();

/** How every number of a destination begins (`+992`), others that share its calling code among them; `null` for no destination. */
export const callingPrefixOf = (country: Country): string | null => {
  const plan = Object.hasOwn(PLAN.countries, country) ? PLAN.countries[country] : undefined;
  if (plan !== undefined) return `+${String(plan[CALLING_CODE])}`;
  return Object.hasOwn(PLAN.nonGeographic, country.slice(1)) ? country : null;
};
