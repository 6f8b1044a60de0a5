import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { countersTable } from './dynamodb-table.ts';

/** The incidents table has the counters table's keys; its items are in `dynamodb-incident-store.ts`. */
export const incidentsTable = (tableName: string): CreateTableCommandInput =>
  countersTable(tableName);

/** All incidents in one partition: there are few, and whoever loads them wants them all. */
export const INCIDENTS_PARTITION = 'incidents';
