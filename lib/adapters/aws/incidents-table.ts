import type { CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { countersTable } from './dynamodb-table.ts';

/** The incidents table has the counters table's keys; its items are in `dynamodb-incident-store.ts`. */
export const incidentsTable = (tableName: string): CreateTableCommandInput =>
  countersTable(tableName);

/** What reads and writes the table is made from. */
export interface IncidentsTableOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** For what is kept too long: DynamoDB deletes it within a few days. */
  readonly clock: { nowMs(): number };
}

/** All incidents in one partition: there are few, and whoever loads them wants them all. */
export const INCIDENTS_PARTITION = 'incidents';
