import { expectedFirstSends, type Baseline } from '../evaluate/baseline.ts';
import { HOUR_MS, MINUTE_MS } from '../time.ts';
import type { ActiveAction } from './incident.ts';

/** A block is lifted before it expires once the attack has been quiet for this long. */
export const RELEASE_AFTER_MS = 30 * MINUTE_MS;
/** Whoever was quiet for so long by the clock has stopped, whatever the time of day. */
const LONGEST_QUIET_MS = 12 * HOUR_MS;

/**
 * Whether levers may be put back that have had nothing to stop since `sinceMs`. A drip that keeps
 * to its victims' day is silent at night and not over, so an hour of the night counts for as much of
 * one as it has of the destination's usual traffic.
 *
 * @param baseline of the destination; `null` for the account: by the clock alone
 */
export const isQuietFor = (
  sinceMs: number,
  atMs: number,
  actions: readonly Pick<ActiveAction, 'quietMs'>[],
  baseline: Baseline | null,
): boolean => {
  const elapsedMs = atMs - sinceMs;
  if (elapsedMs < RELEASE_AFTER_MS) return false;
  const wantedMs = Math.max(0, ...actions.map(({ quietMs }) => quietMs));
  if (elapsedMs < wantedMs) return false;
  return (
    elapsedMs >= LONGEST_QUIET_MS ||
    baseline === null ||
    awakeMs(baseline, sinceMs, atMs) >= wantedMs
  );
};

/** Time between two moments as it counts there: an hour of the busiest is an hour, one of the night far less. */
const awakeMs = (baseline: Baseline, fromMs: number, toMs: number): number => {
  const busiest = baseline.firstSendsPerHour * Math.max(...baseline.hourWeights);
  return busiest === 0
    ? toMs - fromMs
    : (expectedFirstSends(baseline, fromMs, toMs) / busiest) * HOUR_MS;
};
