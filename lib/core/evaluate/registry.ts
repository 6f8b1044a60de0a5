import type { Rule } from './rule.ts';
import { carrierShift } from './rules/carrier-shift.rule.ts';
import { conversionCollapse } from './rules/conversion-collapse.rule.ts';
import { conversionDecline } from './rules/conversion-decline.rule.ts';
import { deliveryFailures } from './rules/delivery-failures.rule.ts';
import { destinationSurge } from './rules/destination-surge.rule.ts';
import { numberRangeConcentration } from './rules/number-range-concentration.rule.ts';
import { rangeBuildup } from './rules/range-buildup.rule.ts';
import { resendFlood } from './rules/resend-flood.rule.ts';
import { sourceMismatch } from './rules/source-mismatch.rule.ts';
import { spendBurn } from './rules/spend-burn.rule.ts';
import { sustainedSurge } from './rules/sustained-surge.rule.ts';
import { unfamiliarRanges } from './rules/unfamiliar-ranges.rule.ts';

/** Every rule, in the order of the decision log. */
export const RULES: readonly Rule[] = [
  destinationSurge,
  sustainedSurge,
  conversionCollapse,
  conversionDecline,
  numberRangeConcentration,
  rangeBuildup,
  unfamiliarRanges,
  resendFlood,
  sourceMismatch,
  deliveryFailures,
  carrierShift,
  spendBurn,
];
