import { sha256Hex } from '../adapters/sha256.ts';
import type { Decision } from '../core/decide/decision.ts';
import type { ActiveAction, Incident } from '../core/decide/incident.ts';
import { RULES } from '../core/evaluate/registry.ts';
import { carryOut } from '../core/respond/carry-out.ts';
import { messageOf } from '../core/respond/lever.ts';
import type { PendingStep, Taken } from '../core/respond/pending.ts';
import { proposeRollback } from '../core/respond/propose-rollback.ts';
import { respondToPending } from '../core/respond/respond-to-pending.ts';
import { isSameLever } from '../core/respond/same-lever.ts';
import { defaultSettings } from '../core/settings/settings.ts';
import type { AuditLog, IncidentStore, Levers } from '../ports.ts';
import { CODE_VERSION } from '../version.ts';
import {
  chosenOf,
  isChosen,
  type LeverRollback,
  previewOf,
  type Rollback,
  type RollbackProblem,
  type RollbackTarget,
  waitingOf,
} from './preview-rollback.ts';

export interface RollbackPorts {
  readonly incidents: IncidentStore;
  readonly audit: AuditLog;
  readonly levers: Levers;
}

/**
 * Puts levers back: each only if it still has the value that the detector set, through the same
 * executor as the detector's own undo, with an audit record and a decision in the log. What keeps one
 * incident from it is told, and keeps no other. Rejects with a `StoreError` when the incidents cannot
 * be loaded.
 */
export const applyRollback = async (
  target: RollbackTarget,
  ports: RollbackPorts,
  atMs: number,
): Promise<Rollback> => {
  const asked = (await ports.incidents.load(-Infinity)).filter((each) => isChosen(each, target));
  const waiting = waitingOf(asked);
  const ended = await endWaiting(waiting, ports, atMs);
  const problems: RollbackProblem[] = [...ended.problems];
  const decisions: Decision[] = [...ended.decisions];
  const levers: LeverRollback[] = [];
  // Again, since what was waiting may have taken effect.
  const incidents = await ports.incidents.load(-Infinity);
  for (const before of asked) {
    const incident = incidents.find(({ incidentId }) => incidentId === before.incidentId);
    if (incident === undefined || incident.state === 'closed') continue;
    const { held, taken, chosen } = askedOf(incident, wantedOf(before, target));
    for (const action of chosen) levers.push(await previewOf(incident, action, ports));
    const isStuck = ended.problems.some(({ incidentId }) => incidentId === incident.incidentId);
    if (isStuck || held.length + taken.length === 0) continue;
    try {
      decisions.push(await rollBack(incident, held, taken, incidents, ports, atMs));
    } catch (error) {
      problems.push({ incidentId: incident.incidentId, reason: messageOf(error) });
    }
  }
  return { isApplied: true, levers: levers.map(cameOf(decisions)), waiting, decisions, problems };
};

type Lever = Pick<ActiveAction, 'target'>;

const isSameTarget = (a: Lever, b: Lever): boolean => isSameLever(a.target, b.target);

/** The levers that an operator wants back: those that are held or probed, and those that a step was about to move. */
const wantedOf = (incident: Incident, target: RollbackTarget): readonly Taken[] => {
  const { pending } = incident;
  const chosen = chosenOf(incident, target);
  const isAction = target !== 'all' && 'actionId' in target;
  const coming = pending === null || isAction ? [] : leversOfStep(pending);
  const wanted = [...chosen, ...coming].map(({ kind, target: of, appliedAtMs, step }) => {
    return { kind, target: of, appliedAtMs, step };
  });
  return wanted.filter(
    (each, index) => wanted.findIndex((other) => isSameTarget(other, each)) === index,
  );
};

const leversOfStep = ({ actions, plannedAtMs }: PendingStep): readonly Taken[] =>
  actions.flatMap((action): readonly Taken[] => {
    if (action.do !== 'move') return [action.held];
    return action.skip === null ? [{ ...action, appliedAtMs: plannedAtMs }] : [];
  });

/** What there is to do for an incident: levers to put back, and others that are the operator's from now on. */
const askedOf = (
  incident: Incident,
  wanted: readonly Taken[],
): {
  readonly chosen: readonly ActiveAction[];
  readonly held: readonly ActiveAction[];
  readonly taken: readonly Taken[];
} => {
  const isIn = (levers: readonly Lever[], lever: Lever): boolean =>
    levers.some((each) => isSameTarget(each, lever));
  const chosen = chosenOf(incident, 'all').filter((lever) => isIn(wanted, lever));
  const held = chosen.filter((lever) => incident.actions.includes(lever));
  const theirs = incident.restored.filter(({ by }) => by === 'operator');
  const taken = wanted.filter((lever) =>
    isIn(chosen, lever) ? !isIn(held, lever) : !isIn(theirs, lever),
  );
  return { chosen, held, taken };
};

const cameOf = (decisions: readonly Decision[]): ((lever: LeverRollback) => LeverRollback) => {
  const came = new Map(
    decisions.flatMap(({ actions }) => actions.map((action) => [action.undoes ?? '', action])),
  );
  return (lever) => {
    const action = came.get(lever.actionId);
    if (action === undefined) return lever;
    return { ...lever, outcome: action.outcome, reason: action.reason };
  };
};

/** What was decided and not yet begun is not done any more; what was begun is known, to be put back. */
const endWaiting = async (
  waiting: readonly string[],
  ports: RollbackPorts,
  atMs: number,
): Promise<Pick<Rollback, 'decisions' | 'problems'>> => {
  if (waiting.length === 0) return { decisions: [], problems: [] };
  const settings = { ...defaultSettings(RULES), mode: 'monitor' as const };
  const { decisions, failed } = await respondToPending(
    waiting,
    { ...ports, settings, notifier: NOBODY, retryForMs: 0 },
    atMs,
  );
  const problems = failed.map(({ incidentId, error }) => {
    return { incidentId, reason: messageOf(error) };
  });
  return { decisions, problems };
};

/** Whoever rolls back reads it here; the detector's own notices go on. */
const NOBODY = { notify: () => Promise.resolve() };

const rollBack = async (
  incident: Incident,
  levers: readonly ActiveAction[],
  taken: readonly Taken[],
  all: readonly Incident[],
  ports: RollbackPorts,
  atMs: number,
): Promise<Decision> => {
  const log = await ports.incidents.readDecisions(incident.incidentId);
  const latest = log.at(-1);
  if (latest === undefined) throw new RangeError(`incident ${incident.incidentId} has no decision`);
  const pending = proposeRollback(incident, levers, taken, {
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
