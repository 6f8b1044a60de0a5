import type { Verdict } from './decision.ts';
import { natsOf, type Finding } from '../evaluate/evaluate.ts';
import type { DestinationInput, Family } from '../evaluate/rule.ts';
import type { SuspectGroup } from '../evaluate/suspect-group.ts';
import { BIN_MS, WINDOW_MS } from '../count/window.ts';
import { expectedFirstSends } from '../evaluate/baseline.ts';
import { findLastActivity, lastActivityOf } from './activity.ts';
import { moneyAtStake, priceUsd, type MoneyAtStake } from './money.ts';
import {
  areCodesUsed,
  areYoungCodesUsed,
  codesSince,
  MIN_MATURED,
  usualPerHour,
  type Codes,
} from './used-codes.ts';
import { DAY_MS } from '../time.ts';

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
  readonly holdback: 'used-codes' | 'codes-not-matured' | 'one-family' | null;
  /** The numbers that the verdict is about; `null` for all of the subject's. */
  readonly group: SuspectGroup | null;
}

/** A likelihood ratio of a thousand: enough for a second family to agree. */
export const SUPPORT_NATS = Math.log(1e3);
/** A likelihood ratio of a million: enough for a first. */
const MATCH_NATS = Math.log(1e6);
/** One family alone, beyond doubt. */
const BEYOND_DOUBT_NATS = 40;
const MIN_NUMBERS = 10;
/** Structure this strong outweighs used codes: fraudsters can type them in. */
const FAKED_CONVERSION_NATS = 25;
/** A company that signs up its people costs less than this in an hour. */
const FAKED_CONVERSION_USD = 20;
/** At this pace there is no waiting for codes to mature, unless the young ones are being used. */
const URGENT_USD_PER_HOUR = 40;
const HARDLY_SERVED_PER_HOUR = 1;
/** No campaign makes this many times the usual traffic. */
const BEYOND_CAMPAIGNS_RATIO = 30;
/** With an attack on destinations of its kind under way, a thousand to one is enough, of three numbers. */
const CAMPAIGN_NATS = Math.log(1e3);
const CAMPAIGN_NUMBERS = 3;

/** Of a spray's destination: how far above normal, and how few are none. */
const SPRAY_RATIO = 4;
const UNEXPECTED = 0.1;

/** Rules that look at days. */
const SLOW_RULES: ReadonlySet<string> = new Set([
  'sustained-surge',
  'conversion-decline',
  'range-buildup',
  'unfamiliar-ranges',
]);
/** Rules that see many numbers in few ranges. */
const CROWDING_RULES: ReadonlySet<string> = new Set([
  'number-range-concentration',
  'range-buildup',
]);
/** Evidence of these says that something goes wrong or costs much, and never that it is fraud. */
export const SUPPORTING: ReadonlySet<Family> = new Set<Family>(['delivery', 'money']);

/** 0..100 from nats: 13.8 is 60, 40 is 93. */
export const scoreOf = (nats: number): number => Math.round(100 * (1 - Math.exp(-nats / 15)));

