import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  startEmbeddedDynamoDb,
  type EmbeddedDynamoDb,
} from '../../lib/adapters/local/embedded-dynamodb.ts';
import { digestSlot } from '../../lib/core/count/slot-digest.ts';
import { HOUR_MS, MINUTE_MS } from '../../lib/core/time.ts';
import type { CounterStore } from '../../lib/ports.ts';
import { createSubscriptionHandler } from '../../lambdas/ingest-subscription.ts';
import { failOneWrite, newClient, newStore, newTable } from '../contract/counter-store/embedded.ts';
import { statusOf, TOOLS } from '../contract/delivery-log/delivery-log-contract.ts';
import { NOW_MS } from '../unit/decide/fixtures.ts';
import { payloadOf, subscriptionOf } from './envelopes.ts';

const clock = { nowMs: () => NOW_MS };
const PREFIXES = ['+99290123', '+4915112', '+23670123', '+44790012'];
/** Four countries and three minutes: twelve slots. */
const BATCH = subscriptionOf(
  payloadOf(
    Array.from({ length: 12 }, (_, index) => ({
      message: statusOf(
        `${PREFIXES[index % 4]}${1_000 + index}`,
        NOW_MS - (1 + (index % 3)) * MINUTE_MS,
        `message-${index}`,
      ),
      timestampMs: NOW_MS,
    })),
  ),
);

const ingest = (counters: CounterStore): Promise<void> =>
  createSubscriptionHandler({ counters, tools: TOOLS, report: () => {} })(BATCH);
const countersIn = async (counters: CounterStore) => {
  const keys = await counters.readActiveKeys(NOW_MS - HOUR_MS, NOW_MS);
  const slots = await Promise.all(
    keys.map((key) => counters.readMinutes(key, NOW_MS - HOUR_MS, NOW_MS)),
  );
  return slots.flat().map((slot) => [slot.key, slot.startMs, digestSlot(slot).sent]);
};

describe('an ingest function that is killed half way', () => {
  let db: EmbeddedDynamoDb;
  beforeAll(async () => {
    db = await startEmbeddedDynamoDb();
  });
  afterAll(() => db.close());

  for (const when of ['before', 'after'] as const)
    it(`${when} any of its writes, and gets its batch again, counts the same as once`, async () => {
      const unharmed = newClient(db.endpoint);
      const { writes } = failOneWrite(unharmed, Infinity, when);
      const once = newStore(unharmed, await newTable(db), clock);
      await ingest(once);
      const whole = await countersIn(once);
      expect(whole).toHaveLength(12);
      const all = writes();
      expect(all).toBeGreaterThanOrEqual(13);
      for (let failAt = 1; failAt <= all; failAt += 1) {
        const table = await newTable(db);
        const client = newClient(db.endpoint, { maxAttempts: 1 });
        failOneWrite(client, failAt, when);
        await expect(ingest(newStore(client, table, clock))).rejects.toThrow('no answer in time');
        const again = newStore(db.client, table, clock);
        await ingest(again);
        expect(await countersIn(again)).toEqual(whole);
        client.destroy();
      }
      unharmed.destroy();
    });
});
