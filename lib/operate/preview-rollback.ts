import type { Action, Decision } from '../core/decide/decision.ts';
import type { ActiveAction, Incident } from '../core/decide/incident.ts';
import { LeverError } from '../core/errors.ts';
import { leverOf, type LeverValue } from '../core/respond/lever.ts';
import { isUndone } from '../core/respond/prepare-held.ts';
import type { AuditLog, IncidentStore, Levers } from '../ports.ts';

/** Which levers to put back: all of an incident, one by the id of its action, or all that are held. */
export type RollbackTarget =
  | { readonly incidentId: string }
  | { readonly actionId: string }
  | 'all';

/** One lever of a rollback: what it is, and what it will be. */
export interface LeverRollback {
  readonly incidentId: string;
  readonly actionId: string;
  readonly kind: ActiveAction['kind'];
  readonly target: ActiveAction['target'];
  /** `false` in `monitor`, where it was only said. */
  readonly isMoved: boolean;
  /** What is in force now; `null` for none, and where it could not be read. */
  readonly now: LeverValue;
  /** What is in force afterwards: the value before, or what somebody else has set since. */
  readonly after: LeverValue;
  /** `as-set`: to what the detector set, or to an earlier value of its own. `put-back-already`: by a probe, for a while; from now on for good. */
  readonly state: 'as-set' | 'put-back-already' | 'operator-changed' | 'monitor' | 'unknown';
  /** Why it could not be read. */
  readonly problem: string | null;
  /** What came of it; `null` in a dry run. */
  readonly outcome: Action['outcome'] | null;
  readonly reason: string | null;
}

export interface Rollback {
  readonly isApplied: boolean;
  readonly levers: readonly LeverRollback[];
  /** Steps that were decided and not yet done: a rollback ends them first. */
  readonly waiting: readonly string[];
  readonly decisions: readonly Decision[];
  /** Incidents that could not be rolled back, or not all of them, and why; the others were. */
  readonly problems: readonly RollbackProblem[];
}

export interface RollbackProblem {
  readonly incidentId: string;
  readonly reason: string;
}

/** Levers that a probe has put back for a while belong to it as well. */
const leversOf = ({ state, actions, probe }: Incident): readonly ActiveAction[] =>
  state === 'probing' ? [...actions, ...(probe?.held ?? [])] : actions;

/** What of an incident is asked for. */
export const chosenOf = (incident: Incident, target: RollbackTarget): readonly ActiveAction[] =>
  leversOf(incident).filter(
    ({ actionId }) => target === 'all' || !('actionId' in target) || actionId === target.actionId,
  );

export const isChosen = (incident: Incident, target: RollbackTarget): boolean => {
  const { state, incidentId, pending } = incident;
  if (state === 'closed') return false;
  if (target !== 'all' && 'incidentId' in target) return incidentId === target.incidentId;
  return chosenOf(incident, target).length > 0 || (target === 'all' && pending !== null);
};

/** What a rollback would do. Reads only. */
export const previewRollback = async (
  target: RollbackTarget,
  { incidents, ...ports }: ReadPorts,
): Promise<Rollback> => {
  const chosen = (await incidents.load(-Infinity)).filter((each) => isChosen(each, target));
  const all: LeverRollback[] = [];
  for (const incident of chosen)
    for (const action of chosenOf(incident, target))
      all.push(await previewOf(incident, action, ports));
  return {
    isApplied: false,
    levers: all,
    waiting: waitingOf(chosen),
    decisions: [],
    problems: [],
  };
};

interface LeverPorts {
  readonly levers: Levers;
  readonly audit: Pick<AuditLog, 'latest'>;
}

interface ReadPorts extends LeverPorts {
  readonly incidents: Pick<IncidentStore, 'load'>;
}

export const waitingOf = (incidents: readonly Incident[]): readonly string[] =>
  incidents.filter(({ pending }) => pending !== null).map(({ incidentId }) => incidentId);

/** What a lever is and will be. Rejects with a `StoreError` when the audit log fails. */
export const previewOf = async (
  { incidentId, actions }: Incident,
  action: ActiveAction,
  { levers, audit }: LeverPorts,
): Promise<LeverRollback> => {
  const { actionId, kind, target, isVirtual, previous, applied } = action;
  const entry = { incidentId, actionId, kind, target, isMoved: !isVirtual, problem: null };
  const nothing = { outcome: null, reason: null };
  let now: LeverValue;
  try {
    now = await leverOf(levers, kind, target).read();
  } catch (error) {
    if (!(error instanceof LeverError)) throw error;
    const problem = error.message;
    return { ...entry, ...nothing, now: null, after: null, state: 'unknown', problem };
  }
  if (isVirtual) return { ...entry, ...nothing, now, after: now, state: 'monitor' };
  if (!actions.includes(action))
    return { ...entry, ...nothing, now, after: now, state: 'put-back-already' };
  const isOurs = now === applied || isUndone(await audit.latest(target), now);
  return isOurs
    ? { ...entry, ...nothing, now, after: previous, state: 'as-set' }
    : { ...entry, ...nothing, now, after: now, state: 'operator-changed' };
};
