import type { Verdict } from './decision.ts';
import type { Finding } from '../evaluate/evaluate.ts';
import { hasRisen } from '../evaluate/common-mode.ts';
import type { DestinationInput } from '../evaluate/rule.ts';
import type { SuspectGroup } from '../evaluate/suspect-group.ts';
import { BIN_MS } from '../count/window.ts';
import { findLastActivity } from './activity.ts';
import { CAMPAIGN_THRESHOLDS, joinsCampaign, type Campaign } from './joins-campaign.ts';
import { judgeGroup } from './judge-group.ts';
import { moneyAtStake, type MoneyAtStake } from './money.ts';
import {
  areSurelyCustomers,
  areYoungCodesUsed,
  hearCodes,
  MIN_MATURED,
  usualPerHour,
} from './used-codes.ts';
import {
  combine,
  fastest,
  fastVolume,
  foreignNats,
  hasNumbersOfItsOwn,
  isCrowded,
  isRepeated,
  MATCH_NATS,
  MIN_REPEATS,
  matchesIn,
  MIN_NUMBERS,
  natsOfFamily,
  scoreOf,
  startsOf,
  SUPPORT_NATS,
} from './weigh.ts';

/** What all findings about one subject come to. */
export interface Judgement extends MoneyAtStake {
  readonly verdict: Verdict;
  /** 0..100. */
  readonly riskScore: number;
  readonly findings: readonly Finding[];
  /** When the suspicious traffic began. */
  readonly startedAtMs: number;
  /** Whether any family still has evidence in its window: until none has, the incident is not over. */
  readonly hasEvidence: boolean;
  /** When traffic, stopped or not, was last above normal; `null` when not in the window. */
  readonly lastActiveAtMs: number | null;
  /** Whether it is now. */
  readonly isActive: boolean;
  /** Why `pumping` is not said although the evidence is strong. */
  readonly holdback: 'used-codes' | 'few-numbers' | 'codes-not-matured' | 'one-family' | null;
  /** The numbers that the verdict is about; `null` for all of the subject's. */
  readonly group: SuspectGroup | null;
}

/** One family alone, beyond doubt. */
const BEYOND_DOUBT_NATS = 40;
/** A company that signs up its people costs less than this in an hour. */
const FAKED_CONVERSION_USD = 20;
/** Nor does a test team with its handful of numbers. */
const TEST_TEAM_USD = 20;
/** And a third of it where those who ask are not there. */
const FOREIGN_FAKED_CONVERSION_USD = 7;
/** At this pace there is no waiting for codes to mature, unless the young ones are being used. */
const URGENT_USD_PER_HOUR = 40;
const HARDLY_SERVED_PER_HOUR = 1;
/** No campaign makes this many times the usual traffic. */
const BEYOND_CAMPAIGNS_RATIO = 30;
export interface JudgeContext {
  /** Numbers that stand out by their place in the plan. */
  readonly groups: readonly SuspectGroup[];
  /**
   * Whether other destinations of the same kind are being pumped: then less is enough, and of a
   * spray next to nothing, since what is there is not customers'.
   */
  readonly campaign: Campaign;
}

/**
 * Joins the findings about one destination. `suspicious` on one strong family; `pumping` when a
 * second one agrees or one is beyond doubt, unless the codes sent since the surge began are being
 * used, or are too young to say and the pace leaves time to wait. Where that does not hold for the
 * destination as a whole, it may for the numbers that stand out in it.
 */
export const judgeDestination = (
  input: DestinationInput,
  findings: readonly Finding[],
  { groups, campaign }: JudgeContext,
): Judgement => {
  const whole = judgeWhole(input, findings, campaign);
  if (whole.verdict === 'pumping') return whole;
  for (const group of groups) {
    const judged = judgeGroup(group, input, whole);
    if (judged !== null) return judged;
  }
  return whole;
};

