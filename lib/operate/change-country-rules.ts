import { attempt, DetectorError } from '../core/errors.ts';
import type { Country } from '../core/ingest/events.ts';
import type { CountryRule } from '../core/respond/levers.ts';

export type RuleChanges = ReadonlyMap<Country, CountryRule>;

export interface RulesOfCountries {
  /** The rules that are written down; a country without one is allowed. */
  readAll(): Promise<RuleChanges>;
  /** All in one call. */
  write(changes: RuleChanges): Promise<void>;
}

/** What came of one country: `unknown` where a write got no answer and reading fails as well. */
export interface ChangeResult {
  readonly outcome: 'done' | 'failed' | 'unknown';
  /** Why it is not done. */
  readonly problem: string | null;
}

/** AWS dislikes what was asked, not who asked or how often: without one of the countries it may be taken. */
const isAboutContent = ({ cause }: DetectorError): boolean =>
  cause instanceof Error && cause.name === 'ValidationException';

/**
 * Writes in one call. Where AWS refuses a country it refuses them all, so they are written in halves
 * until those are alone that it refuses. After any other failure nothing further is tried.
 */
const writeAll = async (
  changes: RuleChanges,
  rules: RulesOfCountries,
): Promise<ReadonlyMap<Country, DetectorError>> => {
  const failed = new Map<Country, DetectorError>();
  const waiting: (readonly (readonly [Country, CountryRule])[])[] = [[...changes]];
  let stopped: DetectorError | null = null;
  for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
    const given = batch;
    const error: DetectorError | void =
      stopped ?? (await attempt(() => rules.write(new Map(given))));
    if (!(error instanceof DetectorError)) continue;
    if (isAboutContent(error) && given.length > 1) {
      const middle = Math.ceil(given.length / 2);
      waiting.unshift(given.slice(0, middle), given.slice(middle));
      continue;
    }
    if (!isAboutContent(error)) stopped = error;
    for (const [country] of given) failed.set(country, error);
  }
  return failed;
};

/** Sets rules, in as few calls as AWS takes them. What failed is read again before it is called a failure. */
export const changeCountryRules = async (
  changes: RuleChanges,
  rules: RulesOfCountries,
): Promise<ReadonlyMap<Country, ChangeResult>> => {
  const failed = await writeAll(changes, rules);
  const found: RuleChanges | DetectorError =
    failed.size === 0 ? changes : await attempt(() => rules.readAll());
  const resultOf = (country: Country, rule: CountryRule): ChangeResult => {
    const problem = failed.get(country)?.message ?? null;
    if (problem === null) return { outcome: 'done', problem };
    if (found instanceof DetectorError) return { outcome: 'unknown', problem };
    return (found.get(country) ?? 'ALLOW') === rule
      ? { outcome: 'done', problem: null }
      : { outcome: 'failed', problem };
  };
  return new Map([...changes].map(([country, rule]) => [country, resultOf(country, rule)]));
};
