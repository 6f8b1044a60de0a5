import '../counter-store/quiet-sdk.ts';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoDbAuditLog } from '../../../lib/adapters/aws/dynamodb-audit-log.ts';
import { DynamoDbIncidentStore } from '../../../lib/adapters/aws/dynamodb-incident-store.ts';
import { TTL_ATTRIBUTE } from '../../../lib/adapters/aws/dynamodb-table.ts';
import { incidentsTable } from '../../../lib/adapters/aws/incidents-table.ts';
import {
  type EmbeddedDynamoDb,
  startEmbeddedDynamoDb,
} from '../../../lib/adapters/local/embedded-dynamodb.ts';
import { minutes, NOW_MS } from '../../unit/decide/fixtures.ts';
import { TestClock } from '../../unit/respond/fixtures.ts';
import { decisionOf, versionOf } from '../incident-store/history.ts';
import { APPLIED, describeAuditLog, recordOf, TJ } from './audit-log-contract.ts';

let db: EmbeddedDynamoDb;
let tables = 0;
beforeAll(async () => {
  db = await startEmbeddedDynamoDb();
});
afterAll(() => db.close());

const newTable = async (): Promise<string> => {
  const tableName = `audit-${++tables}`;
  await db.createTable(incidentsTable(tableName));
  return tableName;
};

const clock = new TestClock();

describeAuditLog('DynamoDB', async (now) => {
  return new DynamoDbAuditLog({ client: db.client, tableName: await newTable(), clock: now });
});

describe('DynamoDB: the audit log', () => {
  it('tells DynamoDB when to delete: a record, a decision, a closed incident, and no other', async () => {
    const options = { client: db.client, tableName: await newTable(), clock };
    const store = new DynamoDbIncidentStore(options);
    await store.save(versionOf('inc_1', 1), decisionOf('inc_1', 1));
    await store.save(versionOf('inc_1', 2, NOW_MS), decisionOf('inc_1', 2));
    await store.save(versionOf('inc_2', 1), decisionOf('inc_2', 1));
    await new DynamoDbAuditLog(options).begin(recordOf('act_1'));
    const { Items = [] } = await db.client.send(new ScanCommand({ TableName: options.tableName }));
    const expiries = Items.map((item) => [
      `${item['pk']?.S} ${item['sk']?.S}`,
      item[TTL_ATTRIBUTE]?.N ?? null,
    ]);
    const inDays = (days: number): string => String((NOW_MS + minutes(days * 24 * 60)) / 1_000);
    expect(new Map(expiries as [string, string | null][])).toEqual(
      new Map([
        ['audit/country/TJ act_1', inDays(400)],
        ['inc_1 dec_0001', inDays(400)],
        ['inc_1 dec_0002', inDays(400)],
        ['inc_2 dec_0001', inDays(400)],
        ['incidents inc_1', inDays(90)],
        ['incidents inc_2', null],
      ]),
    );
  });

  it('shares the table of the incidents, and neither sees the other', async () => {
    const tableName = await newTable();
    const log = new DynamoDbAuditLog({ client: db.client, tableName, clock });
    const store = new DynamoDbIncidentStore({ client: db.client, tableName, clock });
    await store.save(versionOf('inc_1', 1), decisionOf('inc_1', 1));
    await log.begin(recordOf('act_1'));
    expect(await store.load(0)).toEqual([versionOf('inc_1', 1)]);
    expect(await store.readDecisions('inc_1')).toEqual([decisionOf('inc_1', 1)]);
    expect(await log.latest(TJ)).toEqual(recordOf('act_1'));
  });

  const calls = [
    ['begin', (log: DynamoDbAuditLog) => log.begin(recordOf('act_1'))],
    ['finish', (log: DynamoDbAuditLog) => log.finish(recordOf('act_1'), APPLIED)],
    ['find', (log: DynamoDbAuditLog) => log.find(TJ, 'act_1')],
    ['latest', (log: DynamoDbAuditLog) => log.latest(TJ)],
  ] as const;
  for (const [name, call] of calls)
    for (const [error, retryable] of [
      ['ThrottlingException', true],
      ['AccessDeniedException', false],
    ] as const)
      it(`${name} that fails with ${error} is an error, never an answer`, async () => {
        const client = new DynamoDBClient({ region: 'us-east-1' });
        const fault = Object.assign(new Error('no'), { name: error, $fault: 'client' });
        const mock = mockClient(client).rejects(fault);
        const log = new DynamoDbAuditLog({ client, tableName: 'x', clock });
        await expect(call(log)).rejects.toMatchObject({ code: 'store-unavailable', retryable });
        mock.restore();
        client.destroy();
      });
});
