import '../counter-store/quiet-sdk.ts';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoDbAuditLog } from '../../../lib/adapters/aws/dynamodb-audit-log.ts';
import { DynamoDbIncidentStore } from '../../../lib/adapters/aws/dynamodb-incident-store.ts';
import { incidentsTable } from '../../../lib/adapters/aws/incidents-table.ts';
import {
  type EmbeddedDynamoDb,
  startEmbeddedDynamoDb,
} from '../../../lib/adapters/local/embedded-dynamodb.ts';
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

describeAuditLog('DynamoDB', async () => {
  return new DynamoDbAuditLog({ client: db.client, tableName: await newTable() });
});

describe('DynamoDB: the audit log', () => {
  it('shares the table of the incidents, and neither sees the other', async () => {
    const tableName = await newTable();
    const log = new DynamoDbAuditLog({ client: db.client, tableName });
    const store = new DynamoDbIncidentStore({ client: db.client, tableName });
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
        const log = new DynamoDbAuditLog({ client, tableName: 'x' });
        await expect(call(log)).rejects.toMatchObject({ code: 'store-unavailable', retryable });
        mock.restore();
        client.destroy();
      });
});
