import { WINDOW_MS } from '../count/window.ts';
import { expectedFirstSends } from '../evaluate/baseline.ts';
import { earlyHearing, youngCodes } from '../evaluate/young-codes.ts';
import type { DestinationInput } from '../evaluate/rule.ts';

/** Destinations with hardly any customers are pumped one after the other, or many at once. */
export type Campaign = 'none' | 'rotation' | 'spray';

/** With an attack on destinations of its kind under way, a thousand to one is enough, of three numbers. */
const CAMPAIGN_NATS = Math.log(1e3);
const CAMPAIGN_NUMBERS = 3;

/** Of a spray's destination: how far above normal, and how few are none. */
const SPRAY_RATIO = 4;
const UNEXPECTED = 0.1;

/**
 * Whether what is seen at a destination is part of a campaign against others of its kind. Where none
 * of its codes was used, a thousand to one is enough, of three numbers; in a spray the numbers alone.
 *
 * @param nats evidence of volume and conversion together
 */
export const joinsCampaign = (
  campaign: Campaign,
  input: DestinationInput,
  { nats, isActive }: { readonly nats: number; readonly isActive: boolean },
): boolean => {
  if (campaign === 'none') return false;
  if (campaign === 'spray') return isOfSpray(input);
  return isActive && nats >= CAMPAIGN_NATS && numbersIn(input) >= CAMPAIGN_NUMBERS;
};

/** Numbers of the last two hours. */
export const numbersIn = ({ window }: DestinationInput): number =>
  window.bins.reduce((sum, { firstSends }) => sum + firstSends, 0);

/**
 * In a spray one number is enough where nobody is expected, two where hardly anybody is. Where codes
 * can speak, only numbers count whose codes have had their time. A used code, however young, is taken
 * for a customer's, and customers bring the usual share of unused ones with them: what is left must
 * outnumber them. The codes of the spray as a whole were heard before.
 */
const isOfSpray = (input: DestinationInput): boolean => {
  const { baseline, window, verificationFeed } = input;
  const canTell = verificationFeed === 'alive';
  const numbers = canTell ? heardIn(input) : numbersIn(input);
  const expected = expectedFirstSends(baseline, window.atMs - WINDOW_MS, window.atMs);
  const used = canTell ? usedIn(input) : 0;
  if (used === 0)
    return numbers >= 2
      ? numbers >= SPRAY_RATIO * expected
      : numbers === 1 && expected <= UNEXPECTED;
  if (baseline.conversionRate === null) return false;
  const customers = used / baseline.conversionRate;
  return numbers - customers >= Math.max(2, SPRAY_RATIO * Math.max(customers, expected));
};

/** Used codes of the last two hours; the minutes know of young ones, too. */
const usedIn = ({ window: { bins, stretches } }: DestinationInput): number =>
  Math.max(
    ...[bins, stretches.flat()].map((some) =>
      some.reduce((sum, { converted }) => sum + converted, 0),
    ),
  );

/** Numbers whose codes have had their time, or most of it where it is known how soon codes are used. */
const heardIn = (input: DestinationInput): number => {
  const { window, baseline } = input;
  const matured = window.bins.reduce((sum, bin) => sum + bin.matured, 0);
  if (baseline.promptShare === null) return matured;
  return matured + youngCodes(input, earlyHearing(baseline, input.codesHeardAfterMs)).sent;
};

/** Named once, so that no text goes out of date. */
export const CAMPAIGN_THRESHOLDS = {
  campaignNats: CAMPAIGN_NATS,
  campaignNumbers: CAMPAIGN_NUMBERS,
  sprayRatio: SPRAY_RATIO,
  unexpected: UNEXPECTED,
} as const;
