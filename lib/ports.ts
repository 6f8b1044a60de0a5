/**
 * What core needs from outside, in one place. Adapters implement these; `lib/adapters/local` for a
 * laptop, `lib/adapters/aws` for an account.
 */
export type { CounterStore } from './core/count/counter-store.ts';
export type { Digest } from './core/decide/ids.ts';
export type { IncidentStore } from './core/decide/incident.ts';
export type { DeliveryLog } from './core/evaluate/range-profile.ts';
export type { IngestTools, KeyedHash, Numbering } from './core/ingest/tools.ts';
export type { Notifier } from './core/notify/notifier.ts';
export type { AuditLog } from './core/respond/audit.ts';
export type { Levers } from './core/respond/levers.ts';
