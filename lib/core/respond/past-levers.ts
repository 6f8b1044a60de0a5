import { SLOT_MS } from '../count/observations.ts';
import type { ActiveAction } from '../decide/incident.ts';
import { priceUsd } from '../decide/money.ts';
import { expectedFirstSends } from '../evaluate/baseline.ts';
import type { DestinationInput } from '../evaluate/rule.ts';
import { ceilTo, HOUR_MS, MINUTE_MS, SECOND_MS } from '../time.ts';

/** Until SMS feel a lever that was moved: assumed, AWS says nothing of it. */
const TAKES_EFFECT_MS = 30 * SECOND_MS;
/** Fewer messages, or a shorter time, tell nothing about a pace. */
const MIN_PAST_LEVERS = 10;
const MIN_SPAN_MS = MINUTE_MS;
/** Standard deviations by which the pace is taken to be lower than it looks. */
const DOUBT = 2;

/**
 * What an hour of that costs which gets past the levers, above normal, at the pace of the minutes
 * since they took effect, ten at most (their count less twice its Poisson standard deviation). 0
 * where too little gets past, or not long enough, to tell a pace by; infinite where it has no known
 * price; `null` where no lever is held.
 *
 * @param held levers that are said to be moved, and were not, hold nothing
 */
export const usdPerHourPast = (
  input: DestinationInput,
  held: readonly Pick<ActiveAction, 'isVirtual' | 'appliedAtMs'>[],
): number | null => {
  const { window, baseline } = input;
  const { atMs, recentUnstopped } = window;
  const moved = held.filter(({ isVirtual }) => !isVirtual);
  if (moved.length === 0) return null;
  const movedMs = Math.max(...moved.map(({ appliedAtMs }) => appliedAtMs));
  const endMs = ceilTo(atMs, SLOT_MS);
  const fromMs = Math.max(
    ceilTo(movedMs + TAKES_EFFECT_MS, SLOT_MS),
    endMs - recentUnstopped.length * SLOT_MS,
  );
  const spanMs = atMs - fromMs;
  if (spanMs < MIN_SPAN_MS) return 0;
  const sent = recentUnstopped
    .slice(-(endMs - fromMs) / SLOT_MS)
    .reduce((sum, count) => sum + count, 0);
  const certain = sent - DOUBT * Math.sqrt(sent);
  const above = certain - expectedFirstSends(baseline, fromMs, atMs);
  if (sent < MIN_PAST_LEVERS || above <= 0) return 0;
  const price = priceUsd(input);
  return price === null ? Infinity : (price * above * HOUR_MS) / spanMs;
};
