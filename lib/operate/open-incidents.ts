import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DynamoDbIncidentReader,
  type IncidentReader,
} from '../adapters/aws/dynamodb-incident-reader.ts';
import { DynamoDbAuditLog } from '../adapters/aws/dynamodb-audit-log.ts';
import { DynamoDbIncidentStore } from '../adapters/aws/dynamodb-incident-store.ts';
import type { IncidentsTableOptions } from '../adapters/aws/incidents-table.ts';
import { NoAnswerError } from '../adapters/aws/store-error.ts';
import type { AuditLog, IncidentStore } from '../ports.ts';
import { clientConfigOf, type Place } from './client-config.ts';
import { UnreachableTableError } from './unreachable-table-error.ts';

export interface IncidentsTable extends Place {
  readonly table: string;
  readonly clock: { nowMs(): number };
}

/**
 * Lets `use` read an incidents table and its audit log, in AWS or behind another endpoint.
 *
 * @throws UnreachableTableError when the table does not answer, with what to check
 */
export const withIncidents = <Result>(
  table: IncidentsTable,
  use: (incidents: IncidentReader, audit: Pick<AuditLog, 'latest'>) => Promise<Result>,
): Promise<Result> =>
  withTable(table, READS, (options) =>
    use(new DynamoDbIncidentReader(options), new DynamoDbAuditLog(options)),
  );

/** Incidents and the audit log, to write to. */
export interface IncidentStores {
  readonly incidents: IncidentStore;
  readonly audit: AuditLog;
}

/**
 * Lets `use` write to an incidents table.
 *
 * @throws UnreachableTableError when the table does not answer, with what to check
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
  { table, clock, ...place }: IncidentsTable,
  rights: string,
  use: (options: IncidentsTableOptions) => Promise<Result>,
): Promise<Result> => {
  const client = new DynamoDBClient(clientConfigOf(place));
  try {
    return await use({ client, tableName: table, clock });
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error;
    throw new UnreachableTableError(
      `${error.message}. Check --table ${table}, --region, --endpoint and the credentials (AWS_PROFILE, for one); they need ${rights} on the table.`,
      { retryable: error.retryable, cause: error },
    );
  } finally {
    client.destroy();
  }
};
