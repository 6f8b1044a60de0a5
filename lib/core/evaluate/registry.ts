import type { Rule } from './rule.ts';
import { conversionCollapse } from './rules/conversion-collapse.rule.ts';
import { destinationSurge } from './rules/destination-surge.rule.ts';
import { numberRangeConcentration } from './rules/number-range-concentration.rule.ts';
import { spendBurn } from './rules/spend-burn.rule.ts';

/** Every rule, in the order of the decision log. */
export const RULES: readonly Rule[] = [
  destinationSurge,
  conversionCollapse,
  numberRangeConcentration,
  spendBurn,
];
