import { SLOT_MS } from '../count/observations.ts';
import type { ActiveAction } from '../decide/incident.ts';
import { priceUsd } from '../decide/money.ts';
import { expectedFirstSends } from '../evaluate/baseline.ts';
import type { DestinationInput } from '../evaluate/rule.ts';
import { HOUR_MS } from '../time.ts';

/** The minute in which a lever is moved and the one after it may hold what was sent before. */
const MINUTES_TO_TAKE_EFFECT = 2;
/** Fewer tell nothing about a pace. */
const MIN_PAST_LEVERS = 10;
/** Standard deviations by which the pace is taken to be lower than it looks. */
const DOUBT = 2;

/**
 * What an hour of that costs which gets past the levers, above normal, at the pace of the last
 * minutes (their count less twice its Poisson standard deviation). 0 where too little gets past, or
 * not long enough, to tell a pace by; `null` where no lever is held or no price is known.
 *
 * @param held levers that are said to be moved, and were not, hold nothing
 */
export const usdPerHourPast = (
  input: DestinationInput,
  held: readonly Pick<ActiveAction, 'isVirtual' | 'appliedAtMs'>[],
): number | null => {
  const { window, baseline } = input;
  const price = priceUsd(input);
  const moved = held.filter(({ isVirtual }) => !isVirtual);
  if (price === null || moved.length === 0) return null;
  const sinceMs = Math.max(...moved.map(({ appliedAtMs }) => appliedAtMs));
  const minutes = Math.floor((window.atMs - sinceMs) / SLOT_MS) - (MINUTES_TO_TAKE_EFFECT - 1);
  const since = minutes <= 0 ? [] : window.recentUnstopped.slice(-minutes);
  const sent = since.reduce((sum, count) => sum + count, 0);
  if (sent < MIN_PAST_LEVERS) return 0;
  const certain = sent - DOUBT * Math.sqrt(sent);
  const spanMs = since.length * SLOT_MS;
  const above = certain - expectedFirstSends(baseline, window.atMs - spanMs, window.atMs);
  return Math.max(0, (price * above * HOUR_MS) / spanMs);
};
