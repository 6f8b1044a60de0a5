import type { Verdict } from '../decide/decision.ts';
import { numbersIn, type Campaign } from '../decide/joins-campaign.ts';
import { codesOfGroup } from '../decide/judge-group.ts';
import { isUrgentFor, type JudgeContext, type Judgement } from '../decide/judge.ts';
import {
  hasNumbersOfItsOwn,
  isRepeated,
  matchesIn,
  natsOfFamily,
  startsOf,
  SUPPORT_NATS,
  SUPPORTING,
} from '../decide/weigh.ts';
import { priceUsd, type MoneyAtStake } from '../decide/money.ts';
import {
  areCodesUsed,
  hearCodes,
  MIN_MATURED,
  usualPerHour,
  type Codes,
} from '../decide/used-codes.ts';
import type { DestinationInput, Family, VerificationFeed } from '../evaluate/rule.ts';
import type { SuspectGroup } from '../evaluate/suspect-group.ts';

/** How the findings about one destination were joined. */
export interface JudgementExplained {
  readonly subject: string;
  readonly verdict: Verdict;
  readonly riskScore: number;
  readonly holdback: Judgement['holdback'];
  readonly isActive: boolean;
  readonly lastActiveAtMs: number | null;
  readonly startedAtMs: number;
  readonly families: readonly {
    readonly family: Family;
    readonly nats: number;
    /** Whether it is strong enough to agree with another. */
    readonly isAgreeing: boolean;
  }[];
  readonly numbers: {
    readonly lastHour: number;
    readonly twoHours: number;
    readonly usualPerHour: number;
    /** Whether a rule that looks at days matched with numbers of its own: then few in the hour are enough. */
    readonly hasSlowMatch: boolean;
    /** Whether a few numbers are sent to so often that it counts as many. */
    readonly areRepeated: boolean;
  };
  readonly codes: Codes & {
    readonly feed: VerificationFeed;
    /** Learned share of codes that are used; `null` while unknown. */
    readonly usualRate: number | null;
    readonly areUsed: boolean;
    /** Whether enough of them were old enough to say anything. */
    readonly haveSpoken: boolean;
  };
  readonly isUrgent: boolean;
  readonly money: MoneyAtStake & { readonly priceUsd: number | null };
  /** What was proven elsewhere or before. */
  readonly campaign: Campaign;
  readonly groups: readonly (Omit<SuspectGroup, 'ranges'> & {
    readonly prefixes: readonly string[];
    /** Whether the group's own codes speak for customers. */
    readonly isUsed: boolean;
    readonly isChosen: boolean;
  })[];
}

const FAMILIES: readonly Family[] = ['volume', 'conversion', 'structure', 'repetition', 'source'];

export const explainJudgement = (
  input: DestinationInput,
  judgement: Judgement,
  { groups, campaign }: JudgeContext,
): JudgementExplained => {
  const { window, baseline, subject } = input;
  const { findings, excessUsd, projectedUsd, dayExcessUsd } = judgement;
  const rate = baseline.conversionRate;
  const starts = startsOf(matchesIn(findings));
  const codes = hearCodes(input, judgement.startedAtMs, starts);
  const haveSpoken =
    codes.matured >= MIN_MATURED || natsOfFamily(findings, 'conversion') >= SUPPORT_NATS;
  return {
    subject: subject.kind === 'country' ? subject.country : subject.kind,
    verdict: judgement.verdict,
    riskScore: judgement.riskScore,
    holdback: judgement.holdback,
    isActive: judgement.isActive,
    lastActiveAtMs: judgement.lastActiveAtMs,
    startedAtMs: judgement.startedAtMs,
    families: FAMILIES.filter((family) => !SUPPORTING.has(family)).map((family) => {
      const nats = natsOfFamily(findings, family);
      return { family, nats, isAgreeing: nats >= SUPPORT_NATS };
    }),
    numbers: {
      lastHour: window.lastHour.distinctNumbers,
      twoHours: numbersIn(input),
      usualPerHour: usualPerHour(input),
      hasSlowMatch: findings.some(hasNumbersOfItsOwn),
      areRepeated: findings.some(isRepeated),
    },
    codes: {
      ...codes,
      feed: input.verificationFeed,
      usualRate: rate,
      haveSpoken,
    },
    isUrgent: isUrgentFor(input, judgement, haveSpoken),
    money: { excessUsd, projectedUsd, dayExcessUsd, priceUsd: priceUsd(input) },
    campaign,
    groups: groups.map(({ ranges, ...group }) => ({
      ...group,
      prefixes: ranges.map(({ prefix }) => prefix),
      isUsed: areCodesUsed(codesOfGroup(group, input), rate),
      isChosen: judgement.group?.kind === group.kind,
    })),
  };
};
