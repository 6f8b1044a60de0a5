import './quiet-sdk.ts';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type EmbeddedDynamoDb,
  startEmbeddedDynamoDb,
} from '../../../lib/adapters/local/embedded-dynamodb.ts';
import { MemoryCounterStore } from '../../../lib/adapters/local/memory-counter-store.ts';
import type { CounterStore } from '../../../lib/core/count/counter-store.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../lib/core/time.ts';
import { newStore, newTable } from './embedded.ts';
import {
  KEYS,
  ManualClock,
  manySends,
  observed,
  rollupOf,
  sendsAt,
  START_MS,
  toDeltas,
  toReading,
} from './histories.ts';

let db: EmbeddedDynamoDb;
beforeAll(async () => {
  db = await startEmbeddedDynamoDb();
});
afterAll(() => db.close());

/** One thing done to a store; a read returns what the store said. */
interface Step {
  readonly label: string;
  readonly run: (store: CounterStore, clock: ManualClock) => Promise<unknown>;
}

const key = fc.constantFrom(...KEYS);
const atMs = fc.oneof(
  fc.integer({ min: -2 * 60, max: 5 * 24 * 60 }).map((minute) => START_MS + minute * MINUTE_MS),
  fc.integer({ min: START_MS, max: START_MS + 5 * DAY_MS }),
  fc.constantFrom(-Infinity, 0, Infinity),
);
const hourMs = fc.integer({ min: -2, max: 40 * 24 }).map((hour) => START_MS + hour * HOUR_MS);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(observed, { maxLength: 12 }).map(
      (batch): Step => ({
        label: `merge ${JSON.stringify(batch)}`,
        run: (store) => store.merge(toDeltas(batch)),
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ key, hourMs, count: fc.integer({ min: 1, max: 90 }), seed: fc.nat(50) })
      .map(
        ({ key: ofKey, hourMs: startMs, count, seed }): Step => ({
          label: `merge ${count} of ${ofKey} at ${startMs}`,
          run: (store) => store.merge([sendsAt(ofKey, startMs, manySends(count, seed))]),
        }),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.array(fc.record({ key, hourMs, messages: fc.nat(1_000) }), { maxLength: 4 }).map(
      (hours): Step => ({
        label: `roll up ${JSON.stringify(hours)}`,
        run: (store) =>
          store.writeHours(hours.map((each) => rollupOf(each.key, each.hourMs, each.messages))),
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(MINUTE_MS, HOUR_MS, DAY_MS, 4 * DAY_MS, 31 * DAY_MS).map(
      (ms): Step => ({
        label: `wait ${ms}`,
        run: (_, clock) => Promise.resolve(clock.set(clock.nowMs() + ms)),
      }),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(key, atMs, atMs).map(
      ([ofKey, fromMs, toMs]): Step => ({
        label: `read ${ofKey} ${fromMs} ${toMs}`,
        run: async (store) => ({
          minutes: (await store.readMinutes(ofKey, fromMs, toMs)).map(toReading),
          hours: await store.readHours(ofKey, fromMs, toMs),
          activeKeys: await store.readActiveKeys(fromMs, toMs),
          observedSinceMs: await store.readObservedSinceMs(),
        }),
      }),
    ),
  },
);

describe('memory and DynamoDB', () => {
  it('give the same answers through any history', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 25 }).map((steps) =>
          Object.assign(steps, {
            [fc.toStringMethod]: () => steps.map((s) => s.label).join('\n'),
          }),
        ),
        async (steps) => {
          const tableName = await newTable(db);
          const [clockA, clockB] = [new ManualClock(START_MS), new ManualClock(START_MS)];
          const memory = new MemoryCounterStore({ clock: clockA });
          const dynamo = newStore(db.client, tableName, clockB);
          for (const { run } of steps)
            expect(await run(dynamo, clockB)).toEqual(await run(memory, clockA));
        },
      ),
      { numRuns: 30 },
    ));
});
