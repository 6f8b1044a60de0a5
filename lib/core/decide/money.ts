import { SLOT_MS } from '../count/observations.ts';
import { RECENT_MS, type WindowView } from '../count/window.ts';
import { expectedFirstSends } from '../evaluate/baseline.ts';
import type { DestinationInput } from '../evaluate/rule.ts';
import { ceilTo, DAY_MS, floorTo, HOUR_MS, MINUTE_MS } from '../time.ts';

/** Money above normal; `null` where no price is known. */
export interface MoneyAtStake {
  /** Spend of the last hour above the expectation. */
  readonly excessUsd: number | null;
  /** What the next hour costs at the present pace. */
  readonly projectedUsd: number | null;
  /** Spend of the last day above the expectation, since the last incident was dealt with. */
  readonly dayExcessUsd: number | null;
}

const RECENT_SPANS_AN_HOUR = HOUR_MS / RECENT_MS;
/** Standard deviations by which a pace of seconds is taken to be lower than it looks. */
const DOUBT = 2;

/**
 * Messages an hour at the present pace: of the last ten minutes, or, since a burst need not be ten
 * minutes old to be one, what its newest minutes as far as they have passed show for certain (a
 * count less twice its Poisson standard deviation). A burst of seconds is spread over a minute:
 * whoever sends many at once need not go on.
 */
const pacePerHour = ({ stretches, recentAttempts, atMs }: WindowView): number => {
  const attempts = new Float64Array(RECENT_MS / SLOT_MS);
  const endMs = ceilTo(atMs, SLOT_MS);
  for (const rows of stretches)
    for (let index = rows.length - 1; index >= 0; index -= 1) {
      const row = rows[index];
      const minutesAgo = row === undefined ? Infinity : (endMs - row.startMs) / SLOT_MS - 1;
      if (row === undefined || minutesAgo >= attempts.length) break;
      attempts[minutesAgo] = (attempts[minutesAgo] ?? 0) + row.attempts;
    }
  let pace = recentAttempts * RECENT_SPANS_AN_HOUR;
  let sum = 0;
  for (const [minutesAgo, count] of attempts.entries()) {
    sum += count;
    const elapsedMs = atMs - (endMs - (minutesAgo + 1) * SLOT_MS);
    const certain = sum - DOUBT * Math.sqrt(sum);
    pace = Math.max(pace, (certain * HOUR_MS) / Math.max(elapsedMs, MINUTE_MS));
  }
  return pace;
};

/** Price of one message: the window's own, else the last day's, else the learned one; `null` when there is none. */
export const priceUsd = ({ window, past, baseline }: DestinationInput): number | null => {
  const { sent, unpriced, spendMicroUsd } = window.lastHour;
  if (sent > unpriced) return spendMicroUsd / (sent - unpriced) / 1e6;
  let priced = 0;
  let spend = 0;
  for (const hour of past.hours) {
    priced += hour.messages - hour.unpriced;
    spend += hour.spendMicroUsd;
  }
  if (priced > 0) return spend / priced / 1e6;
  return baseline.priceMicroUsd === null ? null : baseline.priceMicroUsd / 1e6;
};

export const moneyAtStake = (input: DestinationInput): MoneyAtStake => {
  const { window, past, baseline } = input;
  const price = priceUsd(input);
  if (price === null) return { excessUsd: null, projectedUsd: null, dayExcessUsd: null };
  const expected = expectedFirstSends(baseline, window.atMs - HOUR_MS, window.atMs);
  const next = expectedFirstSends(baseline, window.atMs, window.atMs + HOUR_MS);
  const runningMs = floorTo(window.atMs, HOUR_MS);
  let above = -expectedFirstSends(baseline, runningMs, window.atMs);
  for (const hour of past.hours)
    if (hour.startMs >= window.atMs - DAY_MS) above += hour.messages - hour.expected;
  for (const { startMs, attempts } of window.bins) if (startMs >= runningMs) above += attempts;
  return {
    excessUsd: Math.max(0, price * (window.lastHour.sent - expected)),
    projectedUsd: Math.max(0, price * (pacePerHour(window) - next)),
    dayExcessUsd: Math.max(0, price * above),
  };
};
