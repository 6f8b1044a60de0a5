import { MemoryAuditLog } from '../../../../lib/adapters/local/memory-audit-log.ts';
import { MemoryIncidentStore } from '../../../../lib/adapters/local/memory-incident-store.ts';
import type { IncidentStore } from '../../../../lib/core/decide/incident.ts';
import type { AuditLog } from '../../../../lib/core/respond/audit.ts';
import type { Levers } from '../../../../lib/core/respond/levers.ts';
import type { TestClock } from '../fixtures.ts';

/** The account: its levers as their owner moves them, and what the month has cost. */
export interface Account {
  readonly clock: TestClock;
  readonly levers: Levers;
  spend(usd: number): Promise<void>;
  monthToDateUsd(): Promise<number>;
}

export interface Stores {
  readonly incidents: IncidentStore;
  readonly audit: AuditLog;
}

export const memoryStores = (clock: TestClock): Stores => ({
  incidents: new MemoryIncidentStore({ clock }),
  audit: new MemoryAuditLog({ clock }),
});
