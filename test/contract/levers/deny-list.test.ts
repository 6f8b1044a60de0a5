import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDenyList } from '../../../lib/adapters/aws/deny-list.ts';
import { rangeKey } from '../../../lib/adapters/aws/number-range-table.ts';
import {
  type EmbeddedDynamoDb,
  startEmbeddedDynamoDb,
} from '../../../lib/adapters/local/embedded-dynamodb.ts';
import { SECOND_MS } from '../../../lib/core/time.ts';
import { minutes, NOW_MS } from '../../unit/decide/fixtures.ts';
import { type AwsWorld, openAwsWorld } from './aws-world.ts';

let db: EmbeddedDynamoDb;
beforeAll(async () => {
  db = await startEmbeddedDynamoDb();
});
afterAll(() => db.close());

const NUMBER = '+992901234567';

/** The list, with every query counted, and failing while `isBroken`. */
const withList = async (
  test: (
    world: AwsWorld & {
      list: ReturnType<typeof createDenyList>;
      queries: () => number;
      bodies: string[];
      setBroken: (isBroken: boolean) => void;
    },
  ) => Promise<void>,
): Promise<void> => {
  const world = await openAwsWorld(db);
  let queries = 0;
  let isBroken = false;
  const bodies: string[] = [];
  world.dynamo.middlewareStack.add(
    (next, context) => async (args) => {
      if (context.commandName === 'QueryCommand') {
        queries += 1;
        bodies.push(JSON.stringify(args.input));
        if (isBroken) throw new Error('no answer in time');
      }
      return next(args);
    },
    { step: 'initialize' },
  );
  const { dynamo: client, tableName, clock } = world;
  try {
    await test({
      ...world,
      list: createDenyList({ client, tableName, clock }),
      queries: () => queries,
      bodies,
      setBroken: (broken) => (isBroken = broken),
    });
  } finally {
    await world.close();
  }
};

describe('the deny list', () => {
  it('says which range holds a number, and until when', () =>
    withList(async ({ list, levers }) => {
      await levers.writeNumberRange('+99290123', NOW_MS + minutes(30));
      expect(await list.check(NUMBER)).toEqual({
        blocked: true,
        prefix: '+99290123',
        expiresAt: new Date(NOW_MS + minutes(30)),
      });
      expect(await list.check('+992901334567')).toEqual({ blocked: false });
    }));

  it('of several ranges names the one that lasts longest', () =>
    withList(async ({ list, levers }) => {
      await levers.writeNumberRange('+9929', NOW_MS + minutes(60));
      await levers.writeNumberRange('+99290123', NOW_MS + minutes(30));
      await levers.writeNumberRange('+992901', NOW_MS + minutes(20));
      expect(await list.check(NUMBER)).toMatchObject({ prefix: '+9929' });
    }));

  it('is read once in five seconds, however many ask, and together', () =>
    withList(async ({ list, levers, clock, queries }) => {
      await Promise.all(Array.from({ length: 20 }, () => list.check(NUMBER)));
      await levers.writeNumberRange('+99290123', NOW_MS + minutes(30));
      clock.set(NOW_MS + 4_999);
      expect(await list.check(NUMBER)).toEqual({ blocked: false });
      expect(queries()).toBe(1);
      clock.set(NOW_MS + 5_000);
      expect(await list.check(NUMBER)).toMatchObject({ blocked: true });
      expect(queries()).toBe(2);
    }));

  it('is read anew when the clock was put back: nobody knows how old it is', () =>
    withList(async ({ list, clock, queries }) => {
      await list.check(NUMBER);
      clock.set(NOW_MS - 1);
      await list.check(NUMBER);
      expect(queries()).toBe(2);
    }));

  it('blocks for no shorter than it was told to: expiries are whole seconds, rounded up', () =>
    withList(async ({ list, levers, clock }) => {
      await levers.writeNumberRange('+99290123', NOW_MS + 1_001);
      for (const [ms, blocked] of [
        [1_001, true],
        [1_999, true],
        [2_000, false],
      ] as const) {
        clock.set(NOW_MS + ms);
        expect(await list.check(NUMBER)).toMatchObject({ blocked });
        expect(await levers.readNumberRange('+99290123')).toBe(blocked ? 'BLOCK' : null);
      }
    }));

  it('lets a block end at its expiry even while it is kept', () =>
    withList(async ({ list, levers, clock, queries }) => {
      await levers.writeNumberRange('+99290123', NOW_MS + 3 * SECOND_MS);
      expect(await list.check(NUMBER)).toMatchObject({ blocked: true });
      clock.set(NOW_MS + 3 * SECOND_MS);
      expect(await list.check(NUMBER)).toEqual({ blocked: false });
      expect(queries()).toBe(1);
    }));

  it('rejects while it cannot be read, and asks again each time', () =>
    withList(async ({ list, levers, clock, setBroken }) => {
      await levers.writeNumberRange('+99290123', NOW_MS + minutes(30));
      await list.check(NUMBER);
      setBroken(true);
      clock.set(NOW_MS + 5_000);
      for (let time = 0; time < 2; time += 1) {
        const refused = list.check(NUMBER);
        await expect(refused).rejects.toMatchObject({ code: 'lever-failed', retryable: true });
        await expect(refused).rejects.not.toThrow(NUMBER);
      }
      setBroken(false);
      expect(await list.check(NUMBER)).toMatchObject({ blocked: true });
    }));

  it('rejects over an entry that it cannot read: it may be a block', () =>
    withList(async ({ list, dynamo, tableName, levers }) => {
      const Item = { ...rangeKey('+99290'), expiresAtEpochSeconds: { N: '1.5' } };
      await dynamo.send(new PutItemCommand({ TableName: tableName, Item }));
      await expect(list.check(NUMBER)).rejects.toMatchObject({ code: 'lever-failed' });
      await expect(levers.readNumberRange('+99290')).rejects.toMatchObject({
        code: 'lever-failed',
        message: expect.stringContaining('+99290'),
      });
    }));

  it('never hands the number on: not in what it asks, not in what it refuses', () =>
    withList(async ({ list, bodies }) => {
      await list.check(NUMBER);
      expect(bodies.join()).not.toContain(NUMBER.slice(1, 8));
      for (const notE164 of ['992901234567', '+992 901234567', '+0992901234567', '']) {
        const refused = list.check(notE164);
        await expect(refused).rejects.toMatchObject({ code: 'lever-failed', retryable: false });
        await expect(refused).rejects.toThrow(/^the number to check is not in E.164 form/);
      }
    }));

  it('of more ranges than a page is read whole', () =>
    withList(async ({ dynamo, tableName, list, queries }) => {
      const padding = { S: 'x'.repeat(300_000) };
      for (const prefix of ['+9921', '+9922', '+9928', '+99290123']) {
        const item = { ...rangeKey(prefix), expiresAtEpochSeconds: { N: '9999999999' }, padding };
        await dynamo.send(new PutItemCommand({ TableName: tableName, Item: item }));
      }
      expect(await list.check(NUMBER)).toMatchObject({ prefix: '+99290123' });
      expect(queries()).toBeGreaterThan(1);
    }));
});

