import type { ActionOutcome } from '../decide/decision.ts';
import { DetectorError } from '../errors.ts';
import type { AuditRecord, AuditResult } from './audit.ts';
import { messageOf, type Lever, type LeverValue } from './lever.ts';
import type { PendingAction, PendingRenewal, PendingRestore } from './pending.ts';
import type { PerformContext } from './perform.ts';

/** One write that is about to be made. */
export interface Change {
  readonly lever: Lever;
  readonly record: AuditRecord;
  /** Whether the lever's value tells that the write took effect: not where only its end moves. */
  readonly isProvenByRead: boolean;
}

/** An action whose lever was read: either its result is known, or a change is to be made. */
export interface Prepared {
  /** What is done: of a renewal that may not be, the restore. */
  readonly action: PendingAction;
  readonly record: AuditRecord;
  readonly result: AuditResult | null;
  readonly change: Change | null;
  /**
   * How it goes into the audit log: record and result one after the other, or both at once where
   * nothing is touched; not where it is there already, or where the plan itself says not to.
   */
  readonly audit: 'record-then-result' | 'at-once' | 'not';
  /** Whether its failure may pass: a lever that could not be read now. */
  readonly mayPass: boolean;
}

/** What keeps an action from being done, and whether it may pass. */
export interface Problem {
  readonly reason: string;
  readonly mayPass: boolean;
}

const kindOf = (action: PendingAction): AuditRecord['kind'] =>
  action.do === 'restore' ? 'restore' : action.do === 'renew' ? action.held.kind : action.kind;

export interface Values {
  readonly before: LeverValue;
  readonly toBe: LeverValue;
  readonly previous: LeverValue;
}

const NOTHING_READ: Values = { before: null, toBe: null, previous: null };

export const recordOf = (
  action: PendingAction,
  { before, toBe, previous }: Values,
  { incidentId, atMs }: PerformContext,
  mode: AuditRecord['mode'],
): AuditRecord => ({
  actionId: action.actionId,
  incidentId,
  kind: kindOf(action),
  target: action.do === 'move' ? action.target : action.held.target,
  before,
  toBe,
  previous,
  expiresAtMs: action.do === 'restore' ? null : action.expiresAtMs,
  atMs,
  mode,
  result: null,
});

/**
 * An action that is over before anything is touched. The audit log knows all the same: another
 * process that is about to do it finds there that it is over.
 */
export const over = (
  action: PendingAction,
  outcome: ActionOutcome,
  reason: string | null,
  context: PerformContext,
  values: Values = NOTHING_READ,
): Prepared => ({
  action,
  record: recordOf(action, values, context, context.mode),
  result: resultOf(outcome, reason, context),
  change: null,
  audit: 'at-once',
  mayPass: false,
});

/** The same, of an action on record. */
export const settled = (
  action: PendingAction,
  record: AuditRecord,
  outcome: ActionOutcome,
  reason: string | null,
  context: PerformContext,
): Prepared => ({
  action,
  record,
  result: resultOf(outcome, reason, context),
  change: null,
  audit: 'record-then-result',
  mayPass: false,
});

/** An action that was done before: only its decision was not written. */
export const known = (action: PendingAction, record: AuditRecord): Prepared => ({
  action,
  record,
  result: record.result,
  change: null,
  audit: 'not',
  mayPass: false,
});

export const toChange = (
  action: PendingAction,
  record: AuditRecord,
  lever: Lever,
  isProvenByRead = true,
): Prepared => ({
  action,
  record,
  result: null,
  change: { lever, record, isProvenByRead },
  audit: 'record-then-result',
  mayPass: false,
});

/** A lever that could not be read. If the action was begun before, it may have taken effect. */
export const unread = (
  action: PendingAction,
  begun: AuditRecord | null,
  error: unknown,
  context: PerformContext,
): Prepared => {
  const reason = messageOf(error);
  const mayPass = isRetryable(error);
  if (begun === null) return { ...over(action, 'failed', reason, context), mayPass };
  const result = { ...resultOf('failed', reason, context), isInDoubt: true };
  return { action, record: begun, result, change: null, audit: 'record-then-result', mayPass };
};

export const isRetryable = (error: unknown): boolean =>
  error instanceof DetectorError && error.retryable;

export const resultOf = (
  outcome: ActionOutcome,
  reason: string | null,
  { atMs }: PerformContext,
): AuditResult => ({ outcome, reason, atMs, isInDoubt: false });

/** A range's entry ends by itself; that it is gone after its time is nobody's change. */
export const hasLapsed = (
  { held }: PendingRenewal | PendingRestore,
  found: LeverValue,
  atMs: number,
): boolean => held.kind === 'block-number-range' && found === null && held.expiresAtMs <= atMs;
