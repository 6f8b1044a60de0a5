import { DESTINATIONS_WITHOUT_COUNTRY } from '../adapters/numbering.ts';
import type { Country } from '../core/ingest/events.ts';
import { formatIso } from '../core/time.ts';
import { createRecord, replaceRecord, type RecordedChange } from './allowlist-record.ts';
import {
  type ChangeResult,
  changeCountryRules,
  type RulesOfCountries,
} from './change-country-rules.ts';
import { type PlannedRule, planAllowlist } from './plan-allowlist.ts';

export interface AllowedCountry extends PlannedRule, Pick<ChangeResult, 'problem'> {
  /** `null` in a dry run, and where nothing is to be done. */
  readonly outcome: ChangeResult['outcome'] | null;
}

export interface AppliedAllowlist {
  readonly isApplied: boolean;
  readonly region: string;
  /** The file by which it can be undone; `null` where nothing was written. */
  readonly record: string | null;
  readonly countries: readonly AllowedCountry[];
  /** Whether it was looked which countries a detector holds. */
  readonly isHeldKnown: boolean;
  /** Destinations that no country rule reaches. */
  readonly outOfReach: readonly Country[];
}

interface Place {
  readonly rules: RulesOfCountries;
  readonly region: string;
  /** Countries that a detector holds, by incident; `null` where nobody looked. */
  readonly held: ReadonlyMap<Country, string> | null;
}

const untouched = (planned: readonly PlannedRule[]): readonly AllowedCountry[] =>
  planned.map((each) => ({ ...each, outcome: null, problem: null }));

/** What an allowlist would change. Reads only. */
export const previewAllowlist = async (
  allowed: readonly Country[],
  { rules, region, held }: Place,
): Promise<AppliedAllowlist> => ({
  isApplied: false,
  region,
  record: null,
  countries: untouched(planAllowlist(allowed, await rules.readAll(), held ?? new Map())),
  isHeldKnown: held !== null,
  outOfReach: DESTINATIONS_WITHOUT_COUNTRY,
});

/**
 * Blocks every country that is not on the list, once it is on record what was there before.
 *
 * @throws UnusableInputError when the record exists or cannot be written: then nothing was changed
 * @throws LeverError when the rules cannot be read: likewise
 */
export const applyAllowlist = async (
  allowed: readonly Country[],
  { record, atMs, ...place }: Place & { readonly record: string; readonly atMs: number },
): Promise<AppliedAllowlist> => {
  const { rules, region } = place;
  const preview = await previewAllowlist(allowed, place);
  const toBlock = preview.countries.filter(({ state }) => state === 'to-block');
  if (toBlock.length === 0) return { ...preview, isApplied: true };
  const recordWith = (outcomeOf: (country: Country) => RecordedChange['outcome']) => ({
    at: formatIso(atMs),
    region,
    allowed,
    changes: toBlock.map(({ country, before }) => ({
      country,
      before,
      set: 'BLOCK' as const,
      outcome: outcomeOf(country),
    })),
  });
  await createRecord(
    record,
    recordWith(() => 'pending'),
  );
  const results = await changeCountryRules(
    new Map(toBlock.map(({ country }) => [country, 'BLOCK'])),
    rules,
  );
  await replaceRecord(
    record,
    recordWith((country) => results.get(country)?.outcome ?? 'unknown'),
  );
  const countries = preview.countries.map((each) => ({ ...each, ...results.get(each.country) }));
  return { ...preview, isApplied: true, record, countries };
};
