import '../counter-store/quiet-sdk.ts';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AwsLevers } from '../../../lib/adapters/aws/levers/aws-levers.ts';
import {
  createLeverClients,
  LEVER_CLIENT_CONFIG,
  type LeverClients,
} from '../../../lib/adapters/aws/levers/lever-clients.ts';
import { numberRangesTable } from '../../../lib/adapters/aws/number-range-table.ts';
import {
  type AwsStandIn,
  type AwsStandInOptions,
  startAwsStandIn,
} from '../../../lib/adapters/local/aws-stand-in/start-aws-stand-in.ts';
import type { EmbeddedDynamoDb } from '../../../lib/adapters/local/embedded-dynamodb.ts';
import { newClient } from '../counter-store/embedded.ts';
import { TestClock } from '../../unit/respond/fixtures.ts';
import { immediateRetries } from './immediate-retries.ts';

export interface AwsWorld {
  readonly clock: TestClock;
  readonly standIn: AwsStandIn;
  readonly clients: LeverClients;
  readonly dynamo: DynamoDBClient;
  readonly tableName: string;
  readonly levers: AwsLevers;
  close(): Promise<void>;
}

let tables = 0;

/** The stand-in, real SDK clients that talk to it, a table in the embedded DynamoDB, and the levers on top. */
export const openAwsWorld = async (
  db: EmbeddedDynamoDb,
  options: Partial<AwsStandInOptions> = {},
): Promise<AwsWorld> => {
  const clock = new TestClock();
  const standIn = await startAwsStandIn({ clock, metricLagMs: 0, ...options });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const retryStrategy = immediateRetries(LEVER_CLIENT_CONFIG.maxAttempts);
  const clients = createLeverClients({
    endpoint: standIn.endpoint,
    region: 'us-east-1',
    credentials,
    retryStrategy,
  });
  const tableName = `number-ranges-${++tables}`;
  await db.createTable(numberRangesTable(tableName));
  const dynamo = newClient(db.endpoint, { retryStrategy });
  return {
    clock,
    standIn,
    clients,
    dynamo,
    tableName,
    levers: new AwsLevers({ clients, numberRanges: { client: dynamo, tableName }, clock }),
    close: async () => {
      for (const client of [...Object.values(clients), dynamo]) client.destroy();
      await standIn.close();
    },
  };
};
