import type { Country } from '../core/ingest/events.ts';
import type { CountryRule } from '../core/respond/levers.ts';
import { UnusableInputError } from '../replay/input/unusable-input-error.ts';
import type { AllowlistRecord, RecordedChange } from './allowlist-record.ts';
import {
  type ChangeResult,
  changeCountryRules,
  type RulesOfCountries,
} from './change-country-rules.ts';

/** One country of a record: what it is now, and what it will be. */
export interface UndoneRule extends Pick<ChangeResult, 'problem'> {
  readonly country: Country;
  readonly now: CountryRule;
  readonly after: CountryRule;
  /** `not-ours`: the record says that its write failed, so whatever is there somebody else has set. */
  readonly state: 'as-set' | 'back-already' | 'operator-changed' | 'not-ours';
  /** `null` in a dry run, and where nothing is to be done. */
  readonly outcome: ChangeResult['outcome'] | null;
}

export interface UndoneAllowlist {
  readonly isApplied: boolean;
  readonly region: string;
  readonly countries: readonly UndoneRule[];
}

const undoOf = (
  { country, before, set, outcome }: RecordedChange,
  now: CountryRule,
): UndoneRule => {
  const entry = { country, now, after: now, outcome: null, problem: null };
  if (now === before) return { ...entry, state: 'back-already' };
  if (outcome === 'failed') return { ...entry, state: 'not-ours' };
  return now === set
    ? { ...entry, after: before, state: 'as-set' }
    : { ...entry, state: 'operator-changed' };
};

/**
 * Gives countries the rule that they had before an allowlist: each only if it still has the one that
 * was set. Without `isApplied` it reads only.
 *
 * @throws UnusableInputError when the record is of another region
 * @throws LeverError when the rules cannot be read: then nothing was changed
 */
export const undoAllowlist = async (
  record: AllowlistRecord,
  options: {
    readonly rules: RulesOfCountries;
    readonly region: string;
    readonly isApplied: boolean;
  },
): Promise<UndoneAllowlist> => {
  const { rules, region, isApplied } = options;
  if (record.region !== region)
    throw new UnusableInputError(
      `the record is of ${record.region}, and this is ${region}: add --region ${record.region}. Nothing was changed.`,
    );
  const inForce = await rules.readAll();
  const countries = record.changes.map((change) =>
    undoOf(change, inForce.get(change.country) ?? 'ALLOW'),
  );
  if (!isApplied) return { isApplied, region, countries };
  const back = countries.filter(({ state }) => state === 'as-set');
  const results = await changeCountryRules(
    new Map(back.map(({ country, after }) => [country, after])),
    rules,
  );
  return {
    isApplied,
    region,
    countries: countries.map((each) => ({ ...each, ...results.get(each.country) })),
  };
};
