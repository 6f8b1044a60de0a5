import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

export interface EmbeddedDynamoDb {
  /** A client of the embedded server. `close` ends it too. */
  readonly client: DynamoDBClient;
  /** `http://127.0.0.1:<port>`, for further clients. */
  readonly endpoint: string;
  createTable(table: CreateTableCommandInput): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts dynalite, a DynamoDB in this process and in memory, on a free port of 127.0.0.1, with the
 * given tables. It needs no credentials and reaches no network. It has no transactions, streams or
 * TTL, and checks no rights: https://github.com/architect/dynalite.
 */
export const startEmbeddedDynamoDb = async (
  tables: readonly CreateTableCommandInput[] = [],
): Promise<EmbeddedDynamoDb> => {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // The SDK's advice about Node versions is for programs that talk to AWS; this one talks to itself.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'embedded', secretAccessKey: 'embedded' },
  });
  const createTable = async (table: CreateTableCommandInput): Promise<void> => {
    await client.send(new CreateTableCommand(table));
    const { TableName } = table;
    // As with the real one, what is created is there a moment later.
    for (let status: string | undefined; status !== 'ACTIVE'; )
      status = (await client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus;
  };
  const close = (): Promise<void> =>
    new Promise((resolve, reject) => {
      client.destroy();
      server.close((error) => (error ? reject(error) : resolve()));
      server.closeAllConnections();
    });
  try {
    for (const table of tables) await createTable(table);
  } catch (error) {
    await close();
    throw error;
  }
  return { client, endpoint, createTable, close };
};
