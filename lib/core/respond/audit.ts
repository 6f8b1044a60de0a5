import type { Action, ActionOutcome, ActionTarget } from '../decide/decision.ts';
import type { LeverValue } from './lever.ts';

/** What came of an action that was written down before it was done. */
export interface AuditResult {
  readonly outcome: ActionOutcome;
  readonly reason: string | null;
  /** When it was known. */
  readonly atMs: number;
  /** It failed, and nobody could read whether it took effect all the same. */
  readonly isInDoubt: boolean;
}

/**
 * One action on one lever, written down before the lever is touched. Whoever finds the lever moved
 * after a crash can tell from it that the detector did it, and what to go back to.
 */
export interface AuditRecord {
  readonly actionId: string;
  readonly incidentId: string;
  readonly kind: Action['kind'];
  readonly target: ActionTarget;
  /** The lever's value that was read just before. */
  readonly before: LeverValue;
  /** What the action sets. */
  readonly toBe: LeverValue;
  /** What an undo goes back to: the owner's value. */
  readonly previous: LeverValue;
  /** When the action ends by itself; `null` for a restore. */
  readonly expiresAtMs: number | null;
  /** When it was written down. */
  readonly atMs: number;
  /** In `monitor` the lever was not touched. */
  readonly mode: 'monitor' | 'enforce';
  /** `null` while nobody knows: it may be under way, or its process died. */
  readonly result: AuditResult | null;
}

/** Where actions are written down before they are done. Rejects with `StoreError`; an error is never "nothing was done". */
export interface AuditLog {
  /** Writes a record, unless there is one of this action. That one then stays as it is. */
  begin(record: AuditRecord): Promise<void>;
  /** Adds what came of an action that was begun. The first result stays. */
  finish(record: AuditRecord, result: AuditResult): Promise<void>;
  /** The record of an action on a lever; `null` when it was never begun. */
  find(target: ActionTarget, actionId: string): Promise<AuditRecord | null>;
  /** The newest record of the lever that is not of `monitor`; `null` when it was never touched. */
  latest(target: ActionTarget): Promise<AuditRecord | null>;
}
