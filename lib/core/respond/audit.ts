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

/**
 * Where actions are written down before they are done. It also arbitrates: two processes that do the
 * same action follow the record that was there first. What is older than `RECORD_RETENTION_MS` is not
 * returned, whether or not it was deleted yet. Rejects with `StoreError`; an error is never
 * "nothing was done".
 */
export interface AuditLog {
  /**
   * Writes a record, unless there is one of this action. Answers with the record that stands: whoever
   * came second finds another than its own. A record that begins with its result is of an action that
   * was refused, and never touched its lever.
   */
  begin(record: AuditRecord): Promise<AuditRecord>;
  /** Adds what came of an action that was begun. The first result stays, and is the answer. */
  finish(record: AuditRecord, result: AuditResult): Promise<AuditResult>;
  /** The record of an action on a lever; `null` when it was never begun. */
  find(target: ActionTarget, actionId: string): Promise<AuditRecord | null>;
  /** The newest record of the lever that is neither of `monitor` nor refused; `null` when it was never touched. */
  latest(target: ActionTarget): Promise<AuditRecord | null>;
}

/** Whether two records are one, or one read back. */
export const isSameRecord = (a: AuditRecord, b: AuditRecord): boolean =>
  JSON.stringify(a) === JSON.stringify(b);
