import { setTimeout as delay } from 'node:timers/promises';
import { killIn } from '../child.ts';
import { attackOn } from '../traffic.ts';
import { until } from '../until.ts';
import type { World } from '../world.ts';
import { countersOf, sentIn } from './counters.ts';

const TWICE = 'DK';
const RECORDS = 8;
/** One after the other, until one was killed half way. */
const KILLED = ['NO', 'FI', 'IE', 'GR', 'HU', 'CZ'];
/** So long after its batch was logged; the shorter the later. */
const KILL_AFTER_MS = [120, 60, 30];
/** The emulator's name for the processes of the function that ingests. */
const INGEST_PROCESS = /ministack-lambda-.*IngestDelivery/;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Every batch delivered twice counts once. */
export const countsOnce = async (world: World, say: (line: string) => void): Promise<void> => {
  const records = attackOn(TWICE, Date.now()).slice(0, RECORDS);
  const deliver = async () => {
    const before = await world.ingestedSoFar();
    await world.happens(records);
    await world.ingested(RECORDS, before);
    return countersOf(world, TWICE);
  };
  const once = await deliver();
  if (sentIn(once) !== RECORDS) throw new Error(`${sentIn(once)} of ${RECORDS} were counted`);
  if (!same(await deliver(), once)) throw new Error('a batch that came twice was counted twice');
  say('a batch that was delivered twice is counted once');
};

/**
 * A function that is killed while it counts, and gets its batch again, counts everything once. The
 * emulator does not deliver it again by itself, so it is logged again.
 */
export const outlivesKill = async (world: World, say: (line: string) => void): Promise<void> => {
  for (const [index, country] of KILLED.entries()) {
    const nowMs = Date.now();
    const records = attackOn(country, nowMs).filter(({ timestamp }) => timestamp <= nowMs);
    await world.happens(records);
    await delay(KILL_AFTER_MS[index % KILL_AFTER_MS.length]);
    const killed = killIn(INGEST_PROCESS);
    const half = sentIn(await countersOf(world, country));
    if (killed === 0 || half >= records.length) continue;
    await world.happens(records);
    await until(
      `all ${records.length} records of ${country} are counted`,
      async () => sentIn(await countersOf(world, country)) >= records.length || null,
    );
    const sent = sentIn(await countersOf(world, country));
    if (sent !== records.length) throw new Error(`${sent} of ${records.length} were counted`);
    say(
      `killed at ${half} of ${records.length} records and given them again, ingest counted each once`,
    );
    return;
  }
  throw new Error('the function that ingests was never caught half way');
};
