import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Country } from '../../../core/ingest/events.ts';
import type { CountryRule, Levers, SpendReading } from '../../../core/respond/levers.ts';
import { CountryRules } from './country-rules.ts';
import type { LeverClients } from './lever-clients.ts';
import { NumberRanges } from './number-ranges.ts';
import { SpendLimit } from './spend-limit.ts';

export interface AwsLeversOptions {
  readonly clients: LeverClients;
  /** Where the deny list of number ranges is kept. */
  readonly numberRanges: { readonly client: DynamoDBClient; readonly tableName: string };
  readonly clock: { nowMs(): number };
}

/** The levers of one AWS account and region. What each reads, writes and needs: docs/levers.md. */
export class AwsLevers implements Levers {
  readonly #countryRules: CountryRules;
  readonly #numberRanges: NumberRanges;
  readonly #spendLimit: SpendLimit;

  constructor({ clients, numberRanges, clock }: AwsLeversOptions) {
    const { sns, protect, cloudWatch } = clients;
    this.#countryRules = new CountryRules({ client: protect, clock });
    this.#numberRanges = new NumberRanges({ ...numberRanges, clock });
    this.#spendLimit = new SpendLimit({ sns, cloudWatch, clock });
  }

  readCountryRule(country: Country): Promise<CountryRule> {
    return this.#countryRules.read(country);
  }

  writeCountryRule(country: Country, rule: CountryRule): Promise<void> {
    return this.#countryRules.write(new Map([[country, rule]]));
  }

  writeCountryRules(changes: ReadonlyMap<Country, CountryRule>): Promise<void> {
    return this.#countryRules.write(changes);
  }

  readNumberRange(prefix: string): Promise<'BLOCK' | null> {
    return this.#numberRanges.read(prefix);
  }

  writeNumberRange(prefix: string, expiresAtMs: number | null): Promise<void> {
    return this.#numberRanges.write(prefix, expiresAtMs);
  }

  readSpendLimit(countedMonthToDateUsd?: number): Promise<SpendReading> {
    return this.#spendLimit.read(countedMonthToDateUsd);
  }

  readSpendLimitUsd(): Promise<number> {
    return this.#spendLimit.readLimitUsd();
  }

  writeSpendLimit(limitUsd: number): Promise<void> {
    return this.#spendLimit.write(limitUsd);
  }
}
