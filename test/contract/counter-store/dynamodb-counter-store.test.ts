import './quiet-sdk.ts';
import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type EmbeddedDynamoDb,
  startEmbeddedDynamoDb,
} from '../../../lib/adapters/local/embedded-dynamodb.ts';
import { MINUTE_SLOT_RETENTION_MS } from '../../../lib/core/count/counter-store.ts';
import type { MinuteSlot } from '../../../lib/core/count/observations.ts';
import { StoreError } from '../../../lib/core/errors.ts';
import { floorTo, HOUR_MS, MINUTE_MS } from '../../../lib/core/time.ts';
import { describeCounterStore } from './counter-store-contract.ts';
import { failOneWrite, newClient, newStore, newTable } from './embedded.ts';
import {
  ManualClock,
  manySends,
  NO_WORDS,
  readAll,
  rollupOf,
  sendsAt,
  START_MS,
} from './histories.ts';

let db: EmbeddedDynamoDb;
beforeAll(async () => {
  db = await startEmbeddedDynamoDb();
});
afterAll(() => db.close());

describeCounterStore('DynamoDB', async (clock) => newStore(db.client, await newTable(db), clock), {
  propertyRuns: 25,
});

const clock = new ManualClock(START_MS + HOUR_MS);
const keys = ['country/BD', 'country/DE', 'country/IN', 'country/NG', 'country/TJ', 'country/UZ'];

/** Needs every kind of write: active keys, shared items, and items of a group's own. */
const batch: readonly MinuteSlot[] = [
  ...keys.map((key, index) => sendsAt(key, START_MS, manySends(1 + index))),
  sendsAt('country/TJ', START_MS + MINUTE_MS, manySends(70)),
  sendsAt('country/UZ', START_MS + MINUTE_MS, manySends(90)),
  {
    key: 'client/pool/app',
    startMs: START_MS,
    sends: NO_WORDS,
    verifications: manySends(2),
    auths: manySends(3),
  },
];

describe('DynamoDB: a crash between two writes', () => {
  const readBatch = async (tableName: string) =>
    readAll(newStore(db.client, tableName, clock), [...keys, 'client/pool/app']);

  for (const when of ['before', 'after'] as const)
    it(`${when} any write takes effect, then redelivery, leaves what one clean delivery leaves`, async () => {
      const cleanTable = await newTable(db);
      const cleanClient = newClient(db.endpoint);
      const { writes } = failOneWrite(cleanClient, 0, when);
      await newStore(cleanClient, cleanTable, clock).merge(batch);
      const clean = await readBatch(cleanTable);
      const total = writes();
      expect(total).toBe(1 + 6 + 1 + 1 + 1);

      for (let failAt = 1; failAt <= total; failAt++) {
        const tableName = await newTable(db);
        const client = newClient(db.endpoint);
        failOneWrite(client, failAt, when);
        const store = newStore(client, tableName, clock);
        await expect(store.merge(batch)).rejects.toMatchObject({
          code: 'store-unavailable',
          retryable: true,
        });
        // By turns in the same process, which remembers what it wrote, and in a new one.
        await (failAt % 2 === 0 ? store : newStore(db.client, tableName, clock)).merge(batch);
        expect(await readBatch(tableName)).toEqual(clean);
        client.destroy();
      }
      cleanClient.destroy();
    });

  it('leaves no minute whose key is not active', async () => {
    for (let failAt = 1; failAt <= 10; failAt += 3) {
      const tableName = await newTable(db);
      const client = newClient(db.endpoint);
      failOneWrite(client, failAt, 'after');
      await expect(newStore(client, tableName, clock).merge(batch)).rejects.toThrow(StoreError);
      const { minutes, activeKeys } = await readBatch(tableName);
      for (const { key } of minutes) expect(activeKeys).toContain(key);
      client.destroy();
    }
  });
});

