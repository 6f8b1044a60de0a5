import type { CounterStore } from './count/counter-store.ts';
import type { Digest } from './decide/ids.ts';
import type { IncidentStore } from './decide/incident.ts';
import type { DecisionContext } from './decide/write-decision.ts';
import type { DeliveryLog } from './evaluate/range-profile.ts';
import type { Look } from './explain/look.ts';
import type { Notifier } from './notify/notifier.ts';
import type { AuditLog } from './respond/audit.ts';
import type { Levers } from './respond/levers.ts';
import type { Settings } from './settings/settings.ts';

/** What the pipeline needs from outside; see lib/ports.ts. */
export interface PipelinePorts {
  readonly counters: CounterStore;
  readonly incidents: IncidentStore;
  readonly deliveryLog: DeliveryLog;
  /** Where another process responds, only its `readSpendLimit` is called. */
  readonly levers: Levers;
  readonly audit: AuditLog;
  readonly notifier: Notifier;
  readonly digest: Digest;
  /** Told of each look at a subject and of what came of it. What it is handed is the detector's own: to be read at once, not kept. */
  readonly onLook?: (look: Look) => void;
}

export interface PipelineOptions extends Omit<DecisionContext, 'digest' | 'mode'> {
  readonly settings: Settings;
  /**
   * Who moves levers. `inline` (default): this process, at once. `elsewhere`: it is written down, and
   * left to whoever calls `respondToPending`; then the incidents are read again at every tick.
   */
  readonly respond?: 'inline' | 'elsewhere';
}
