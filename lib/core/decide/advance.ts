import type { Executed } from '../respond/perform.ts';
import type { Decision, Subject } from './decision.ts';
import { sortableId, type Digest } from './ids.ts';
import type { ActiveAction, Incident, IncidentState, Restored } from './incident.ts';
import type { Judgement } from './judge.ts';
import type { Step } from './next-step.ts';
import type { PendingStep, Taken } from '../respond/pending.ts';
import { isSameLever } from '../respond/same-lever.ts';

/** A new incident, before its first decision. */
export const draftIncident = (
  key: string,
  subject: Subject,
  blockHash: number | null,
  judgement: Judgement,
  atMs: number,
  digest: Digest,
): Incident => ({
  incidentId: sortableId('inc', atMs, 0, key, digest),
  key,
  version: 0,
  state: 'open',
  startedAtMs: judgement.startedAtMs,
  openedAtMs: atMs,
  closedAtMs: null,
  subject,
  blockHash,
  pending: null,
  actions: [],
  restored: [],
  plannedAtMs: null,
  failedAtMs: null,
  wasContained: false,
  probe: null,
  distrustsCodes: false,
  last: {
    decidedAtMs: atMs,
    riskScore: 0,
    verdict: 'clear',
    messagesObserved: 0,
    spendUsd: 0,
    estimatedLossUsd: 0,
  },
});

const HANDLES_HELD: ReadonlySet<Step['plan']> = new Set(['restore', 'renew', 'trim', 'probe']);
const PLANS: ReadonlySet<Step['plan']> = new Set(['contain', 'extend', 'rearm']);

/**
 * The incident after a step.
 *
 * @param executed what was done, and all that is held from now on
 */
export const advanceIncident = (
  incident: Incident,
  { step, blockHash, distrustsCodes, by, taken = [] }: PendingStep,
  executed: Executed,
  decision: Decision,
  atMs: number,
): Incident => {
  const { plan } = step;
  const isHandling = HANDLES_HELD.has(plan);
  const hasFailed = executed.actions.some(({ outcome }) => outcome === 'failed');
  const isHeld = executed.active.length > 0;
  return {
    ...incident,
    version: incident.version + 1,
    pending: null,
    state: nextState(incident, decision, plan, isHeld, hasFailed),
    closedAtMs: step.kind === 'close' ? atMs : null,
    subject: decision.subject,
    blockHash,
    distrustsCodes,
    actions: executed.active,
    restored: [
      ...incident.restored,
      ...(isHandling || plan === 'rearm' ? letGo(incident, executed, by, atMs, plan) : []),
      ...taken.map((lever): Restored => ({ ...lever, atMs, by })),
    ],
    probe:
      by === 'operator'
        ? withoutTaken(incident, plan, taken, atMs)
        : nextProbe(incident, plan, executed, atMs),
    plannedAtMs: PLANS.has(plan) ? atMs : incident.plannedAtMs,
    // To move again what a probe put back is handling it, too.
    failedAtMs: isHandling || plan === 'rearm' ? (hasFailed ? atMs : null) : incident.failedAtMs,
    wasContained: incident.wasContained || isHeld,
    last: {
      decidedAtMs: atMs,
      riskScore: decision.riskScore,
      verdict: decision.verdict,
      messagesObserved: decision.messagesObserved,
      spendUsd: decision.spendUsd,
      estimatedLossUsd: decision.estimatedLossUsd,
    },
  };
};

/** Levers that are not held any more. */
const letGo = (
  incident: Incident,
  executed: Executed,
  asked: PendingStep['by'],
  atMs: number,
  plan: Step['plan'],
): readonly Restored[] => {
  // What a probe puts back is moved again: it is not let go of, unless somebody has moved it.
  const onlyOperators = plan === 'probe' || plan === 'rearm';
  return (plan === 'rearm' ? (incident.probe?.held ?? []) : incident.actions)
    .filter(({ target }) => !executed.active.some((active) => isSameLever(active.target, target)))
    .map(({ kind, target, appliedAtMs, step }): Restored => {
      const found = executed.actions.find((action) => isSameLever(action.target, target));
      const by = found?.reason === 'operator-changed' ? 'operator' : asked;
      return { kind, target, appliedAtMs, atMs, step, by };
    })
    .filter(({ by }) => !onlyOperators || by === 'operator');
};

/** What a probe put back for a while an operator puts back for good; with all of it, the probe ends. */
const withoutTaken = (
  { state, probe }: Incident,
  plan: Step['plan'],
  taken: readonly Taken[],
  atMs: number,
): Incident['probe'] => {
  if (probe === null || state !== 'probing') return probe;
  const isTaken = (held: ActiveAction): boolean =>
    taken.some(({ target }) => isSameLever(target, held.target));
  return {
    ...probe,
    toMs: plan === 'restore' ? atMs : probe.toMs,
    held: probe.held.filter((held) => !isTaken(held)),
  };
};

const nextProbe = (
  incident: Incident,
  plan: Step['plan'],
  executed: Executed,
  atMs: number,
): Incident['probe'] => {
  if (plan === 'probe') {
    const isPutBack = ({ actionId }: ActiveAction): boolean =>
      executed.actions.some(({ undoes, outcome }) => undoes === actionId && outcome === 'applied');
    return { fromMs: atMs, toMs: null, held: incident.actions.filter(isPutBack) };
  }
  const { probe } = incident;
  return plan === 'rearm' && probe !== null ? { ...probe, toMs: atMs } : probe;
};

const nextState = (
  incident: Incident,
  decision: Decision,
  plan: Step['plan'],
  isHeld: boolean,
  hasFailed: boolean,
): IncidentState => {
  if (decision.kind === 'close') return 'closed';
  if (decision.kind === 'release') return 'released';
  if (decision.kind === 'contain') return 'contained';
  if (plan === 'probe') return 'probing';
  // Somebody else has the levers now, or others hold too many: there is nothing to go on probing.
  if (plan === 'rearm' && !isHeld && !hasFailed) return 'released';
  if (plan === 'rearm' || plan === 'renew') return isHeld ? 'contained' : incident.state;
  return incident.state;
};
