import type { Country } from '../ingest/events.ts';

/** How a country's SMS are treated: the modes of an AWS Protect configuration's country rules. */
export type CountryRule = 'ALLOW' | 'BLOCK' | 'FILTER' | 'MONITOR';

/** The account's SMS spend limit, and what this calendar month (UTC) has cost, both in USD. */
export interface SpendReading {
  readonly limitUsd: number;
  readonly monthToDateUsd: number;
  /** Whose figure the month to date is: the account's own, or what the detector counted, where that is more. */
  readonly monthToDateFrom: 'account' | 'counted';
}

/**
 * What can be moved outside. Reads tell the value in force now; writes take effect at once as far
 * as the caller can know. Every method rejects with `LeverError`.
 */
export interface Levers {
  readCountryRule(country: Country): Promise<CountryRule>;
  writeCountryRule(country: Country, rule: CountryRule): Promise<void>;
  /** Several countries in one call: AWS takes about one such write a second. */
  writeCountryRules(changes: ReadonlyMap<Country, CountryRule>): Promise<void>;
  /** The deny list that the application's gate reads before it sends. */
  readNumberRange(prefix: string): Promise<'BLOCK' | null>;
  /** An entry of the list carries its own expiry; `null` removes it. */
  writeNumberRange(prefix: string, expiresAtMs: number | null): Promise<void>;
  /**
   * The limit, and what the month has cost: for planning. Rejects where the cost is not known.
   *
   * @param countedMonthToDateUsd what the detector itself counted this month; the account's figure
   *   lags, so the larger of the two is taken
   */
  readSpendLimit(countedMonthToDateUsd?: number): Promise<SpendReading>;
  /** The limit alone: for compare-and-swap, which must not fail because a metric is missing. */
  readSpendLimitUsd(): Promise<number>;
  writeSpendLimit(limitUsd: number): Promise<void>;
}
