import { countersTable } from '../adapters/aws/dynamodb-table.ts';
import { incidentsTable } from '../adapters/aws/incidents-table.ts';
import { DynamoDbAuditLog } from '../adapters/aws/dynamodb-audit-log.ts';
import { DynamoDbCounterStore } from '../adapters/aws/dynamodb-counter-store.ts';
import { DynamoDbIncidentStore } from '../adapters/aws/dynamodb-incident-store.ts';
import { startEmbeddedDynamoDb } from '../adapters/local/embedded-dynamodb.ts';
import { MemoryAuditLog } from '../adapters/local/memory-audit-log.ts';
import { MemoryCounterStore } from '../adapters/local/memory-counter-store.ts';
import { MemoryIncidentStore } from '../adapters/local/memory-incident-store.ts';
import type { AuditLog, CounterStore, IncidentStore } from '../ports.ts';

export const STORE_NAMES = ['memory', 'dynalite'] as const;
export type StoreName = (typeof STORE_NAMES)[number];

export interface Stores {
  readonly counters: CounterStore;
  readonly incidents: IncidentStore;
  readonly audit: AuditLog;
  close(): Promise<void>;
}

const COUNTERS = 'counters';
const INCIDENTS = 'incidents';

/** Fresh stores for one replay. `dynalite` is a DynamoDB in this process, behind the adapters that ship. */
export const openStores = async (name: StoreName, clock: { nowMs(): number }): Promise<Stores> => {
  if (name === 'memory')
    return {
      counters: new MemoryCounterStore({ clock }),
      incidents: new MemoryIncidentStore({ clock }),
      audit: new MemoryAuditLog({ clock }),
      close: async () => {},
    };
  const database = await startEmbeddedDynamoDb([
    countersTable(COUNTERS),
    incidentsTable(INCIDENTS),
  ]);
  const { client } = database;
  return {
    counters: new DynamoDbCounterStore({ client, tableName: COUNTERS, clock }),
    incidents: new DynamoDbIncidentStore({ client, tableName: INCIDENTS, clock }),
    audit: new DynamoDbAuditLog({ client, tableName: INCIDENTS, clock }),
    close: () => database.close(),
  };
};
