import type { ActionKind, ActionTarget, Decision, Subject, Verdict } from './decision.ts';
import type { CounterKey } from '../count/observations.ts';
import type { PendingStep } from '../respond/pending.ts';
import { DAY_MS } from '../time.ts';

/** A lever that an incident has moved, or in `monitor` would have moved, and not yet put back. */
export interface ActiveAction {
  readonly actionId: string;
  readonly kind: ActionKind;
  readonly target: ActionTarget;
  /** The lever's value before, to be restored. */
  readonly previous: string | number | null;
  /** The value that was set: what must still be there for an undo to be ours to do. */
  readonly applied: string | number;
  readonly isVirtual: boolean;
  /** When it was moved; a renewal does not move it. */
  readonly appliedAtMs: number;
  readonly expiresAtMs: number;
  /** It is put back before it expires once there was nothing to stop for so long. */
  readonly quietMs: number;
  /** How often it was held before, in a row or again: each time the expiry gets longer. */
  readonly step: number;
}

/** A lever that the incident does not hold any more. It is left alone for the cooldown; for good if an operator took it. */
export interface Restored {
  readonly kind: ActionKind;
  readonly target: ActionTarget;
  readonly appliedAtMs: number;
  readonly atMs: number;
  readonly step: number;
  readonly by: 'detector' | 'operator';
}

export type IncidentState = 'open' | 'contained' | 'probing' | 'released' | 'closed';

/** A while in which the levers were put back to see whose codes come. */
export interface Probe {
  readonly fromMs: number;
  /** `null` while it lasts. */
  readonly toMs: number | null;
  /** What was held before, and is to be held again. */
  readonly held: readonly ActiveAction[];
}

/** One suspected attack on one destination (or the account), from first alarm to all-clear. */
export interface Incident {
  readonly incidentId: string;
  /** What is watched: a country's counters, or `account`. */
  readonly key: CounterKey;
  /** Raised by each decision; a store refuses a save that is not the next version. */
  readonly version: number;
  readonly state: IncidentState;
  /** When the traffic that the incident is about began: before the detector could know. */
  readonly startedAtMs: number;
  readonly openedAtMs: number;
  readonly closedAtMs: number | null;
  readonly subject: Subject;
  /** Of a number range: its block's keyed hash, as counted. */
  readonly blockHash: number | null;
  /** A step that was decided, and whose levers are yet to be moved; `null` for none. Until that is done nothing else is decided. */
  readonly pending: PendingStep | null;
  readonly actions: readonly ActiveAction[];
  readonly restored: readonly Restored[];
  /** When levers were last planned, moved or not; `null` before. */
  readonly plannedAtMs: number | null;
  /** When levers could last not be renewed or put back; `null` when all could. */
  readonly failedAtMs: number | null;
  /** Whether a lever was ever moved for it, or in `monitor` would have been: then it was proven. */
  readonly wasContained: boolean;
  /** The last probe; `null` before. */
  readonly probe: Probe | null;
  /** Last contained although the codes were used: somebody types them in, and they prove nothing. */
  readonly distrustsCodes: boolean;
  readonly last: {
    /** When its levers had been moved, and it was recorded and first told. */
    readonly decidedAtMs: number;
    readonly riskScore: number;
    readonly verdict: Verdict;
    /** Money figures of the last decision, for when a read fails. */
    readonly messagesObserved: number;
    readonly spendUsd: number;
    readonly estimatedLossUsd: number;
  };
}

/** A closed incident is kept for so long. The detector looks back four weeks; people a little longer. */
export const CLOSED_INCIDENT_RETENTION_MS = 90 * DAY_MS;
/** Decisions and audit records are kept for so long from when they were made: a year and a month. */
export const RECORD_RETENTION_MS = 400 * DAY_MS;

/** Where incidents and the decision log live. Rejects with `StoreError`; an error is never "no incident". */
export interface IncidentStore {
  /**
   * Incidents that are not closed, or were closed at or after `sinceMs`; by incident id. One that was
   * closed {@link CLOSED_INCIDENT_RETENTION_MS} ago is not returned, whether or not it was deleted yet.
   */
  load(sinceMs: number): Promise<readonly Incident[]>;
  /**
   * Writes what is to be done for an incident, before anything is: the incident at the version that
   * is stored, with `pending` set. Writing the same step again changes nothing. It is refused with a
   * `MovedOnError` when the incident has moved on, or is waiting for another step.
   */
  savePending(incident: Incident): Promise<void>;
  /**
   * Writes the incident together with the decision that made it so, or neither. Saving the same
   * version with the same decision again changes nothing; another decision for a version that exists,
   * be it under the same id, is refused with a `MovedOnError`, and so is any but that of the pending
   * step while there is one.
   */
  save(incident: Incident, decision: Decision): Promise<void>;
  /** Notes that people were told of a decision. It changes nothing once the incident has gone on. */
  markTold(decision: Pick<Decision, 'incidentId' | 'decisionId'>): Promise<void>;
  /**
   * Notes that people are about to be told of the decision that made this version, and answers with
   * it; `null` when they were told of it, when somebody else is about to, or when the incident has gone
   * on. Of all who claim a decision one gets it.
   */
  claimUntold(incident: Pick<Incident, 'incidentId' | 'version'>): Promise<Decision | null>;
  /** The incident's decisions in order, those of the last {@link RECORD_RETENTION_MS}. */
  readDecisions(incidentId: string): Promise<readonly Decision[]>;
}
