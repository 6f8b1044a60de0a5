import { HOUR_MS } from '../../../lib/core/time.ts';
import type { SimulatedEvent } from '../../../lib/simulator/simulated-event.ts';
import { killIn } from '../child.ts';
import { TooSlowError, until } from '../until.ts';
import type { World } from '../world.ts';
import {
  activeKeys,
  areCounted,
  countedIn,
  countUndisturbed,
  deployedCounters,
} from './counters.ts';

const RECORDS = 500;
/** The function is killed when it asks for this write of the batch. */
const KILL_AT_WRITE = 100;
/** The emulator's name for the processes of the function that ingests. */
const INGEST_PROCESS = /ministack-lambda-.*IngestDelivery/;

interface Compared {
  /** How many of the records are in the deployed counters. */
  readonly counted: () => Promise<number>;
  readonly isSame: () => Promise<boolean>;
}

/** Compares the deployed counters with those of the same records, counted undisturbed. */
const compare = async (world: World, records: readonly SimulatedEvent[]): Promise<Compared> => {
  const undisturbed = await countUndisturbed(world, records);
  const keys = await activeKeys(undisturbed);
  const times = records.map(({ timestamp }) => timestamp);
  const range = [Math.min(...times) - HOUR_MS, Math.max(...times) + 1] as const;
  const expected = await countedIn(undisturbed, keys, ...range);
  if (expected.length !== records.length) throw new Error('some records are no SMS of their own');
  const read = () => countedIn(deployedCounters(world), keys, ...range);
  return {
    counted: async () => (await read()).length,
    isSame: async () => JSON.stringify(await read()) === JSON.stringify(expected),
  };
};

const requireSame = async ({ counted, isSame }: Compared, what: string): Promise<void> => {
  if (!(await isSame())) throw new Error(`${await counted()} records were counted of ${what}`);
};

/** Every batch is handed over twice, and counts once. */
export const countsOnce = async (world: World, say: (line: string) => void): Promise<void> => {
  const records = world.customers.smsOfEarlierDay(RECORDS);
  const compared = await compare(world, records);
  const before = await world.ingestedSoFar();
  await world.handedOver(2, () => world.happens(records));
  await areCounted(world, records);
  await world.ingested(2 * RECORDS, before);
  await requireSame(compared, `${RECORDS} that came twice`);
  say(`${RECORDS} records that came twice are counted as ${RECORDS} that came once`);
};

/**
 * The function that ingests is killed when some of a batch is written. Lambda invokes it with the
 * batch again, and what was counted is what an undisturbed one counts.
 */
export const outlivesKill = async (world: World, say: (line: string) => void): Promise<void> => {
  const all = world.customers.smsOfEarlierDay(2 * RECORDS);
  const records = all.slice(RECORDS);
  const compared = await compare(world, all);
  let killed = 0;
  world.writeTrap.set(['"m#'], KILL_AT_WRITE, () => {
    killed = killIn(INGEST_PROCESS);
  });
  await world.happens(records);
  await until('the function that ingests was killed', () => Promise.resolve(killed > 0 || null));
  const half = (await compared.counted()) - RECORDS;
  if (half >= RECORDS) throw new TooSlowError('it was invoked again before anybody looked');
  if (half <= 0) throw new Error(`killed at ${half} of ${RECORDS}`);
  await areCounted(world, records);
  await requireSame(compared, `${RECORDS} of which the function was killed`);
  say(
    `killed at ${half} of ${RECORDS} records and invoked with them again, ingest has counted each once`,
  );
};