/** Destinations with hardly any customers are pumped one after the other, or many at once. */
export type Campaign = 'none' | 'rotation' | 'spray';

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
  const { window, baseline } = input;
  const volume = natsOfFamily(findings, 'volume');
  const conversion = natsOfFamily(findings, 'conversion');
  const structure = natsOfFamily(findings, 'structure');
  const evidence = [
    volume,
    conversion,
    structure,
    natsOfFamily(findings, 'repetition'),
    natsOfFamily(findings, 'source'),
  ];
  const strongest = Math.max(...evidence);
  const matches = findings.filter(
    ({ verdict, family }) => verdict === 'match' && !SUPPORTING.has(family),
  );

  const startedAtMs = Math.min(
    window.atMs - BIN_MS,
    ...matches.flatMap((finding) =>
      finding.verdict === 'match' && finding.startedAtMs !== null ? [finding.startedAtMs] : [],
    ),
  );
  const codes = codesSince(input, startedAtMs);
  // Evidence of different rules begins at different times; used codes since any of them speak.
  const isUsed = [...startsOf(matches, startedAtMs)].some((sinceMs) =>
    areCodesUsed(codesSince(input, sinceMs), baseline.conversionRate),
  );
  const money = moneyAtStake(input);
  const lastActiveAtMs = findLastActivity(input);
  const isActive = lastActiveAtMs === window.atMs;

  // Customers come from new ranges, too, and use their codes; they do not come crowded.
  const isCrowded =
    strongestOf(findings, ({ ruleId }) => CROWDING_RULES.has(ruleId)) >= FAKED_CONVERSION_NATS;
  const isConversionFaked = isCrowded && (money.excessUsd ?? 0) >= FAKED_CONVERSION_USD;
  const mayCodesSpeak = input.verificationFeed === 'alive';
  const haveCodesSpoken = codes.matured >= MIN_MATURED || conversion >= SUPPORT_NATS;
  const isUrgent =
    (money.projectedUsd ?? 0) >= URGENT_USD_PER_HOUR &&
    (haveCodesSpoken || !areYoungCodesUsed(input));
  const agreeing = evidence.filter((nats) => nats >= SUPPORT_NATS).length;

  const joinsCampaign =
    campaign !== 'none' &&
    !isUsed &&
    codes.used === 0 &&
    (campaign === 'spray'
      ? isOfSpray(input)
      : isActive && volume + conversion >= CAMPAIGN_NATS && numbersIn(input) >= CAMPAIGN_NUMBERS);

  const hasNumbers =
    window.lastHour.distinctNumbers >= MIN_NUMBERS || matches.some(hasNumbersOfItsOwn);
  // Customers, as far as one can tell: nothing to be told of.
  const isExplained =
    isUsed && !isCrowded && matches.every(({ family }) => family !== 'conversion');
  // Volume alone, or new ranges, and the next ten minutes will say whose: whoever is woken wants to know.
  const isTooEarly =
    mayCodesSpeak &&
    !haveCodesSpoken &&
    !isUrgent &&
    agreeing < 2 &&
    strongest < BEYOND_DOUBT_NATS &&
    matches.every(({ family, ruleId }) => family === 'volume' || ruleId === 'unfamiliar-ranges');
  const isSuspicious =
    joinsCampaign || (matches.length > 0 && hasNumbers && !isExplained && !isTooEarly);

  const holdback = ((): Judgement['holdback'] => {
    if (joinsCampaign) return null;
    if (isUsed && !isConversionFaked) return 'used-codes';
    if (agreeing >= 2)
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
const judgeGroup = (
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

/** Nats of the family's strongest finding. */
export const natsOfFamily = (findings: readonly Finding[], family: Family): number =>
  strongestOf(findings, (finding) => finding.family === family);

/** Evidence of the last two hours only: that of days stays after the attack is over. */
const fastest = (findings: readonly Finding[]): number =>
  strongestOf(findings, ({ family, ruleId }) => !SUPPORTING.has(family) && !SLOW_RULES.has(ruleId));

const strongestOf = (
  findings: readonly Finding[],
  isAsked: (finding: Finding) => boolean,
): number => {
  let nats = 0;
  for (const finding of findings) if (isAsked(finding)) nats = Math.max(nats, natsOf(finding));
  return nats;
};

/** When what the matching rules see began, each once. */
const startsOf = (matches: readonly Finding[], firstMs: number): ReadonlySet<number> => {
  const starts = new Set([firstMs]);
  for (const match of matches)
    if (match.verdict === 'match' && match.startedAtMs !== null) starts.add(match.startedAtMs);
  return starts;
};

/** The strongest family in full, the others by half: they are not independent. */
const combine = (evidence: readonly number[]): number => {
  const [strongest = 0, ...others] = evidence.toSorted((a, b) => b - a);
  return others.reduce((sum, nats) => sum + nats / 2, strongest);
};

/** Rules that look at days count numbers of their own, however few the last hour had. */
export const hasNumbersOfItsOwn = (finding: Finding): boolean => {
  if (finding.verdict !== 'match' || !SLOW_RULES.has(finding.ruleId)) return false;
  const { distinctNumbers, maturedCodes } = finding.evidence;
  return Number(distinctNumbers ?? maturedCodes ?? 0) >= MIN_NUMBERS;
};

/** Numbers of the last two hours. */
export const numbersIn = ({ window }: DestinationInput): number =>
  window.bins.reduce((sum, { firstSends }) => sum + firstSends, 0);

/**
 * In a spray one number is enough where nobody is expected, two where hardly anybody is. Where codes
 * can speak, none may have been used, however young, and only those that have had their time count.
 */
const isOfSpray = (input: DestinationInput): boolean => {
  const { baseline, window, verificationFeed } = input;
  const canTell = verificationFeed === 'alive';
  if (canTell && window.stretches.some((rows) => rows.some(({ converted }) => converted > 0)))
    return false;
  const numbers = canTell
    ? window.bins.reduce((sum, { matured }) => sum + matured, 0)
    : numbersIn(input);
  const expected = expectedFirstSends(baseline, window.atMs - WINDOW_MS, window.atMs);
  return numbers >= 2 ? numbers >= SPRAY_RATIO * expected : numbers === 1 && expected <= UNEXPECTED;
};

/** What the judgement is held against, for whoever explains it: named once, so that no text goes out of date. */
export const JUDGE_THRESHOLDS = {
  supportNats: SUPPORT_NATS,
  matchNats: MATCH_NATS,
  beyondDoubtNats: BEYOND_DOUBT_NATS,
  minNumbers: MIN_NUMBERS,
  fakedConversionNats: FAKED_CONVERSION_NATS,
  fakedConversionUsd: FAKED_CONVERSION_USD,
  urgentUsdPerHour: URGENT_USD_PER_HOUR,
  hardlyServedPerHour: HARDLY_SERVED_PER_HOUR,
  beyondCampaignsRatio: BEYOND_CAMPAIGNS_RATIO,
  campaignNats: CAMPAIGN_NATS,
  campaignNumbers: CAMPAIGN_NUMBERS,
  sprayRatio: SPRAY_RATIO,
  unexpected: UNEXPECTED,
} as const;
