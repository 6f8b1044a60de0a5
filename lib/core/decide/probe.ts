import { SLOT_MS } from '../count/observations.ts';
import { CODE_MATURITY_MS } from '../count/first-sends.ts';
import type { DestinationInput } from '../evaluate/rule.ts';
import type { RangeProfile } from '../evaluate/range-profile.ts';
import { rateAtLeast } from '../evaluate/statistics/beta-tail.ts';
import { ceilTo, floorTo, HOUR_MS, MINUTE_MS } from '../time.ts';
import type { Incident, Probe } from './incident.ts';

/**
 * A canary. Nobody can use a code that was never sent, so a block starves the evidence for its own
 * end: before it is renewed, the levers are put back for a few messages, and what becomes of their
 * codes decides.
 */

/** Messages that a probe lets through, as a rule: it ends at the next look after them. */
export const PROBE_NUMBERS = 4;
/** A probe that nobody notices ends after this. */
export const PROBE_MS = 10 * MINUTE_MS;
/** What a probe showed is held against the block for this long; the minutes are then out of the window. */
const PROBE_HEARD_MS = HOUR_MS;
/** Part of the usual rate at which codes of a probe are customers', and how sure one must be. */
const CUSTOMER_PART = 0.5;
const CUSTOMER_PROBABILITY = 0.9;
const MIN_PROBED = 3;

/** What a look sees of a probe; many destinations together have no ranges. */
interface Seen extends Pick<DestinationInput, 'window'> {
  readonly ranges?: RangeProfile | null;
}

/** First sends that have got through since the probe began; `null` where nothing tells. */
export const probed = ({ probe }: Incident, input: DestinationInput): number | null =>
  probe === null ? 0 : (codesOfProbe(probe, input)?.sent ?? null);

/** Whether the drill-down is needed to tell what a probe of number ranges lets through, or did. */
export const wantsRanges = ({ probe }: Incident, atMs: number): boolean =>
  probe !== null &&
  atMs - (probe.toMs ?? atMs) <= 2 * PROBE_HEARD_MS &&
  probe.held.some(({ target }) => 'prefix' in target);

/**
 * What a probe let through. Where it put back number ranges, their numbers alone: the customers
 * beside them are there all the time. `null` for ranges without the drill-down.
 */
const codesOfProbe = (
  { held, fromMs, toMs }: Probe,
  { window, ranges }: Seen,
): { readonly sent: number; readonly used: number } | null => {
  const isOfRanges = held.length > 0 && held.every(({ target }) => 'prefix' in target);
  if (isOfRanges && (ranges ?? null) === null) return null;
  const blocks = isOfRanges ? blocksOf(held, ranges ?? null) : null;
  let sent = 0;
  let used = 0;
  for (const rows of window.stretches)
    for (const { startMs, firstSends } of rows) {
      if (startMs < floorTo(fromMs, SLOT_MS) || startMs > (toMs ?? Infinity)) continue;
      for (const { block, isStopped, isConverted } of firstSends) {
        if (isStopped || blocks?.has(block) === false) continue;
        sent += 1;
        if (isConverted) used += 1;
      }
    }
  return { sent, used };
};

const blocksOf = (held: Probe['held'], ranges: RangeProfile | null): ReadonlySet<number> =>
  new Set(
    (ranges?.ranges ?? [])
      .filter(({ prefix }) =>
        held.some(({ target }) => 'prefix' in target && prefix.startsWith(target.prefix)),
      )
      .map(({ blockHash }) => blockHash),
  );

/** Whether the codes of the last probe have had their time and were used as customers use them. */
export const didProbeFindCustomers = (
  incident: Incident,
  { baseline, ...input }: Pick<DestinationInput, 'baseline'> & Seen,
): boolean => {
  const { probe } = incident;
  const rate = baseline.conversionRate;
  if (probe === null || probe.toMs === null || incident.distrustsCodes || rate === null)
    return false;
  const readyMs = ceilTo(probe.toMs, SLOT_MS) + SLOT_MS + CODE_MATURITY_MS;
  const { atMs } = input.window;
  if (atMs < readyMs || atMs > readyMs + PROBE_HEARD_MS) return false;
  const codes = codesOfProbe(probe, input);
  if (codes === null) return false;
  const { sent, used } = codes;
  return (
    sent >= MIN_PROBED && rateAtLeast(used, sent, CUSTOMER_PART * rate) >= CUSTOMER_PROBABILITY
  );
};
