import { CLIENT_CONFIG, openCounters, openIngestTools } from '../../../lambdas/aws-clients.ts';
import { createSubscriptionHandler } from '../../../lambdas/ingest-subscription.ts';
import { MemoryCounterStore } from '../../../lib/adapters/local/memory-counter-store.ts';
import {
  BYTES_PER_OBSERVATION,
  type CounterKey,
  type MinuteSlot,
} from '../../../lib/core/count/observations.ts';
import { DAY_MS, HOUR_MS } from '../../../lib/core/time.ts';
import type { CounterStore } from '../../../lib/ports.ts';
import { subscriptionOf, payloadOf } from '../../handlers/envelopes.ts';
import type { SimulatedEvent } from '../../../lib/simulator/simulated-event.ts';
import { nameOf } from '../deployment.ts';
import { until } from '../until.ts';
import type { World } from '../world.ts';

const CLOCK = { nowMs: () => Date.now() };
const ALL_MS = 4 * DAY_MS;

/** The counters that were deployed. */
export const deployedCounters = ({ outputs }: World): CounterStore =>
  openCounters(outputs.countersTable, CLIENT_CONFIG, CLOCK);

/** Counts these SMS undisturbed, in memory, with the key of the deployed detector. */
export const countUndisturbed = async (
  { account }: World,
  events: readonly SimulatedEvent[],
): Promise<CounterStore> => {
  const counters = new MemoryCounterStore({ clock: CLOCK });
  const secret = await nameOf(account.cloudFormation, 'AWS::SecretsManager::Secret', /HashKey/);
  const tools = await openIngestTools(secret, CLIENT_CONFIG);
  const ingest = createSubscriptionHandler({ counters, tools, report: () => {} });
  await ingest(
    subscriptionOf(
      payloadOf(events.map(({ message, timestamp }) => ({ message, timestampMs: timestamp }))),
    ),
  );
  return counters;
};

export const activeKeys = (counters: CounterStore): Promise<readonly CounterKey[]> =>
  counters.readActiveKeys(Date.now() - ALL_MS, Date.now());

/** What was counted of these keys in the minutes between. */
export const countedIn = async (
  counters: CounterStore,
  keys: readonly CounterKey[],
  fromMs: number,
  toMs: number,
): Promise<readonly string[]> => {
  const counted: string[] = [];
  for (const key of keys)
    for (const slot of await counters.readMinutes(key, fromMs, toMs))
      counted.push(...observationsIn(slot));
  return counted.sort();
};

/**
 * Waits until all of these records are in the deployed counters. What the function says that it has
 * counted does not serve: the emulator now and then loses the log of a short run.
 */
export const areCounted = async (
  world: World,
  records: readonly SimulatedEvent[],
): Promise<void> => {
  const undisturbed = await countUndisturbed(world, records);
  const keys = await activeKeys(undisturbed);
  const times = records.map(({ timestamp }) => timestamp);
  // A record is logged some time after the sending that it is counted to.
  const range = [Math.min(...times) - HOUR_MS, Math.max(...times) + HOUR_MS] as const;
  const expected = await countedIn(undisturbed, keys, ...range);
  await until(
    `${records.length} records are counted`,
    async () => {
      const counted = new Set(await countedIn(deployedCounters(world), keys, ...range));
      return expected.every((observation) => counted.has(observation)) || null;
    },
    { pollMs: 2_000 },
  );
};

/** SMS that were counted to a country in the last two hours. */
export const countedLately = async (world: World, key: CounterKey): Promise<number> => {
  const nowMs = Date.now();
  const slots = await deployedCounters(world).readMinutes(
    key,
    nowMs - 2 * HOUR_MS,
    nowMs + HOUR_MS,
  );
  return slots.flatMap(observationsIn).length;
};

const observationsIn = ({ key, startMs, sends, verifications }: MinuteSlot): readonly string[] => [
  ...wordsAsText(`${key} ${startMs} sent`, sends),
  ...wordsAsText(`${key} ${startMs} verified`, verifications),
];

const wordsAsText = (name: string, words: Uint32Array): readonly string[] => {
  const bytes = Buffer.from(words.buffer, words.byteOffset, words.byteLength);
  return Array.from({ length: bytes.length / BYTES_PER_OBSERVATION }, (_, index) => {
    const from = index * BYTES_PER_OBSERVATION;
    return `${name} ${bytes.toString('hex', from, from + BYTES_PER_OBSERVATION)}`;
  });
};
