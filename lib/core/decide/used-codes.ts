import { CODE_MATURITY_MS } from '../count/first-sends.ts';
import { SLOT_MS } from '../count/observations.ts';
import { expectedFirstSends } from '../evaluate/baseline.ts';
import type { DestinationInput } from '../evaluate/rule.ts';
import { rateAtLeast } from '../evaluate/statistics/beta-tail.ts';
import { slowSums } from '../evaluate/slow-lane.ts';
import { earlyHearing, youngAsMatured, youngCodes } from '../evaluate/young-codes.ts';
import { floorTo, HOUR_MS } from '../time.ts';
import { MESSAGES_A_CODE } from './weigh.ts';

/** Codes that must have matured before their use, or not, is heard. */
export const MIN_MATURED = 10;
/** Of the traffic that came on top, the part of the usual rate at which its codes speak for customers. */
export const VETO_SHARE = 0.25;
/** They do unless that is less likely than this: few codes prove nobody guilty, the less so when some are used. */
export const VETO_PROBABILITY = { noneUsed: 0.1, someUsed: 0.03 } as const;
/** From this much above normal on, what came on top can be told from what is always there. */
export const SURGE_RATIO = 1.5;
/** Without a surge, the part of the usual rate that says that nothing is wrong. */
export const NORMAL_SHARE = 0.6;
/** What came on top is taken to be at least this part of all, or its rate would be of nothing. */
const LEAST_ADDED = 0.2;

/** Codes sent since a moment that have had their time. */
export interface Codes {
  /**
   * Those of ten minutes, and of younger ones as many as would have been used by now if all were (see
   * `earlyHearing`). A number that is sent to again and again counts once for every four messages.
   */
  readonly matured: number;
  readonly used: number;
  /** First sends that would be normal for the same time. */
  readonly expected: number;
}

/** What became of the codes since the surge began, in minutes where they are held, else in hours. */
export const codesSince = (input: DestinationInput, sinceMs: number): Codes => {
  const codes = codesOfNumbersSince(input, sinceMs);
  return { ...codes, matured: codes.matured + codesOfRepeats(input, sinceMs) };
};

/**
 * Codes that no customer asks for: one in every four messages beyond the fourth to a number. Not in
 * minutes in which any was stopped: whoever waits for a code that is blocked asks again.
 */
const codesOfRepeats = ({ window }: DestinationInput, sinceMs: number): number => {
  let repeats = 0;
  for (const row of window.stretches.flat())
    if (row.startMs >= sinceMs && row.stopped === 0) repeats += row.repeats;
  return repeats / MESSAGES_A_CODE;
};

const codesOfNumbersSince = (input: DestinationInput, sinceMs: number): Codes => {
  const { window, baseline } = input;
  const untilMs = floorTo(window.atMs - CODE_MATURITY_MS, SLOT_MS);
  const firstMs = window.bins[0]?.startMs ?? window.atMs;
  if (sinceMs < firstMs) {
    const { matured, converted, expected } = slowSums(input, sinceMs);
    const young = expectedFirstSends(baseline, untilMs, window.atMs);
    return { matured, used: converted, expected: Math.max(0, expected - young) };
  }
  let matured = 0;
  let used = 0;
  for (const bin of window.bins) {
    if (bin.startMs < sinceMs) continue;
    matured += bin.matured;
    used += bin.converted;
  }
  const expected = sinceMs >= untilMs ? 0 : expectedFirstSends(baseline, sinceMs, untilMs);
  if (baseline.promptShare === null) return { matured, used, expected };
  // A young code counts for as much of one as would have been used by now.
  const early = earlyHearing(baseline, input.codesHeardAfterMs);
  const young = youngAsMatured(youngCodes(input, early, sinceMs), early, baseline);
  const youngFromMs = Math.max(sinceMs, untilMs);
  const youngToMs = Math.max(youngFromMs, floorTo(window.atMs - early.afterMs, SLOT_MS));
  return {
    matured: matured + young.matured,
    used: used + young.used,
    expected: expected + early.part * expectedFirstSends(baseline, youngFromMs, youngToMs),
  };
};