describe('DynamoDB: pages', () => {
  it('more than the 1 MB of one page is read whole', async () => {
    const tableName = await newTable(db);
    const client = newClient(db.endpoint);
    let queries = 0;
    client.middlewareStack.add(
      (next, context) => (args) => {
        if (context.commandName === 'QueryCommand') queries++;
        return next(args);
      },
      { step: 'initialize' },
    );
    const store = newStore(client, tableName, clock);
    for (let minute = 0; minute < 20; minute++)
      await store.merge([
        sendsAt('country/TJ', START_MS + minute * MINUTE_MS, manySends(4_000, minute)),
      ]);
    const slots = await store.readMinutes('country/TJ', START_MS, START_MS + HOUR_MS);
    expect(slots.map((slot) => slot.sends.length)).toEqual(Array(20).fill(4 * 4_000));
    expect(queries).toBeGreaterThan(1);
    client.destroy();
  });

  it('a minute, a range of hours and the active keys may each lie over many pages', async () => {
    const tableName = await newTable(db);
    const client = newClient(db.endpoint);
    client.middlewareStack.add(
      (next, context) => (args) =>
        next(
          context.commandName === 'QueryCommand'
            ? { ...args, input: { ...args.input, Limit: 2 } }
            : args,
        ),
      { step: 'initialize' },
    );
    const store = newStore(client, tableName, clock);
    const sends = manySends(500);
    // More than one BatchWriteItem takes, too.
    const otherKeys = Array.from({ length: 30 }, (_, index) => `client/pool/${index}`);
    for (let at = 0; at < sends.length; at += 4 * 50)
      await store.merge([sendsAt('country/TJ', START_MS, sends.subarray(at, at + 4 * 50))]);
    await store.merge(otherKeys.map((key) => sendsAt(key, START_MS, manySends(1))));
    await store.writeHours(
      [0, 1, 2, 3, 4].map((h) => rollupOf('country/TJ', START_MS + h * HOUR_MS, 1)),
    );
    const slots = await store.readMinutes('country/TJ', 0, Infinity);
    expect(slots.map((slot) => slot.sends.length)).toEqual([sends.length]);
    expect(await store.readHours('country/TJ', 0, Infinity)).toHaveLength(5);
    expect(await store.readActiveKeys(0, Infinity)).toEqual([...otherKeys, 'country/TJ'].sort());
    client.destroy();
  });
});

