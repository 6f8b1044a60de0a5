import { MINUTE_SLOT_RETENTION_MS, type CounterStore } from '../count/counter-store.ts';
import { countryKey, type CounterKey } from '../count/observations.ts';
import { digestSlot } from '../count/slot-digest.ts';
import type { Baseline } from '../evaluate/baseline.ts';
import type { Country } from '../ingest/events.ts';
import { ceilTo, floorTo, HOUR_MS, MINUTE_MS } from '../time.ts';
import type { Case } from './case.ts';
import type { Subject } from './decision.ts';
import { sumIncident, type IncidentTotals } from './incident-totals.ts';
import type { Incident } from './incident.ts';

export interface TotalsContext {
  readonly counters: CounterStore;
  /** What is normal for a destination now. */
  readonly baselineOf: (country: Country) => Baseline;
  /** Hours that end by then have their roll-ups. */
  readonly rolledUpUntilMs: number;
  readonly atMs: number;
}

/**
 * What an incident has come to since it began. Rejects with `StoreError` when the counters cannot
 * be read.
 *
 * @param blockHash of a number range, its block's hash: only its share counts
 */
export const readTotals = async (
  incident: Incident,
  { baseline, totals, input }: Case,
  subject: Subject,
  blockHash: number | null,
  context: TotalsContext,
): Promise<IncidentTotals> => {
  const { key, startedAtMs } = incident;
  // Of what could not be seen the last known figures stand; the account's are those of its last hour.
  if (baseline === null || input === null) return totals ?? incident.last;
  if (subject.kind !== 'low-traffic-countries')
    return totalsOf(key, startedAtMs, baseline, blockHash, context);
  let sum: IncidentTotals = { messagesObserved: 0, spendUsd: 0, estimatedLossUsd: 0 };
  for (const country of subject.countries) {
    const normal = context.baselineOf(country);
    const own = await totalsOf(countryKey(country), startedAtMs, normal, null, context);
    sum = {
      messagesObserved: sum.messagesObserved + own.messagesObserved,
      spendUsd: sum.spendUsd + own.spendUsd,
      estimatedLossUsd: sum.estimatedLossUsd + own.estimatedLossUsd,
    };
  }
  return sum;
};

const totalsOf = async (
  key: CounterKey,
  startedAtMs: number,
  baseline: Baseline,
  blockHash: number | null,
  { counters, rolledUpUntilMs, atMs }: TotalsContext,
): Promise<IncidentTotals> => {
  const toMs = ceilTo(atMs, MINUTE_MS);
  // An incident may outlive its minutes; what they came to is in the roll-ups. These also spare
  // reading days of minutes at each step, but do not tell one block from another.
  const heldMs = floorTo(atMs - MINUTE_SLOT_RETENTION_MS, HOUR_MS) + HOUR_MS;
  const hoursFromMs =
    startedAtMs < heldMs ? floorTo(startedAtMs, HOUR_MS) : ceilTo(startedAtMs, HOUR_MS);
  const hoursToMs = blockHash === null ? Math.max(heldMs, rolledUpUntilMs - HOUR_MS) : heldMs;
  if (hoursFromMs >= hoursToMs) {
    const slots = await counters.readMinutes(key, startedAtMs, toMs);
    return sumIncident(slots.map(digestSlot), baseline, startedAtMs, toMs, blockHash);
  }
  const hours = await counters.readHours(key, hoursFromMs, hoursToMs);
  const slots = [
    ...(startedAtMs < hoursFromMs ? await counters.readMinutes(key, startedAtMs, hoursFromMs) : []),
    ...(await counters.readMinutes(key, hoursToMs, toMs)),
  ];
  return sumIncident(slots.map(digestSlot), baseline, startedAtMs, toMs, blockHash, hours);
};
