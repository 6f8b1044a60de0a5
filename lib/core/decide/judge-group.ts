import { MATCH_NATS, SUPPORT_NATS, combine, scoreOf } from './weigh.ts';
import { expectedFirstSends } from '../evaluate/baseline.ts';
import type { DestinationInput } from '../evaluate/rule.ts';
import type { SuspectGroup } from '../evaluate/suspect-group.ts';
import { lastActivityOf } from './activity.ts';
import type { Judgement } from './judge.ts';
import { priceUsd } from './money.ts';
import { areCodesUsed, MIN_MATURED, type Codes } from './used-codes.ts';
import { DAY_MS } from '../time.ts';

/** The group's codes of the day. Customers are in its ranges too, as many as there always are. */
export const codesOfGroup = (
  { matured, used, customerShare }: Pick<SuspectGroup, 'matured' | 'used' | 'customerShare'>,
  { window, baseline }: DestinationInput,
): Codes => ({
  matured,
  used,
  expected: customerShare * expectedFirstSends(baseline, window.atMs - DAY_MS, window.atMs),
});

/** `null` where the group's own codes are too few, or used, or its evidence too weak. */
export const judgeGroup = (
  group: SuspectGroup,
  input: DestinationInput,
  whole: Judgement,
): Judgement | null => {
  const { structureNats, conversionNats, matured, numbers, recentNumbers } = group;
  const rate = input.baseline.conversionRate;
  if (rate === null || matured < MIN_MATURED) return null;
  if (areCodesUsed(codesOfGroup(group, input), rate)) return null;
  if (Math.min(structureNats, conversionNats) < SUPPORT_NATS) return null;
  if (Math.max(structureNats, conversionNats) < MATCH_NATS) return null;
  const lastActiveAtMs = lastActivityOf(group, input);
  const isActive = lastActiveAtMs !== null;
  const price = priceUsd(input);
  const hourUsd = price === null ? null : price * recentNumbers;
  const score = scoreOf(combine([structureNats, conversionNats]));
  return {
    ...whole,
    verdict: 'pumping',
    riskScore: isActive ? score : Math.round(score / 2),
    hasEvidence: true,
    lastActiveAtMs,
    isActive,
    excessUsd: hourUsd,
    projectedUsd: hourUsd,
    dayExcessUsd: price === null ? null : price * numbers,
    holdback: null,
    group,
  };
};