describe('DynamoDB: items', () => {
  const scan = async (tableName: string) =>
    (await db.client.send(new ScanCommand({ TableName: tableName }))).Items ?? [];

  it('every item carries its expiry in epoch seconds, and an expired one is hidden while it is still stored', async () => {
    const tableName = await newTable(db);
    const time = new ManualClock(START_MS);
    const store = newStore(db.client, tableName, time);
    await store.merge([sendsAt('country/TJ', START_MS, manySends(1))]);
    await store.writeHours([rollupOf('country/TJ', START_MS, 1)]);
    const expiries = (await scan(tableName)).map((item) => [
      item['sk']?.S,
      Number(item['expiresAtEpochSeconds']?.N),
    ]);
    const afterDays = (days: number): number => START_MS / 1_000 + days * 86_400;
    expect(Object.fromEntries(expiries)).toEqual({
      'm#2026-09-11T05:00Z#0': afterDays(4),
      'h#2026-09-11T05Z': afterDays(35),
      'k#2026-09-11T05Z#country/TJ': afterDays(35),
    });
    time.set(START_MS + MINUTE_SLOT_RETENTION_MS);
    expect(await store.readMinutes('country/TJ', 0, Infinity)).toEqual([]);
    expect(await scan(tableName)).toHaveLength(3);
  });

  it('a redelivery finds the items of the first delivery', async () => {
    const tableName = await newTable(db);
    await newStore(db.client, tableName, clock).merge(batch);
    const before = (await scan(tableName)).length;
    await newStore(db.client, tableName, clock).merge(batch.toReversed());
    expect(await scan(tableName)).toHaveLength(before);
  });

  it('no item grows without end when many small batches fall into one minute', async () => {
    const tableName = await newTable(db);
    const store = newStore(db.client, tableName, clock);
    const sends = manySends(150);
    for (let at = 0; at < sends.length; at += 4)
      await store.merge([sendsAt('country/TJ', START_MS, sends.subarray(at, at + 4))]);
    const sizes = (await scan(tableName)).map((item) => item['s']?.BS?.length ?? 0);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(150);
    expect(Math.max(...sizes)).toBeLessThan(70);
    const [slot] = await store.readMinutes('country/TJ', START_MS, START_MS + MINUTE_MS);
    expect(slot?.sends.length).toBe(sends.length);
  });

  it('a roll-up of before it was told how soon codes are used is read, without that', async () => {
    const tableName = await newTable(db);
    const store = newStore(db.client, tableName, clock);
    const rollup = rollupOf('country/TJ', floorTo(START_MS, HOUR_MS), 7);
    await store.writeHours([{ ...rollup, promptlyUsed: null }]);
    const [item] = await scan(tableName);
    expect(item).not.toHaveProperty('promptlyUsed');
    expect(await store.readHours('country/TJ', 0, Infinity)).toEqual([
      { ...rollup, promptlyUsed: null },
    ]);
  });

  it('a roll-up that tells it in another form is an error, and not one of before', async () => {
    const tableName = await newTable(db);
    const store = newStore(db.client, tableName, clock);
    await store.writeHours([rollupOf('country/TJ', floorTo(START_MS, HOUR_MS), 7)]);
    const [item] = await scan(tableName);
    await db.client.send(
      new PutItemCommand({ TableName: tableName, Item: { ...item, promptlyUsed: { S: 'many' } } }),
    );
    await expect(store.readHours('country/TJ', 0, Infinity)).rejects.toMatchObject({
      code: 'store-unavailable',
      retryable: false,
    });
  });

  it('a roll-up of before it was told what went through each carrier is read, without that', async () => {
    const tableName = await newTable(db);
    const store = newStore(db.client, tableName, clock);
    const rollup = rollupOf('country/TJ', floorTo(START_MS, HOUR_MS), 7);
    await store.writeHours([{ ...rollup, carriers: null }]);
    const [item] = await scan(tableName);
    expect(item).not.toHaveProperty('carriers');
    expect(await store.readHours('country/TJ', 0, Infinity)).toEqual([
      { ...rollup, carriers: null },
    ]);
  });

  it.each([
    ['is no list', { S: 'many' }],
    ['ends within a word', { B: Uint8Array.of(1, 0, 0, 4, 1) }],
    ['names no carrier', { B: Uint8Array.of(1, 0, 0, 0) }],
    ['counts nothing', { B: Uint8Array.of(0, 0, 0, 4) }],
    ['names a carrier twice', { B: Uint8Array.of(1, 0, 0, 4, 2, 0, 0, 4) }],
  ])(
    'a roll-up whose list of carriers %s is an error, and not one of before',
    async (_, carriers) => {
      const tableName = await newTable(db);
      const store = newStore(db.client, tableName, clock);
      await store.writeHours([rollupOf('country/TJ', floorTo(START_MS, HOUR_MS), 7)]);
      const [item] = await scan(tableName);
      await db.client.send(
        new PutItemCommand({ TableName: tableName, Item: { ...item, carriers } }),
      );
      await expect(store.readHours('country/TJ', 0, Infinity)).rejects.toMatchObject({
        code: 'store-unavailable',
        retryable: false,
      });
    },
  );

  it('an item of another shape is an error and not an empty minute', async () => {
    const tableName = await newTable(db);
    const store = newStore(db.client, tableName, clock);
    const put = (sk: string, rest: Record<string, { N: string } | { BS: Uint8Array[] }>) =>
      db.client.send(
        new PutItemCommand({
          TableName: tableName,
          Item: { pk: { S: 'country/TJ' }, sk: { S: sk }, ...rest },
        }),
      );
    await put('m#2026-09-11T05:00Z#0', { s: { BS: [new Uint8Array(15)] } });
    await put('h#2026-09-11T05Z', { messages: { N: '1' } });
    const unreadable = { code: 'store-unavailable', retryable: false };
    await expect(store.readMinutes('country/TJ', 0, Infinity)).rejects.toMatchObject(unreadable);
    await expect(store.readHours('country/TJ', 0, Infinity)).rejects.toMatchObject(unreadable);
  });
});
