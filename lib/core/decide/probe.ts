import { SLOT_MS } from '../count/observations.ts';
import { CODE_MATURITY_MS } from '../count/first-sends.ts';
import type { CountryInput, DestinationInput } from '../evaluate/rule.ts';
import { rateAtLeast } from '../evaluate/statistics/beta-tail.ts';
import { ceilTo, floorTo, HOUR_MS, MINUTE_MS } from '../time.ts';
import type { Incident } from './incident.ts';

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

/** First sends that have got through since the probe began. */
export const probed = (incident: Incident, { window }: DestinationInput): number => {
  const { probe } = incident;
  if (probe === null) return 0;
  let numbers = 0;
  for (const rows of window.stretches)
    for (const { startMs, unstopped } of rows)
      if (startMs >= floorTo(probe.fromMs, SLOT_MS)) numbers += unstopped;
  return numbers;
};

/** Whether the codes of the last probe have had their time and were used as customers use them. */
export const didProbeFindCustomers = (
  incident: Incident,
  { window, baseline }: Pick<CountryInput, 'window' | 'baseline'>,
): boolean => {
  const { probe } = incident;
  const rate = baseline.conversionRate;
  if (probe === null || probe.toMs === null || incident.distrustsCodes || rate === null)
    return false;
  const readyMs = ceilTo(probe.toMs, SLOT_MS) + SLOT_MS + CODE_MATURITY_MS;
  if (window.atMs < readyMs || window.atMs > readyMs + PROBE_HEARD_MS) return false;
  let sent = 0;
  let used = 0;
  for (const rows of window.stretches)
    for (const { startMs, unstopped, converted } of rows) {
      if (startMs < floorTo(probe.fromMs, SLOT_MS) || startMs > probe.toMs) continue;
      sent += unstopped;
      used += converted;
    }
  return (
    sent >= MIN_PROBED && rateAtLeast(used, sent, CUSTOMER_PART * rate) >= CUSTOMER_PROBABILITY
  );
};
