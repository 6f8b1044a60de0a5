import type { Country } from '../ingest/events.ts';

/** How a country's SMS are treated: the modes of an AWS Protect configuration's country rules. */
export type CountryRule = 'ALLOW' | 'BLOCK' | 'FILTER' | 'MONITOR';

/**
 * What can be moved outside. Reads tell the value in force now; writes take effect at once as far
 * as the caller can know. Every method rejects with `LeverError`.
 */
export interface Levers {
  readCountryRule(country: Country): Promise<CountryRule>;
  writeCountryRule(country: Country, rule: CountryRule): Promise<void>;
  /** The deny list that the application's gate reads before it sends. */
  readNumberRange(prefix: string): Promise<'BLOCK' | null>;
  /** An entry of the list carries its own expiry; `null` removes it. */
  writeNumberRange(prefix: string, expiresAtMs: number | null): Promise<void>;
  /** The account's SMS spend limit, and what this month has cost, both in USD. */
  readSpendLimit(): Promise<{ readonly limitUsd: number; readonly monthToDateUsd: number }>;
  writeSpendLimit(limitUsd: number): Promise<void>;
}
