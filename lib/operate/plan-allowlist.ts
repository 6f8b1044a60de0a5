import { NUMBERED_COUNTRIES } from '../adapters/numbering.ts';
import type { Country } from '../core/ingest/events.ts';
import type { CountryRule } from '../core/respond/levers.ts';

/** One country: the rule in force, and the one that an allowlist leaves. */
export interface PlannedRule {
  readonly country: Country;
  readonly before: CountryRule;
  readonly after: CountryRule;
  readonly state: 'listed' | 'to-block' | 'blocked-already';
}

/**
 * What an allowlist makes of each country that has numbers. Countries on the list keep their rule,
 * whatever it is: an owner who blocks or filters one of them is not overruled.
 */
export const planAllowlist = (
  allowed: readonly Country[],
  inForce: ReadonlyMap<Country, CountryRule>,
): readonly PlannedRule[] => {
  const listed = new Set(allowed);
  return [...NUMBERED_COUNTRIES].sort().map((country) => {
    const before = inForce.get(country) ?? 'ALLOW';
    if (listed.has(country)) return { country, before, after: before, state: 'listed' };
    const state = before === 'BLOCK' ? 'blocked-already' : 'to-block';
    return { country, before, after: 'BLOCK', state };
  });
};