/** What customers are let in again for at once, after a block: at least half the usual rate, nine to one. */
const SURE_PART = 0.5;
const SURE_PROBABILITY = 0.9;

/**
 * Whether the codes speak for customers. In a surge, those of its codes that were used beyond what
 * the usual customers would have: an attack among customers is not excused by their codes, and a
 * surge of people who mostly give up is still one of people.
 */
export const areCodesUsed = (codes: Codes, conversionRate: number | null): boolean =>
  speaksForCustomers(codes, conversionRate, ({ used, added }, rate) => {
    const wanted = used === 0 ? VETO_PROBABILITY.noneUsed : VETO_PROBABILITY.someUsed;
    return rateAtLeast(used, added, VETO_SHARE * rate) >= wanted;
  });

/** Whether there is hardly a doubt of that: a few codes that attackers may have typed in are not enough. */
const areCodesSurelyUsed = (codes: Codes, conversionRate: number | null): boolean =>
  speaksForCustomers(
    codes,
    conversionRate,
    ({ used, added }, rate) => rateAtLeast(used, added, SURE_PART * rate) >= SURE_PROBABILITY,
  );

const speaksForCustomers = (
  { matured, used, expected }: Codes,
  conversionRate: number | null,
  isEnough: (onTop: { readonly used: number; readonly added: number }, rate: number) => boolean,
): boolean => {
  if (conversionRate === null || matured < MIN_MATURED) return false;
  if (matured < SURGE_RATIO * expected) return used / matured >= NORMAL_SHARE * conversionRate;
  const added = Math.max(matured - expected, LEAST_ADDED * matured);
  const usedOnTop = Math.min(added, Math.max(0, used - conversionRate * expected));
  return isEnough({ used: Math.round(usedOnTop), added: Math.round(added) }, conversionRate);
};

/** Whether there is hardly a doubt that those are customers whose codes led to a judgement, or came since. */
export const areSurelyCustomers = (
  input: DestinationInput,
  sinceMs: number,
  starts: readonly number[],
): boolean =>
  [sinceMs, ...starts].some((startMs) =>
    areCodesSurelyUsed(codesSince(input, startMs), input.baseline.conversionRate),
  );

/** Whether there is hardly a doubt that what came on top of the usual traffic since a moment are customers. */
export const isSurgeOfCustomers = (input: DestinationInput, sinceMs: number): boolean => {
  const codes = codesSince(input, sinceMs);
  return (
    codes.matured >= SURGE_RATIO * codes.expected &&
    areCodesSurelyUsed(codes, input.baseline.conversionRate)
  );
};

/**
 * The codes since a surge began, and whether they speak for customers. Evidence of different rules
 * begins at different times; codes that were used since any of them began speak.
 *
 * @param firstMs when the first of it began
 * @param starts when what each rule sees began
 */
export const hearCodes = (
  input: DestinationInput,
  firstMs: number,
  starts: readonly number[],
): Codes & { readonly areUsed: boolean } => {
  const rate = input.baseline.conversionRate;
  const first = codesSince(input, firstMs);
  const areUsed =
    areCodesUsed(first, rate) ||
    starts.some((sinceMs) => areCodesUsed(codesSince(input, sinceMs), rate));
  return { ...first, areUsed };
};

/** Whether codes that have not had their ten minutes speak for customers already. */
export const areYoungCodesUsed = (input: DestinationInput): boolean => {
  const { window, baseline } = input;
  const early = earlyHearing(baseline, input.codesHeardAfterMs);
  const young = youngCodes(input, early);
  const { sent, sinceMs } = young;
  if (baseline.conversionRate === null || sinceMs === null || sent < early.minCodes) return false;
  const untilMs = floorTo(window.atMs - early.afterMs, SLOT_MS);
  const expected = expectedFirstSends(baseline, sinceMs, Math.max(sinceMs, untilMs));
  const { used } = youngAsMatured(young, early, baseline);
  return areCodesUsed({ matured: sent, used, expected }, early.part * baseline.conversionRate);
};

/** Numbers an hour that are normal now. */
export const usualPerHour = ({ baseline, window }: DestinationInput): number =>
  expectedFirstSends(baseline, window.atMs - HOUR_MS, window.atMs);
