import type { DecisionDraft } from '../decide/write-decision.ts';
import type { ActiveAction, Incident, Restored } from '../decide/incident.ts';
import type { Step } from '../decide/next-step.ts';
import type { MessageDraft } from '../notify/message.ts';
import type { LeverValue } from './lever.ts';
import type { PlannedAction } from './plan.ts';
import { isSameLever } from './same-lever.ts';

/** A lever that is to be moved, or not to and why. */
export interface PendingMove extends PlannedAction {
  readonly do: 'move';
  readonly actionId: string;
  /** The held action whose place it takes; `null` for none. */
  readonly replaces: string | null;
  /** The value that must still be there, or somebody else has moved it since; absent where any will do. */
  readonly mustBe?: LeverValue;
}

/** A held lever that is to last longer. */
export interface PendingRenewal {
  readonly do: 'renew';
  readonly actionId: string;
  readonly held: ActiveAction;
  readonly expiresAtMs: number;
}

/** A held lever that is to be put back. */
export interface PendingRestore {
  readonly do: 'restore';
  readonly actionId: string;
  readonly held: ActiveAction;
}

/** A lever that an operator takes although nothing is held any more, or was not yet. */
export type Taken = Omit<Restored, 'atMs' | 'by'>;

export type PendingAction = PendingMove | PendingRenewal | PendingRestore;

/**
 * A step that was decided and written down, and whose levers are to be moved: everything that is
 * needed to do so, and to write the decision, without deciding again. Its action ids, targets and
 * expiries are fixed, so doing it twice does it once.
 */
export interface PendingStep {
  readonly step: Step;
  readonly plannedAtMs: number;
  readonly actions: readonly PendingAction[];
  /** The decision, but for what comes of the actions. */
  readonly draft: DecisionDraft;
  readonly message: MessageDraft;
  /** What the incident is to know when it is done. */
  readonly blockHash: number | null;
  readonly distrustsCodes: boolean;
  /** Who asked for it: what an operator puts back stays the operator's. */
  readonly by: 'detector' | 'operator';
  /** Levers that an operator takes without moving them; absent for none. */
  readonly taken?: readonly Taken[];
}

/** The held actions that a pending one takes up. */
const takenUp = (actions: readonly PendingAction[]): ReadonlySet<string | null> =>
  new Set(actions.map((action) => (action.do === 'move' ? action.replaces : action.held.actionId)));

/**
 * What an incident holds once its pending actions are done.
 *
 * @param active the levers that these hold
 */
export const heldAfter = (
  incident: Incident,
  actions: readonly PendingAction[],
  active: readonly ActiveAction[],
): readonly ActiveAction[] => {
  const taken = takenUp(actions);
  // One lever, one holder; what was only said never takes the place of what was done.
  const kept = incident.actions.filter(
    (before) =>
      !taken.has(before.actionId) &&
      !active.some(
        (now) => isSameLever(now.target, before.target) && (before.isVirtual || !now.isVirtual),
      ),
  );
  return [...kept, ...active];
};

/** An incident with its pending moves as if they had been made, in the value that they set. */
export const asIfDone = (incident: Incident): Incident => {
  const { pending } = incident;
  if (pending === null) return incident;
  const coming = pending.actions.flatMap((action): readonly ActiveAction[] => {
    if (action.do !== 'move' || action.skip !== null) return [];
    const { actionId, kind, target, expiresAtMs, quietMs, step } = action;
    const applied =
      'limitUsd' in target ? target.limitUsd : kind === 'filter-country' ? 'FILTER' : 'BLOCK';
    const isVirtual = pending.draft.mode === 'monitor';
    const { plannedAtMs: appliedAtMs } = pending;
    const lever = { actionId, kind, target, previous: null, applied };
    return [{ ...lever, isVirtual, appliedAtMs, expiresAtMs, quietMs, step }];
  });
  return { ...incident, actions: [...incident.actions, ...coming] };
};
