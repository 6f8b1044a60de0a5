import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DynamoDbIncidentReader,
  type IncidentReader,
} from '../adapters/aws/dynamodb-incident-reader.ts';
import { DynamoDbAuditLog } from '../adapters/aws/dynamodb-audit-log.ts';
import { DynamoDbIncidentStore } from '../adapters/aws/dynamodb-incident-store.ts';
import { StoreError } from '../core/errors.ts';
import type { AuditLog, IncidentStore } from '../ports.ts';
import { UnreachableTableError } from './unreachable-table-error.ts';

export interface IncidentsTable {
  readonly table: string;
  readonly region?: string;
  /** An endpoint other than AWS's own: an embedded or emulated DynamoDB. */
  readonly endpoint?: string;
}

/** Nobody who looks at a screen waits for longer. */
const CLIENT_CONFIG = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
} as const;

/**
 * Lets `use` read an incidents table, in AWS or behind another endpoint.
 *
 * @throws UnreachableTableError with what to check
 */
export const withIncidents = <Result>(
  table: IncidentsTable,
  use: (incidents: IncidentReader) => Promise<Result>,
): Promise<Result> =>
  withTable(table, READS, (options) => use(new DynamoDbIncidentReader(options)));

/** Incidents and the audit log, to write to. */
export interface IncidentStores {
  readonly incidents: IncidentStore;
  readonly audit: AuditLog;
}

/**
 * Lets `use` write to an incidents table.
 *
 * @throws UnreachableTableError with what to check
 */
export const withIncidentStores = <Result>(
  table: IncidentsTable,
  use: (stores: IncidentStores) => Promise<Result>,
): Promise<Result> =>
  withTable(table, WRITES, (options) =>
    use({
      incidents: new DynamoDbIncidentStore(options),
      audit: new DynamoDbAuditLog(options),
    }),
  );

const READS = 'dynamodb:Query';
const WRITES = 'dynamodb:Query, dynamodb:GetItem, dynamodb:PutItem and dynamodb:UpdateItem';

const withTable = async <Result>(
  { table, region, endpoint }: IncidentsTable,
  rights: string,
  use: (options: {
    readonly client: DynamoDBClient;
    readonly tableName: string;
  }) => Promise<Result>,
): Promise<Result> => {
  // The SDK's advice about Node versions is for those who write programs, not for those on call.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const client = new DynamoDBClient({
    ...CLIENT_CONFIG,
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  try {
    return await use({ client, tableName: table });
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw new UnreachableTableError(
      `${error.message}. Check --table ${table}, --region, --endpoint and the credentials (AWS_PROFILE, for one); they need ${rights} on the table.`,
      { retryable: error.retryable, cause: error },
    );
  } finally {
    client.destroy();
  }
};
