import '../counter-store/quiet-sdk.ts';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoDbIncidentStore } from '../../../lib/adapters/aws/dynamodb-incident-store.ts';
import { incidentsTable } from '../../../lib/adapters/aws/incidents-table.ts';
import {
  type EmbeddedDynamoDb,
  startEmbeddedDynamoDb,
} from '../../../lib/adapters/local/embedded-dynamodb.ts';
import { MemoryIncidentStore } from '../../../lib/adapters/local/memory-incident-store.ts';
import type { IncidentStore } from '../../../lib/core/decide/incident.ts';
import { minutes, NOW_MS } from '../../unit/decide/fixtures.ts';
import { TestClock } from '../../unit/respond/fixtures.ts';
import { newClient } from '../counter-store/embedded.ts';
import { decisionOf, versionOf, waiting } from './history.ts';
import { describeIncidentStore } from './incident-store-contract.ts';

let db: EmbeddedDynamoDb;
let tables = 0;
beforeAll(async () => {
  db = await startEmbeddedDynamoDb();
});
afterAll(() => db.close());

const newTable = async (): Promise<string> => {
  const tableName = `incidents-${++tables}`;
  await db.createTable(incidentsTable(tableName));
  return tableName;
};
const open = (
  tableName: string,
  client: DynamoDBClient = db.client,
  clock = new TestClock(),
): IncidentStore => new DynamoDbIncidentStore({ client, tableName, clock });

describeIncidentStore('DynamoDB', async (clock) => open(await newTable(), db.client, clock));

const A = 'inc_aTJ';

/** Makes the client's `failAt`-th put time out: before it reaches the table, or after it took effect. */
const failOnePut = (client: DynamoDBClient, failAt: number, when: 'before' | 'after'): void => {
  let puts = 0;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (context.commandName !== 'PutItemCommand') return next(args);
      const isDoomed = ++puts === failAt;
      const timeout = Object.assign(new Error('no answer in time'), { name: 'TimeoutError' });
      if (isDoomed && when === 'before') throw timeout;
      const answer = await next(args);
      if (isDoomed) throw timeout;
      return answer;
    },
    { step: 'initialize' },
  );
};

describe('DynamoDB: a crash between the two writes of a save', () => {
  const crash = async (
    failAt: number,
    when: 'before' | 'after',
    closedAtMs: number | null = null,
  ): Promise<string> => {
    const tableName = await newTable();
    await open(tableName).save(versionOf(A, 1), decisionOf(A, 1));
    const client = newClient(db.endpoint);
    failOnePut(client, failAt, when);
    await expect(
      open(tableName, client).save(versionOf(A, 2, closedAtMs), decisionOf(A, 2)),
    ).rejects.toMatchObject({ code: 'store-unavailable', retryable: true });
    client.destroy();
    return tableName;
  };
  const points = [1, 2, 3].flatMap((failAt) =>
    (['before', 'after'] as const).map((when) => [failAt, when] as const),
  );

  for (const [failAt, when] of points) {
    const point = `failure ${when} write ${failAt}`;

    it(`${point}: the save repeated completes it`, async () => {
      const tableName = await crash(failAt, when);
      const store = open(tableName);
      await store.save(versionOf(A, 2), decisionOf(A, 2));
      expect(await store.load(0)).toEqual([versionOf(A, 2)]);
      expect(await store.readDecisions(A)).toEqual([decisionOf(A, 1), decisionOf(A, 2)]);
    });

    for (const closedAtMs of [null, NOW_MS])
      it(`${point}: a load afterwards sees both or neither, ${closedAtMs === null ? 'open' : 'closed'}`, async () => {
        const tableName = await crash(failAt, when, closedAtMs);
        const [loaded] = await open(tableName).load(0);
        const decisions = await open(tableName).readDecisions(A);
        expect(decisions).toHaveLength(loaded?.version ?? 0);
      });

    it(`${point}: the next version of another process leaves no gap in the log`, async () => {
      const tableName = await crash(failAt, when);
      const store = open(tableName);
      const next = ((await store.load(0))[0]?.version ?? 0) + 1;
      await store.save(versionOf(A, next), decisionOf(A, next));
      expect((await store.readDecisions(A)).map(({ decisionId }) => decisionId)).toEqual(
        Array.from({ length: next }, (_, index) => decisionOf(A, index + 1).decisionId),
      );
    });
  }
});

describe('DynamoDB: incidents in number', () => {
  it('more than a page of a megabyte is loaded and read whole', async () => {
    const store = open(await newTable());
    const large = 'x'.repeat(300_000);
    for (let version = 1; version <= 4; version += 1)
      await store.save(versionOf(A, version), { ...decisionOf(A, version), message: large });
    expect(await store.readDecisions(A)).toHaveLength(4);
    for (const incidentId of ['inc_bDE', 'inc_cFR', 'inc_dIT'])
      await store.save(versionOf(incidentId, 1), { ...decisionOf(incidentId, 1), message: large });
    expect(await store.load(0)).toHaveLength(4);
  });
});

describe('memory and DynamoDB', () => {
  const incidentId = fc.constantFrom('inc_aTJ', 'inc_bDE', 'inc_cFR');
  const step = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('next' as const),
        incidentId,
        isClosing: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('save' as const),
        incidentId,
        version: fc.integer({ min: 1, max: 6 }),
        variant: fc.constantFrom('', '', 'x'),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('pend' as const),
        incidentId,
        ahead: fc.constantFrom(0, 0, 0, 1),
        variant: fc.constantFrom('', '', 'x'),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('load' as const), ageMinutes: fc.nat(10) }),
    },
  );

  it('give the same answers through any history', () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const stores = [
          new MemoryIncidentStore({ clock: new TestClock() }),
          open(await newTable()),
        ] as const;
        const versions = new Map<string, number>();
        const answer = async (call: Promise<unknown>): Promise<unknown> =>
          call.then(
            (value) => value ?? 'done',
            (error: { code?: string; retryable?: boolean }) => [error.code, error.retryable],
          );
        for (const [index, each] of steps.entries()) {
          const answers = await Promise.all(
            stores.map((store) => {
              if (each.do === 'load') return answer(store.load(NOW_MS - minutes(each.ageMinutes)));
              if (each.do === 'save')
                return answer(
                  store.save(
                    versionOf(each.incidentId, each.version),
                    decisionOf(each.incidentId, each.version, each.variant),
                  ),
                );
              const latest = versions.get(each.incidentId) ?? 0;
              if (each.do === 'pend')
                return answer(
                  store.savePending(waiting(each.incidentId, latest + each.ahead, each.variant)),
                );
              const version = latest + 1;
              const closedAtMs = each.isClosing ? NOW_MS - minutes(index % 10) : null;
              return answer(
                store.save(
                  versionOf(each.incidentId, version, closedAtMs),
                  decisionOf(each.incidentId, version),
                ),
              );
            }),
          );
          expect(answers[1]).toEqual(answers[0]);
          for (const incident of await stores[0].load(-Infinity))
            versions.set(incident.incidentId, incident.version);
        }
        for (const id of ['inc_aTJ', 'inc_bDE', 'inc_cFR'])
          expect(await stores[1].readDecisions(id)).toEqual(await stores[0].readDecisions(id));
        expect(await stores[1].load(0)).toEqual(await stores[0].load(0));
      }),
      { numRuns: 25 },
    ));
});
