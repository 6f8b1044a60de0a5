import type { Verdict } from './decision.ts';
import { natsOf, type Finding } from '../evaluate/evaluate.ts';
import { expectedFirstSends } from '../evaluate/baseline.ts';
import type { CountryInput } from '../evaluate/rule.ts';
import { countEvidence } from '../evaluate/statistics/count-evidence.ts';
import { BIN_MS, RECENT_MS } from '../count/window.ts';
import { HOUR_MS, MINUTE_MS } from '../time.ts';

/** What all findings about one subject come to. */
export interface Judgement {
  readonly verdict: Verdict;
  /** 0..100. */
  readonly riskScore: number;
  readonly findings: readonly Finding[];
  /** When the suspicious traffic began. */
  readonly startedAtMs: number;
  /** Whether any family still has evidence in its window: until none has, the incident is not over. */
  readonly hasEvidence: boolean;
  /** When traffic, stopped or not, was last above normal, to five minutes; `null` when not in the window. */
  readonly lastActiveAtMs: number | null;
  /** Whether it is now. */
  readonly isActive: boolean;
  /** Spend of the last hour above the expectation, and what the next hour costs at the present pace; `null` when no price is known. */
  readonly excessUsd: number | null;
  readonly projectedUsd: number | null;
  /** Why `pumping` is not said although the evidence is strong. */
  readonly holdback: 'used-codes' | 'codes-not-matured' | 'one-family' | null;
}

/** A likelihood ratio of a thousand: enough for a second family to agree. */
export const SUPPORT_NATS = Math.log(1e3);
/** One family alone, beyond doubt. */
const BEYOND_DOUBT_NATS = 40;
const MIN_NUMBERS = 10;
/** Codes that must have matured before their use, or not, is heard. */
const MIN_MATURED = 10;
/** Codes used at this share of the learned rate or more speak for customers. */
const VETO_SHARE = 0.5;
/** Structure this strong outweighs used codes: fraudsters can type them in. */
const FAKED_CONVERSION_NATS = 25;
const FAKED_CONVERSION_USD = 8;
/** At this pace there is no waiting for codes to mature. */
const URGENT_USD_PER_HOUR = 40;
const HARDLY_SERVED_PER_HOUR = 1;
const RECENT_SPANS_AN_HOUR = HOUR_MS / RECENT_MS;
const ACTIVITY_MS = 30 * MINUTE_MS;
/** Ten to one that the last half hour is not normal traffic. */
const ACTIVITY_NATS = Math.log(10);
/** Dispersion of half an hour, as for the bins of destination-surge. */
const DEFAULT_DISPERSION = 0.3;
/** Numbers in half an hour that are normal for any destination. */
const RAREST_TRAFFIC = 0.12;
/** Customers ask for a code again; more messages a number than this are not theirs. */
const MESSAGES_A_NUMBER = 2;

/** 0..100 from nats: 13.8 is 60, 40 is 93. */
export const scoreOf = (nats: number): number => Math.round(100 * (1 - Math.exp(-nats / 15)));

/**
 * Joins the findings about one country. `suspicious` on one strong family; `pumping` when a second
 * one agrees or one is beyond doubt, unless the codes sent since the surge began are being used, or
 * are too young to say and the pace leaves time to wait.
 */
export const judgeCountry = (input: CountryInput, findings: readonly Finding[]): Judgement => {
  const { window, baseline } = input;
  const volume = natsOfFamily(findings, 'volume');
  const conversion = natsOfFamily(findings, 'conversion');
  const structure = natsOfFamily(findings, 'structure');
  const evidence = [volume, conversion, structure];
  const strongest = Math.max(volume, conversion, structure);
  const matches = findings.filter(
    ({ verdict, family }) => verdict === 'match' && family !== 'money',
  );

  const startedAtMs = Math.min(
    window.atMs - BIN_MS,
    ...matches.flatMap((finding) =>
      finding.verdict === 'match' && finding.startedAtMs !== null ? [finding.startedAtMs] : [],
    ),
  );
  const codes = codesSince(input, startedAtMs);
  const money = moneyAtStake(input);
  const lastActiveAtMs = findLastActivity(input);

  const areCodesUsed =
    baseline.conversionRate !== null &&
    codes.matured >= MIN_MATURED &&
    codes.converted / codes.matured >= VETO_SHARE * baseline.conversionRate;
  const isConversionFaked =
    structure >= FAKED_CONVERSION_NATS && (money.excessUsd ?? 0) >= FAKED_CONVERSION_USD;
  const isSuspicious =
    matches.length > 0 &&
    window.lastHour.distinctNumbers >= MIN_NUMBERS &&
    !(areCodesUsed && matches.every(({ family }) => family === 'structure'));

  const holdback = ((): Judgement['holdback'] => {
    if (areCodesUsed && !isConversionFaked) return 'used-codes';
    const agreeing = evidence.filter((nats) => nats >= SUPPORT_NATS).length;
    const isUrgent = (money.projectedUsd ?? 0) >= URGENT_USD_PER_HOUR;
    const haveCodesSpoken = codes.matured >= MIN_MATURED || conversion >= SUPPORT_NATS;
    const mayCodesSpeak = input.verificationFeed === 'alive';
    if (agreeing >= 2)
      return mayCodesSpeak && !haveCodesSpoken && !isUrgent ? 'codes-not-matured' : null;
    // Alone, a family must be beyond doubt and the money urgent; and where no code can speak for
    // customers, the destination must be one that has hardly any.
    const isAlone = mayCodesSpeak ? haveCodesSpoken : isHardlyServed(input);
    return strongest >= BEYOND_DOUBT_NATS && isUrgent && isAlone ? null : 'one-family';
  })();

  const score = isSuspicious ? scoreOf(combine(evidence)) : Math.min(50, scoreOf(strongest));
  const isActive = lastActiveAtMs === window.atMs;
  return {
    verdict: isSuspicious ? (holdback === null ? 'pumping' : 'suspicious') : 'clear',
    // What is over still stands in the window for a while; it is half the risk.
    riskScore: isActive ? score : Math.round(score / 2),
    findings,
    startedAtMs,
    hasEvidence: strongest >= SUPPORT_NATS,
    lastActiveAtMs,
    isActive,
    ...money,
    holdback: isSuspicious ? holdback : null,
  };
};

