import { sha256Hex } from '../adapters/sha256.ts';
import type { Action, Decision } from '../core/decide/decision.ts';
import type { ActiveAction, Incident } from '../core/decide/incident.ts';
import { LeverError } from '../core/errors.ts';
import { RULES } from '../core/evaluate/registry.ts';
import { carryOut } from '../core/respond/carry-out.ts';
import { leverOf, type LeverValue } from '../core/respond/lever.ts';
import { proposeRollback } from '../core/respond/propose-rollback.ts';
import { respondToPending } from '../core/respond/respond-to-pending.ts';
import { defaultSettings } from '../core/settings/settings.ts';
import type { AuditLog, IncidentStore, Levers } from '../ports.ts';
import { CODE_VERSION } from '../version.ts';

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
  /** `put-back-already`: by a probe, for a while; from now on for good. */
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
}

export interface RollbackPorts {
  readonly incidents: IncidentStore;
  readonly audit: AuditLog;
  readonly levers: Levers;
}

/** Levers that a probe has put back for a while belong to it as well. */
const leversOf = ({ state, actions, probe }: Incident): readonly ActiveAction[] =>
  state === 'probing' ? [...actions, ...(probe?.held ?? [])] : actions;

const isChosen = (incident: Incident, target: RollbackTarget): boolean => {
  if (incident.state === 'closed') return false;
  if (target === 'all') return leversOf(incident).length > 0 || incident.pending !== null;
  return 'incidentId' in target
    ? incident.incidentId === target.incidentId
    : incident.actions.some(({ actionId }) => actionId === target.actionId);
};

const chosenOf = (incident: Incident, target: RollbackTarget): readonly ActiveAction[] =>
  target !== 'all' && 'actionId' in target
    ? incident.actions.filter(({ actionId }) => actionId === target.actionId)
    : leversOf(incident);

/** What a rollback would do. Reads only. */
export const previewRollback = async (
  target: RollbackTarget,
  { incidents, levers }: ReadPorts,
): Promise<Rollback> => {
  const chosen = (await incidents.load(-Infinity)).filter((each) => isChosen(each, target));
  const all: LeverRollback[] = [];
  for (const incident of chosen)
    for (const action of chosenOf(incident, target))
      all.push(await previewOf(incident, action, levers));
  return { isApplied: false, levers: all, waiting: waitingOf(chosen), decisions: [] };
};

interface ReadPorts {
  readonly incidents: Pick<IncidentStore, 'load'>;
  readonly levers: Levers;
}

const waitingOf = (incidents: readonly Incident[]): readonly string[] =>
  incidents.filter(({ pending }) => pending !== null).map(({ incidentId }) => incidentId);

const previewOf = async (
  { incidentId, actions }: Incident,
  action: ActiveAction,
  levers: Levers,
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
  return now === applied
    ? { ...entry, ...nothing, now, after: previous, state: 'as-set' }
    : { ...entry, ...nothing, now, after: now, state: 'operator-changed' };
};

/**
 * Puts levers back: each only if it still has the value that the detector set, through the same
 * executor as the detector's own undo, with an audit record and a decision in the log.
 */
export const applyRollback = async (
  target: RollbackTarget,
  ports: RollbackPorts,
  atMs: number,
): Promise<Rollback> => {
  const { waiting } = await previewRollback(target, ports);
  const decisions: Decision[] = [...(await endWaiting(waiting, ports, atMs))];
  // After that, since what was waiting may have taken effect.
  const { levers } = await previewRollback(target, ports);
  const incidents = await ports.incidents.load(-Infinity);
  for (const incident of incidents.filter((each) => isChosen(each, target))) {
    const chosen = chosenOf(incident, target).filter((each) => incident.actions.includes(each));
    if (chosen.length === 0 && leversOf(incident).length === 0) continue;
    decisions.push(await rollBack(incident, chosen, incidents, ports, atMs));
  }
  const came = new Map(
    decisions.flatMap(({ actions }) => actions.map((action) => [action.undoes ?? '', action])),
  );
  return {
    isApplied: true,
    levers: levers.map((lever) => {
      const action = came.get(lever.actionId);
      if (action === undefined) return lever;
      return { ...lever, outcome: action.outcome, reason: action.reason };
    }),
    waiting,
    decisions,
  };
};

/** What was decided and not yet begun is not done any more; what was begun is known, to be put back. */
const endWaiting = async (
  waiting: readonly string[],
  ports: RollbackPorts,
  atMs: number,
): Promise<readonly Decision[]> => {
  if (waiting.length === 0) return [];
  const settings = { ...defaultSettings(RULES), mode: 'monitor' as const };
  const { decisions, failed } = await respondToPending(
    waiting,
    { ...ports, settings, notifier: NOBODY },
    atMs,
  );
  for (const { error } of failed) throw error;
  return decisions;
};

/** Whoever rolls back reads it here; the detector's own notices go on. */
const NOBODY = { notify: () => Promise.resolve() };

const rollBack = async (
  incident: Incident,
  levers: readonly ActiveAction[],
  all: readonly Incident[],
  ports: RollbackPorts,
  atMs: number,
): Promise<Decision> => {
  const log = await ports.incidents.readDecisions(incident.incidentId);
  const latest = log.at(-1);
  if (latest === undefined) throw new RangeError(`incident ${incident.incidentId} has no decision`);
  const pending = proposeRollback(incident, levers, {
    atMs,
    digest: sha256Hex,
    latest,
    codeVersion: CODE_VERSION,
  });
  await ports.incidents.savePending({ ...incident, pending });
  const { decision } = await carryOut(
    { ...incident, pending },
    pending,
    all.filter(({ incidentId, state }) => incidentId !== incident.incidentId && state !== 'closed'),
    { ...ports, settings: defaultSettings(RULES), notifier: NOBODY, retryForMs: 0 },
    atMs,
  );
  return decision;
};
