import type { Executed } from '../respond/execute.ts';
import type { Decision, Reason, Subject } from './decision.ts';
import { DECISION_SCHEMA } from './decision.ts';
import type { IncidentTotals } from './incident-totals.ts';
import { sortableId, type Digest } from './ids.ts';
import type { ActiveAction, Incident, IncidentState, Restored } from './incident.ts';
import { scoreOf, type Judgement } from './judge.ts';
import type { Step } from './next-step.ts';
import type { Finding } from '../evaluate/evaluate.ts';
import { natsOf } from '../evaluate/evaluate.ts';
import { isSameLever } from '../respond/same-lever.ts';
import { round } from '../evaluate/round.ts';
import type { Rule } from '../evaluate/rule.ts';
import { formatIso } from '../time.ts';

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

/** The incident after a step. */
export const advanceIncident = (
  incident: Incident,
  step: Step,
  executed: Executed,
  decision: Decision,
  { blockHash, distrustsCodes }: Pick<Incident, 'blockHash' | 'distrustsCodes'>,
  atMs: number,
): Incident => {
  const { plan } = step;
  const isHandling = HANDLES_HELD.has(plan);
  const hasFailed = executed.actions.some(({ outcome }) => outcome === 'failed');
  const isHeld = executed.active.length > 0;
  return {
    ...incident,
    version: incident.version + 1,
    state: nextState(incident, decision, plan, isHeld),
    closedAtMs: step.kind === 'close' ? atMs : null,
    subject: decision.subject,
    blockHash,
    distrustsCodes,
    actions: executed.active,
    restored: [
      ...incident.restored,
      // What a probe puts back is moved again: it is not let go of.
      ...(isHandling ? letGo(incident, executed, atMs, plan === 'probe') : []),
    ],
    probe: nextProbe(incident, plan, executed, atMs),
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
  atMs: number,
  onlyOperators: boolean,
): readonly Restored[] =>
  incident.actions
    .filter(({ target }) => !executed.active.some((active) => isSameLever(active.target, target)))
    .map(({ kind, target, appliedAtMs, step }): Restored => {
      const found = executed.actions.find((action) => isSameLever(action.target, target));
      const by = found?.reason === 'operator-changed' ? 'operator' : 'detector';
      return { kind, target, appliedAtMs, atMs, step, by };
    })
    .filter(({ by }) => !onlyOperators || by === 'operator');

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
): IncidentState => {
  if (decision.kind === 'close') return 'closed';
  if (decision.kind === 'release') return 'released';
  if (decision.kind === 'contain') return 'contained';
  if (plan === 'probe') return 'probing';
  if (plan === 'rearm' || plan === 'renew') return isHeld ? 'contained' : incident.state;
  return incident.state;
};

export interface DecisionFacts {
  readonly kind: Decision['kind'];
  readonly subject: Subject;
  readonly judgement: Judgement;
  readonly totals: IncidentTotals;
  readonly message: string;
  readonly actions: Decision['actions'];
  readonly atMs: number;
  /** Position in the log among the decisions of this moment. */
  readonly order: number;
}

export interface DecisionContext {
  readonly mode: Decision['mode'];
  readonly rules: readonly Rule[];
  readonly digest: Digest;
  readonly settingsHash: string;
  readonly codeVersion: string;
}

/** The log entry of a step. */
export const writeDecision = (
  incident: Incident,
  facts: DecisionFacts,
  context: DecisionContext,
): Decision => ({
  schema: DECISION_SCHEMA,
  decisionId: sortableId(
    'dec',
    facts.atMs,
    facts.order,
    `${incident.incidentId} ${incident.version + 1}`,
    context.digest,
  ),
  incidentId: incident.incidentId,
  kind: facts.kind,
  evaluatedAt: formatIso(facts.atMs),
  subject: facts.subject,
  verdict: facts.judgement.verdict,
  riskScore: facts.judgement.riskScore,
  message: facts.message,
  reasons: facts.judgement.findings
    .map((finding) => writeReason(finding, context.rules))
    .sort((a, b) => Number(b.verdict === 'match') - Number(a.verdict === 'match')),
  messagesObserved: facts.totals.messagesObserved,
  spendUsd: round(facts.totals.spendUsd, 2),
  estimatedLossUsd: round(facts.totals.estimatedLossUsd, 2),
  mode: context.mode,
  actions: facts.actions,
  attack: { technique: 'T1496.003', tactic: 'TA0040' },
  settingsHash: context.settingsHash,
  codeVersion: context.codeVersion,
});

const writeReason = (finding: Finding, rules: readonly Rule[]): Reason => {
  const rule = rules.find(({ meta }) => meta.id === finding.ruleId);
  const parameters = Object.keys(rule?.parameters ?? {});
  const { ruleId, ruleVersion, verdict } = finding;
  return {
    ruleId,
    ruleVersion,
    verdict,
    score: scoreOf(natsOf(finding)),
    evidence:
      finding.verdict === 'insufficient-data'
        ? { missing: finding.missing }
        : finding.verdict === 'error'
          ? { error: finding.message }
          : finding.evidence,
    tune: parameters.map((name) => `rules/${ruleId}/${name}`),
  };
};
