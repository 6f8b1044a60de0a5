import type { CounterStore } from './count/counter-store.ts';
import type { CounterKey, SlotRef } from './count/observations.ts';
import type { Decision } from './decide/decision.ts';
import type { Digest } from './decide/ids.ts';
import type { IncidentStore } from './decide/incident.ts';
import type { Proceedings } from './decide/proceeding.ts';
import type { DecisionContext } from './decide/write-decision.ts';
import type { DetectorError } from './errors.ts';
import type { DeliveryLog } from './evaluate/range-profile.ts';
import type { Look } from './explain/look.ts';
import type { FailedRule } from './looks.ts';
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
   * left to whoever calls `respondToPending`; then the incidents are read again at every tick, and
   * every five minutes what others counted and told nobody of.
   */
  readonly respond?: 'inline' | 'elsewhere';
}

/** What one look at the world came to. */
export interface TickResult {
  readonly decisions: readonly Decision[];
  /** Subjects that could not be looked at, with the reason. They stay on the agenda. */
  readonly notAssessed: readonly { readonly key: CounterKey; readonly error: DetectorError }[];
  /** Why the last hour could not be rolled up and learned from: the baselines before it stand in, and the next tick tries again. */
  readonly unlearned: DetectorError | null;
  /** Decisions that are recorded and done, but that nobody could be told of. */
  readonly untold: Proceedings['untold'];
  /** Rules that threw: a bug, and one pair of eyes less on the subject, whether or not an incident is open to say so. */
  readonly failedRules: readonly FailedRule[];
  /** What another process counted, and `Pipeline.noteCounted` was not told of: looked at all the same. */
  readonly untoldSlots: readonly SlotRef[];
}
