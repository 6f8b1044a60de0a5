import { BIN_MS } from '../count/window.ts';
import { expectedFirstSends, type Baseline } from '../evaluate/baseline.ts';
import type { DestinationInput } from '../evaluate/rule.ts';
import type { SuspectGroup } from '../evaluate/suspect-group.ts';
import { countEvidence } from '../evaluate/statistics/count-evidence.ts';
import { HOUR_MS, MINUTE_MS } from '../time.ts';

const ACTIVITY_MS = 30 * MINUTE_MS;
/** Ten to one that the last half hour is not normal traffic. */
const ACTIVITY_NATS = Math.log(10);
/** Dispersion of half an hour, as for the bins of destination-surge. */
const DEFAULT_DISPERSION = 0.3;
/** Numbers in half an hour that are normal for any destination. */
const RAREST_TRAFFIC = 0.12;
/** Customers ask for a code again; more messages a number than this are not theirs. */
const MESSAGES_A_NUMBER = 2;
/** A burst shows in half an hour, a drip in two, the slowest in three. */
const STOPPED_SPANS_MS = [ACTIVITY_MS, 4 * ACTIVITY_MS, 6 * ACTIVITY_MS];
/** Numbers in half an hour that a block of any destination also stops of customers. */
const RAREST_STOPPED = 0.04;
/** One is never that unlikely. */
const LEAST_UNUSUAL = 2;

const isUnusual = (count: number, expected: number): boolean =>
  count >= LEAST_UNUSUAL &&
  count > expected &&
  countEvidence(count, expected, DEFAULT_DISPERSION) >= ACTIVITY_NATS;

const expectedIn = (baseline: Baseline, fromMs: number, toMs: number): number =>
  Math.max(RAREST_TRAFFIC, expectedFirstSends(baseline, fromMs, toMs));

/** Looks back for the latest half hour that was not normal traffic; its end is that of its last bin. */
export const findLastActivity = ({ window, baseline }: DestinationInput): number | null => {
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
    const expected = expectedIn(baseline, fromMs, toMs);
    // A pool of numbers that is used over and over brings no new ones, and costs on.
    if (isUnusual(numbers, expected) || isUnusual(attempts, MESSAGES_A_NUMBER * expected))
      return Math.min(atMs, toMs);
  }
  return null;
};

/** When a group of numbers was last sent to more than customers explain; `null` when not within the hour. */
export const lastActivityOf = (
  group: SuspectGroup,
  { window, baseline }: DestinationInput,
): number | null => {
  const expected = expectedFirstSends(baseline, window.atMs - HOUR_MS, window.atMs);
  const isActive = isUnusual(
    group.recentNumbers,
    Math.max(2 * RAREST_TRAFFIC, group.customerShare * expected),
  );
  return isActive ? group.lastSentAtMs : null;
};

/**
 * When the levers last stopped more than the customers they also stop; `null` when not in the
 * window. What goes on behind a block keeps it, and nothing else does.
 *
 * @param customerShare share of the destination's customers that the levers stop
 */
export const lastStoppedActivity = (
  { window, baseline }: DestinationInput,
  customerShare: number,
): number | null => {
  const { atMs } = window;
  const stoppedAt: { startMs: number; stopped: number; numbers: number }[] = [];
  for (const rows of window.stretches)
    for (const { startMs, stopped, firstSends, unstopped } of rows)
      if (stopped > 0) stoppedAt.push({ startMs, stopped, numbers: firstSends.length - unstopped });
  stoppedAt.sort((a, b) => a.startMs - b.startMs);
  for (let last = stoppedAt.length - 1; last >= 0; last -= 1) {
    const endMs = (stoppedAt[last]?.startMs ?? 0) + MINUTE_MS;
    const isActive = STOPPED_SPANS_MS.some((spanMs) => {
      const fromMs = endMs - spanMs;
      let stopped = 0;
      let numbers = 0;
      for (let index = last; index >= 0; index -= 1) {
        const entry = stoppedAt[index];
        if (entry === undefined || entry.startMs < fromMs) break;
        stopped += entry.stopped;
        numbers += entry.numbers;
      }
      const expected = Math.max(
        (RAREST_STOPPED * spanMs) / ACTIVITY_MS,
        customerShare * expectedFirstSends(baseline, fromMs, endMs),
      );
      return isUnusual(numbers, expected) || isUnusual(stopped, MESSAGES_A_NUMBER * expected);
    });
    if (isActive) return Math.min(atMs, endMs);
  }
  return null;
};