const judgeWhole = (
  input: DestinationInput,
  findings: readonly Finding[],
  campaign: Campaign,
): Judgement => {
  const { window } = input;
  const volume = natsOfFamily(findings, 'volume');
  const conversion = natsOfFamily(findings, 'conversion');
  const structure = natsOfFamily(findings, 'structure');
  const particular = [
    structure,
    natsOfFamily(findings, 'repetition'),
    natsOfFamily(findings, 'source'),
  ];
  const evidence = [volume, conversion, ...particular];
  const strongest = Math.max(...evidence);
  const matches = matchesIn(findings);
  const starts = startsOf(matches);
  const startedAtMs = Math.min(window.atMs - BIN_MS, ...starts);
  const codes = hearCodes(input, startedAtMs, starts);
  const isUsed = codes.areUsed;
  const money = moneyAtStake(input);
  const lastActiveAtMs = findLastActivity(input);
  const isActive = lastActiveAtMs === window.atMs;

  const areCrowded = isCrowded(findings);
  // A company signs up its people from where they are.
  const isForeign = foreignNats(findings) >= MATCH_NATS;
  // Over a day, only where few enough codes are used to doubt that they are customers'.
  const fakedUsd = Math.max(
    money.excessUsd ?? 0,
    isUsed && !areSurelyCustomers(input, startedAtMs, starts) ? (money.dayExcessUsd ?? 0) : 0,
  );
  const isConversionFaked =
    areCrowded && fakedUsd >= (isForeign ? FOREIGN_FAKED_CONVERSION_USD : FAKED_CONVERSION_USD);
  const mayCodesSpeak = input.verificationFeed === 'alive';
  const haveCodesSpoken = codes.matured >= MIN_MATURED || conversion >= SUPPORT_NATS;
  const isUrgent = isUrgentFor(input, money, haveCodesSpoken);
  const agreeing = evidence.filter((nats) => nats >= SUPPORT_NATS).length;
  // A mailing brings more traffic and fewer used codes everywhere: that is one thing and not two.
  const isCommon =
    hasRisen(input.commonMode) &&
    codes.used > 0 &&
    Math.max(fastVolume(findings), ...particular) < SUPPORT_NATS;

  // Of a spray, whose codes are used and whose are not is told apart.
  const isOfCampaign =
    (campaign === 'spray' || (!isUsed && codes.used === 0)) &&
    joinsCampaign(campaign, input, { nats: volume + conversion, isActive });

  const hasNumbers =
    window.lastHour.distinctNumbers >= MIN_NUMBERS || matches.some(hasNumbersOfItsOwn);
  const isHandful =
    natsOfFamily(findings, 'repetition') >= SUPPORT_NATS &&
    !matches.some(hasNumbersOfItsOwn) &&
    numbersOnTop(input) < MIN_NUMBERS;
  // Customers, as far as one can tell: nothing to be told of.
  const isExplained =
    isUsed && !areCrowded && matches.every(({ family }) => family !== 'conversion');
  // Volume alone, or new ranges, and the next ten minutes will say whose: whoever is woken wants to know.
  const isTooEarly =
    mayCodesSpeak &&
    !haveCodesSpoken &&
    !isUrgent &&
    agreeing < 2 &&
    strongest < BEYOND_DOUBT_NATS &&
    matches.every(({ family, ruleId }) => family === 'volume' || ruleId === 'unfamiliar-ranges');
  const isSuspicious =
    isOfCampaign ||
    (matches.length > 0 && (hasNumbers || matches.some(isRepeated)) && !isExplained && !isTooEarly);

  const holdback = ((): Judgement['holdback'] => {
    if (isOfCampaign) return null;
    if (isUsed && !isConversionFaked) return 'used-codes';
    const isCheap = (money.excessUsd ?? Infinity) < TEST_TEAM_USD;
    if (isHandful && !isUrgent && isCheap) return 'few-numbers';
    if (agreeing >= 2 && !isCommon)
      return mayCodesSpeak && !haveCodesSpoken && !isUrgent ? 'codes-not-matured' : null;
    // Alone, a family must be beyond doubt and the money urgent; and where no code can speak for
    // customers, the destination must have hardly any, or more traffic than they ever bring.
    const usual = usualPerHour(input);
    const isAlone = mayCodesSpeak
      ? haveCodesSpoken
      : usual < HARDLY_SERVED_PER_HOUR ||
        window.lastHour.distinctNumbers >= BEYOND_CAMPAIGNS_RATIO * usual;
    return strongest >= BEYOND_DOUBT_NATS && isUrgent && isAlone ? null : 'one-family';
  })();

  const score = isSuspicious ? scoreOf(combine(evidence)) : Math.min(50, scoreOf(strongest));
  return {
    verdict: isSuspicious ? (holdback === null ? 'pumping' : 'suspicious') : 'clear',
    // What is over still stands in the window for a while; it is half the risk.
    riskScore: isActive ? score : Math.round(score / 2),
    findings,
    startedAtMs,
    hasEvidence: matches.length > 0 || fastest(findings) >= SUPPORT_NATS,
    lastActiveAtMs,
    isActive,
    ...money,
    holdback: isSuspicious ? holdback : null,
    group: null,
  };
};

/** Numbers of the last hour above normal, and above what chance adds to it. */
const numbersOnTop = (input: DestinationInput): number => {
  const usual = usualPerHour(input);
  return input.window.lastHour.distinctNumbers - usual - 2 * Math.sqrt(usual);
};

/** Whether there is no waiting: the pace is ruinous, and no code that is heard before its time speaks for customers. */
export const isUrgentFor = (
  input: DestinationInput,
  { projectedUsd }: MoneyAtStake,
  haveCodesSpoken: boolean,
): boolean =>
  (projectedUsd ?? 0) >= URGENT_USD_PER_HOUR && (haveCodesSpoken || !areYoungCodesUsed(input));

/** What the judgement is held against, for whoever explains it: named once, so that no text goes out of date. */
export const JUDGE_THRESHOLDS = {
  supportNats: SUPPORT_NATS,
  matchNats: MATCH_NATS,
  beyondDoubtNats: BEYOND_DOUBT_NATS,
  minNumbers: MIN_NUMBERS,
  minRepeats: MIN_REPEATS,
  fakedConversionUsd: FAKED_CONVERSION_USD,
  testTeamUsd: TEST_TEAM_USD,
  foreignFakedConversionUsd: FOREIGN_FAKED_CONVERSION_USD,
  urgentUsdPerHour: URGENT_USD_PER_HOUR,
  hardlyServedPerHour: HARDLY_SERVED_PER_HOUR,
  beyondCampaignsRatio: BEYOND_CAMPAIGNS_RATIO,
  ...CAMPAIGN_THRESHOLDS,
} as const;
