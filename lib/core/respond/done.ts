import type { Action } from '../decide/decision.ts';
import type { ActiveAction } from '../decide/incident.ts';
import { formatIso } from '../time.ts';
import type { AuditRecord, AuditResult } from './audit.ts';
import type { PendingAction, PendingMove, PendingRenewal, PendingRestore } from './pending.ts';

/** What became of one action: its entry in the log, and the lever as it is held from now on, if it is. */
export interface Done {
  readonly action: Action;
  readonly active: ActiveAction | null;
}

/** A function of what was planned and of what the audit log says, so that it is the same after a crash. */
export const doneOf = (action: PendingAction, record: AuditRecord, result: AuditResult): Done => {
  if (action.do === 'move') return moved(action, record, result);
  return action.do === 'renew' ? renewed(action, result) : putBack(action, result);
};

type InForce = Pick<Action, 'outcome' | 'expiresAt' | 'reason'>;

const inForce = ({ outcome, reason }: AuditResult, expiresAtMs: number): InForce => ({
  outcome,
  expiresAt: isInForce(outcome) ? formatIso(expiresAtMs) : null,
  reason,
});

const isInForce = (outcome: Action['outcome']): boolean =>
  outcome === 'applied' || outcome === 'would-apply';

const moved = (
  { actionId, kind, target, expiresAtMs, quietMs, step }: PendingMove,
  { toBe, before, previous }: AuditRecord,
  result: AuditResult,
): Done => {
  const { outcome, isInDoubt, atMs } = result;
  const entry = { actionId, kind, target };
  if (outcome === 'skipped')
    return {
      action: { ...entry, outcome, expiresAt: null, previous: before, reason: result.reason },
      active: null,
    };
  const action: Action = {
    ...entry,
    ...inForce(result, expiresAtMs),
    previous: outcome === 'failed' ? null : previous,
  };
  // What may have taken effect is held: somebody must put it back.
  if (toBe === null || !(isInForce(outcome) || isInDoubt)) return { action, active: null };
  const active: ActiveAction = {
    ...entry,
    previous,
    applied: toBe,
    isVirtual: outcome === 'would-apply',
    appliedAtMs: atMs,
    expiresAtMs,
    quietMs,
    step,
  };
  return { action, active };
};

const renewed = ({ actionId, held, expiresAtMs }: PendingRenewal, result: AuditResult): Done => {
  const { kind, target, previous, step } = held;
  const { outcome } = result;
  const renewal = { ...held, actionId, expiresAtMs, step: step + 1 };
  return {
    action: { actionId, kind, target, previous, ...inForce(result, expiresAtMs) },
    active: isInForce(outcome) ? renewal : outcome === 'failed' ? held : null,
  };
};

const putBack = ({ actionId, held }: PendingRestore, { outcome, reason }: AuditResult): Done => ({
  action: {
    actionId,
    kind: 'restore',
    target: held.target,
    expiresAt: null,
    previous: held.applied,
    undoes: held.actionId,
    outcome,
    reason,
  },
  // What could not be put back stays held.
  active: outcome === 'failed' ? held : null,
});
