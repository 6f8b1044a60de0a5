import type { Country } from '../core/ingest/events.ts';
import type { CountryUsage } from './country-usage.ts';

export interface AllowlistOptions {
  /** Codes used in a country, below which its customers are too few to tell from luck. */
  readonly minUsedCodes: number;
  /** On how many days codes must have been used: one wave of faked use is not a market. */
  readonly minDays: number;
}

/** What an allowlist would have done to recorded logs. */
export interface AllowlistEffect {
  readonly messages: number;
  readonly spendUsd: number;
  readonly unpricedMessages: number;
  /** Codes that customers used and would not have got. */
  readonly usedCodes: number;
}

export interface AllowlistSuggestion {
  readonly allowed: readonly CountryUsage[];
  /** What would have been blocked, the dearest first. */
  readonly blocked: readonly CountryUsage[];
  /** Destinations without a country: country rules do not reach them. */
  readonly outOfReach: readonly CountryUsage[];
  readonly wouldHaveBlocked: AllowlistEffect;
  readonly total: AllowlistEffect;
}

const isCountry = ({ country }: { readonly country: Country }): boolean =>
  /^[A-Z]{2}$/.test(country);

const sumOf = (countries: readonly CountryUsage[]): AllowlistEffect => {
  const sum = (of: keyof AllowlistEffect): number =>
    countries.reduce((total, usage) => total + usage[of], 0);
  return {
    messages: sum('messages'),
    spendUsd: sum('spendUsd'),
    unpricedMessages: sum('unpricedMessages'),
    usedCodes: sum('usedCodes'),
  };
};

const byName = (a: CountryUsage, b: CountryUsage): number => (a.country < b.country ? -1 : 1);

/**
 * Proposes the countries in which customers have used their codes, often enough and on days enough,
 * and says what blocking all others would have stopped in the same logs: fraud, and customers.
 */
export const suggestAllowlist = (
  countries: readonly CountryUsage[],
  { minUsedCodes, minDays }: AllowlistOptions,
): AllowlistSuggestion => {
  const isServed = ({ usedCodes, daysWithUsedCodes }: CountryUsage): boolean =>
    usedCodes >= minUsedCodes && daysWithUsedCodes >= minDays;
  const reachable = countries.filter(isCountry);
  const blocked = reachable
    .filter((usage) => !isServed(usage))
    .sort((a, b) => b.spendUsd - a.spendUsd || b.messages - a.messages || byName(a, b));
  return {
    allowed: reachable.filter(isServed).sort((a, b) => b.usedCodes - a.usedCodes || byName(a, b)),
    blocked,
    outOfReach: countries.filter((usage) => !isCountry(usage)),
    wouldHaveBlocked: sumOf(blocked),
    total: sumOf(countries),
  };
};
