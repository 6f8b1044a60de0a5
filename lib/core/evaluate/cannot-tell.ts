import type { DestinationInput, RuleResult } from './rule.ts';

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

/** The share of codes that is usually used, or the answer of a rule where none can be told. */
export const usualConversion = ({
  baseline: { conversionRate },
  verificationFeed,
}: Pick<DestinationInput, 'baseline' | 'verificationFeed'>): number | RuleResult => {
  if (verificationFeed === 'absent' || conversionRate === null)
    return { verdict: 'insufficient-data', missing: 'verifications: none has ever been reported' };
  if (verificationFeed === 'silent')
    return {
      verdict: 'insufficient-data',
      missing: 'verifications: none arrives for any destination; the feed is broken',
    };
  return conversionRate;
};
