import './quiet-sdk.ts';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDbCounterStore } from '../../../lib/adapters/aws/dynamodb-counter-store.ts';
import { countersTable } from '../../../lib/adapters/aws/dynamodb-table.ts';
import type { EmbeddedDynamoDb } from '../../../lib/adapters/local/embedded-dynamodb.ts';

let tables = 0;

/** A new, empty counters table. */
export const newTable = async (db: EmbeddedDynamoDb): Promise<string> => {
  const tableName = `counters-${++tables}`;
  await db.createTable(countersTable(tableName));
  return tableName;
};

export const newClient = (endpoint: string, options: DynamoDBClientConfig = {}): DynamoDBClient =>
  new DynamoDBClient({
    ...options,
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

export const newStore = (
  client: DynamoDBClient,
  tableName: string,
  clock: { nowMs(): number },
): DynamoDbCounterStore =>
  new DynamoDbCounterStore({ client, tableName, clock, sleep: () => Promise.resolve() });

/**
 * Makes the client's `failAt`-th write fail with a timeout (and only that one): `before` it reaches
 * the table, or `after` it took effect, when the caller cannot know.
 */
export const failOneWrite = (
  client: DynamoDBClient,
  failAt: number,
  when: 'before' | 'after',
): { readonly writes: () => number } => {
  let writes = 0;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (!/^(UpdateItem|BatchWriteItem)Command$/.test(String(context.commandName)))
        return next(args);
      const isDoomed = ++writes === failAt;
      const timeout = Object.assign(new Error('no answer in time'), { name: 'TimeoutError' });
      if (isDoomed && when === 'before') throw timeout;
      const answer = await next(args);
      if (isDoomed) throw timeout;
      return answer;
    },
    { step: 'initialize' },
  );
  return { writes: () => writes };
};
