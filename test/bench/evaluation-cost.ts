import type { CounterStore } from '../../lib/core/count/counter-store.ts';
import { countryOfKey, type MinuteSlot, toSlotDeltas } from '../../lib/core/count/observations.ts';
import { RULES } from '../../lib/core/evaluate/registry.ts';
import { createIngest } from '../../lib/core/ingest/ingest.ts';
import { defaultSettings } from '../../lib/core/settings/settings.ts';
import { DAY_MS } from '../../lib/core/time.ts';
import { hourItem } from '../../lib/adapters/aws/counter-items.ts';
import { createIngestTools } from '../../lib/adapters/ingest-tools.ts';
import { MemoryAuditLog } from '../../lib/adapters/local/memory-audit-log.ts';
import { MemoryCounterStore } from '../../lib/adapters/local/memory-counter-store.ts';
import { MemoryIncidentStore } from '../../lib/adapters/local/memory-incident-store.ts';
import { sha256Hex } from '../../lib/adapters/sha256.ts';
import { caseNamed, type Tenant } from '../../lib/evaluation/case.ts';
import { toRecord } from '../../lib/evaluation/detector.ts';
import { LegitTraffic } from '../../lib/evaluation/legit-traffic.ts';
import { openLoop } from '../../lib/evaluation/play.ts';
import type { ArrivedRecord } from '../../lib/replay/input/arrived-record.ts';
import { Rejects } from '../../lib/replay/rejects.ts';
import { ReplayClock, Run } from '../../lib/replay/run.ts';
import { CODE_VERSION } from '../../lib/version.ts';
import { itemBytes } from './item-bytes.ts';

const TOOLS = createIngestTools(new TextEncoder().encode('bench, no secret'));

/** Counts what is read of minutes. */
class MeteredCounterStore extends MemoryCounterStore {
  slotsRead = 0;

  override async readMinutes(
    ...args: Parameters<CounterStore['readMinutes']>
  ): ReturnType<CounterStore['readMinutes']> {
    const slots = await super.readMinutes(...args);
    this.slotsRead += slots.length;
    return slots;
  }
}

const cpuSecondsOf = async (work: () => Promise<void>): Promise<number> => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};

/** Only ingests and counts, in batches as a replay does. */
const count = async (records: readonly ArrivedRecord[]): Promise<void> => {
  const ingest = createIngest(TOOLS);
  const store = new MemoryCounterStore({ clock: { nowMs: () => 0 } });
  for (let at = 0; at < records.length; at += BATCH_SIZE) {
    const events = records.slice(at, at + BATCH_SIZE).flatMap((arrived) => {
      const result = arrived.source === 'log-event' ? ingest.record(arrived.record) : null;
      return result?.ok === true ? [result.event] : [];
    });
    await store.merge(toSlotDeltas(events));
  }
};
const BATCH_SIZE = 1_000;

/** Bytes that DynamoDB would hold of the busiest country and of the middling one. */
const stateOf = async (store: CounterStore, atMs: number): Promise<Record<string, number>> => {
  const perDay: number[] = [];
  const perHour: number[] = [];
  for (const key of await store.readActiveKeys(atMs - DAY_MS, atMs)) {
    if (countryOfKey(key) === null) continue;
    const minutes = await store.readMinutes(key, atMs - DAY_MS, atMs);
    perDay.push(minutes.reduce((sum, slot) => sum + bytesOfMinute(slot), 0));
    for (const hour of await store.readHours(key, atMs - DAY_MS, atMs))
      perHour.push(itemBytes(hourItem(hour)));
  }
  return {
    'KB of minutes, key and day: median': kilobytes(medianOf(perDay)),
    largest: kilobytes(Math.max(...perDay)),
    'KB of an hour roll-up: largest': kilobytes(Math.max(...perHour)),
  };
};

/** Key, sort key, expiry and names of attributes. */
const MINUTE_ITEM_BYTES = 70;
const bytesOfMinute = ({ sends, verifications, auths }: MinuteSlot): number =>
  MINUTE_ITEM_BYTES + sends.byteLength + verifications.byteLength + auths.byteLength;
const kilobytes = (bytes: number): number => Number((bytes / 1_024).toFixed(1));
const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/**
 * What judging costs beside counting: a tenant's traffic after a time of learning, as it is and with
 * an attack, through the run of a replay; and the same records only counted. The difference is looks,
 * decisions and roll-ups.
 */
export const measureEvaluation = async (
  tenant: Tenant,
  caseName: string,
): Promise<Record<string, number>> => {
  const traffic = new LegitTraffic(tenant);
  const clock = new ReplayClock();
  const counters = new MeteredCounterStore({ clock });
  let looks = 0;
  const run = new Run(
    {
      clock,
      stores: {
        counters,
        incidents: new MemoryIncidentStore({ clock }),
        audit: new MemoryAuditLog({ clock }),
      },
      tools: TOOLS,
      digest: sha256Hex,
      rejects: new Rejects(),
      onDecision: async () => {},
      onLook: () => {
        looks += 1;
      },
    },
    {
      settings: { ...defaultSettings(RULES), mode: 'enforce' },
      rules: RULES,
      settingsHash: 'bench',
      codeVersion: CODE_VERSION,
    },
  );
  await run.take([...traffic.warmUp()].map(({ event }, index) => toRecord(event, index)));
  const records = openLoop(traffic, caseNamed(caseName, tenant)).map(({ event }, index) =>
    toRecord(event, index),
  );
  looks = 0;
  counters.slotsRead = 0;
  const wholeSeconds = await cpuSecondsOf(() => run.take(records));
  const countSeconds = await cpuSecondsOf(() => count(records));
  const microsecondsPerEvent = ((wholeSeconds - countSeconds) * 1e6) / records.length;
  return {
    events: records.length,
    'looks an event': Number((looks / records.length).toFixed(2)),
    'minutes read a look': Number((counters.slotsRead / Math.max(1, looks)).toFixed(1)),
    'judging, times counting': Number(((wholeSeconds - countSeconds) / countSeconds).toFixed(1)),
    'µs an event': Math.round(microsecondsPerEvent),
    'ms a look': Number((((wholeSeconds - countSeconds) * 1e3) / Math.max(1, looks)).toFixed(2)),
    ...(await stateOf(counters, clock.nowMs())),
  };
};
