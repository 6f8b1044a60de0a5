import type { RuleResult } from './rule.ts';

/** The answer of a rule whose baseline has not been learned from enough hours; `null` when it has. */
export const unlearned = (
  { observedHours }: { readonly observedHours: number },
  { minObservedHours }: { readonly minObservedHours: number },
): RuleResult | null =>
  observedHours >= minObservedHours
    ? null
    : {
        verdict: 'insufficient-data',
        missing: `baseline: ${observedHours} of ${minObservedHours} hours observed`,
      };
