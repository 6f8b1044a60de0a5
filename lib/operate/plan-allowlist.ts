import { NUMBERED_COUNTRIES } from '../adapters/numbering.ts';
import type { Country } from '../core/ingest/events.ts';
import type { CountryRule } from '../core/respond/levers.ts';

/** One country: the rule in force, and the one that an allowlist leaves. */
export interface PlannedRule {
  readonly country: Country;
  readonly before: CountryRule;
  readonly after: CountryRule;
  /** `held`: by an incident of the detector, which will put back what it found. */
  readonly state: 'listed' | 'held' | 'to-block' | 'blocked-already';
  /** The incident. */
  readonly heldBy: string | null;
}

/**
 * What an allowlist makes of each country that has numbers. Countries on the list keep their rule,
 * whatever it is: an owner who blocks or filters one of them is not overruled. Those that a detector
 * holds are left alone, too: their rule is not the owner's, and it will not stay.
 *
 * @param held countries by the incident that holds them
 */
export const planAllowlist = (
  allowed: readonly Country[],
  inForce: ReadonlyMap<Country, CountryRule>,
  held: ReadonlyMap<Country, string>,
): readonly PlannedRule[] => {
  const listed = new Set(allowed);
  return [...NUMBERED_COUNTRIES].sort().map((country) => {
    const before = inForce.get(country) ?? 'ALLOW';
    const heldBy = held.get(country) ?? null;
    const entry = { country, before, heldBy };
    if (listed.has(country)) return { ...entry, after: before, state: 'listed' };
    if (heldBy !== null) return { ...entry, after: before, state: 'held' };
    const state = before === 'BLOCK' ? 'blocked-already' : 'to-block';
    return { ...entry, after: 'BLOCK', state };
  });
};