describe('the deny list and a naive one', () => {
  const digits = (length: number) =>
    fc.array(fc.constantFrom('1', '2'), { minLength: length, maxLength: length });
  const prefix = fc
    .integer({ min: 2, max: 7 })
    .chain((length) => digits(length))
    .map((all) => `+${all.join('')}`);
  const number = fc
    .integer({ min: 7, max: 9 })
    .chain((length) => digits(length))
    .map((all) => `+${all.join('')}`);
  const seconds = fc.integer({ min: -20, max: 40 });

  it('give the same answers, and nothing that has expired ever blocks', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ prefix, expiresInSeconds: seconds }), { maxLength: 8 }),
        fc.array(fc.record({ number, waitSeconds: fc.nat(10) }), { maxLength: 10 }),
        (entries, questions) =>
          withList(async ({ list, levers, clock }) => {
            const model = new Map<string, number>();
            for (const entry of entries) {
              const expiresAtMs = NOW_MS + entry.expiresInSeconds * SECOND_MS;
              await levers.writeNumberRange(entry.prefix, expiresAtMs);
              model.set(entry.prefix, expiresAtMs);
            }
            for (const question of questions) {
              clock.set(clock.nowMs() + question.waitSeconds * SECOND_MS);
              const holding = [...model].filter(
                ([of, expiresAtMs]) =>
                  question.number.startsWith(of) && clock.nowMs() < expiresAtMs,
              );
              const answer = await list.check(question.number);
              expect(answer.blocked).toBe(holding.length > 0);
              if (!answer.blocked) continue;
              expect(model.get(answer.prefix)).toBe(answer.expiresAt.getTime());
              expect(answer.expiresAt.getTime()).toBe(
                Math.max(...holding.map(([, expiresAtMs]) => expiresAtMs)),
              );
              expect(holding.map(([of]) => of)).toContain(answer.prefix);
            }
          }),
      ),
      { numRuns: 40 },
    ));
});