/** Nats of the family's strongest finding. */
const natsOfFamily = (findings: readonly Finding[], family: Finding['family']): number => {
  let nats = 0;
  for (const finding of findings)
    if (finding.family === family) nats = Math.max(nats, natsOf(finding));
  return nats;
};

/** The strongest family in full, the others by half: they are not independent. */
const combine = (evidence: readonly number[]): number => {
  const [strongest = 0, ...others] = evidence.toSorted((a, b) => b - a);
  return others.reduce((sum, nats) => sum + nats / 2, strongest);
};

const codesSince = (
  { window }: CountryInput,
  sinceMs: number,
): { readonly matured: number; readonly converted: number } => {
  const codes = { matured: 0, converted: 0 };
  for (const bin of window.bins) {
    if (bin.startMs < sinceMs) continue;
    codes.matured += bin.matured;
    codes.converted += bin.converted;
  }
  return codes;
};

const isHardlyServed = ({ baseline, window }: CountryInput): boolean =>
  expectedFirstSends(baseline, window.atMs - HOUR_MS, window.atMs) < HARDLY_SERVED_PER_HOUR;

/** Price of one message: the window's own, else the learned one; `null` when there is neither. */
const priceUsd = ({ window, baseline }: CountryInput): number | null => {
  const { sent, unpriced, spendMicroUsd } = window.lastHour;
  const priced = sent - unpriced;
  const priceMicroUsd = priced > 0 ? spendMicroUsd / priced : baseline.priceMicroUsd;
  return priceMicroUsd === null ? null : priceMicroUsd / 1e6;
};

const moneyAtStake = (input: CountryInput): Pick<Judgement, 'excessUsd' | 'projectedUsd'> => {
  const { window, baseline } = input;
  const price = priceUsd(input);
  if (price === null) return { excessUsd: null, projectedUsd: null };
  const expected = expectedFirstSends(baseline, window.atMs - HOUR_MS, window.atMs);
  const next = expectedFirstSends(baseline, window.atMs, window.atMs + HOUR_MS);
  return {
    excessUsd: Math.max(0, price * (window.lastHour.sent - expected)),
    projectedUsd: Math.max(0, price * (window.recentAttempts * RECENT_SPANS_AN_HOUR - next)),
  };
};

/** Looks back for the latest half hour that was not normal traffic; its end is that of its last bin. */
const findLastActivity = ({ window, baseline }: CountryInput): number | null => {
  const { bins, atMs } = window;
  const binsOfSpan = ACTIVITY_MS / BIN_MS;
  let numbers = 0;
  let attempts = 0;
  for (let index = bins.length - 1; index >= 0; index -= 1) {
    // The span slides back: one bin enters at its start, one leaves at its end.
    const entering = bins[index];
    const leaving = bins[index + binsOfSpan];
    numbers += (entering?.firstSends ?? 0) - (leaving?.firstSends ?? 0);
    attempts += (entering?.attempts ?? 0) - (leaving?.attempts ?? 0);
    if (entering === undefined || index + binsOfSpan > bins.length) continue;
    // The expectation is worth computing only where it can be exceeded.
    if (numbers < LEAST_UNUSUAL && attempts < LEAST_UNUSUAL) continue;
    const fromMs = entering.startMs;
    const toMs = fromMs + ACTIVITY_MS;
    const expected = Math.max(RAREST_TRAFFIC, expectedFirstSends(baseline, fromMs, toMs));
    // A pool of numbers that is used over and over brings no new ones, and costs on.
    if (isUnusual(numbers, expected) || isUnusual(attempts, MESSAGES_A_NUMBER * expected))
      return Math.min(atMs, toMs);
  }
  return null;
};

/** One is never that unlikely. */
const LEAST_UNUSUAL = 2;

const isUnusual = (count: number, expected: number): boolean =>
  count >= LEAST_UNUSUAL &&
  count > expected &&
  countEvidence(count, expected, DEFAULT_DISPERSION) >= ACTIVITY_NATS;
