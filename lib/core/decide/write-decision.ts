import { natsOf, type Finding } from '../evaluate/evaluate.ts';
import { round } from '../evaluate/round.ts';
import type { Rule } from '../evaluate/rule.ts';
import { formatIso } from '../time.ts';
import { DECISION_SCHEMA, type Decision, type Reason, type Subject } from './decision.ts';
import { sortableId, type Digest } from './ids.ts';
import type { IncidentTotals } from './incident-totals.ts';
import type { Incident } from './incident.ts';
import type { Judgement } from './judge.ts';
import { scoreOf } from './weigh.ts';

export interface DecisionFacts {
  readonly subject: Subject;
  readonly judgement: Judgement;
  readonly totals: IncidentTotals;
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

/** A log entry but for what comes of its actions. */
export type DecisionDraft = Omit<Decision, 'kind' | 'message' | 'actions'>;

/** What the log entry of a step says before its levers move. */
export const draftDecision = (
  incident: Incident,
  facts: DecisionFacts,
  context: DecisionContext,
): DecisionDraft => ({
  schema: DECISION_SCHEMA,
  decisionId: sortableId(
    'dec',
    facts.atMs,
    facts.order,
    `${incident.incidentId} ${incident.version + 1}`,
    context.digest,
  ),
  incidentId: incident.incidentId,
  evaluatedAt: formatIso(facts.atMs),
  subject: facts.subject,
  verdict: facts.judgement.verdict,
  riskScore: facts.judgement.riskScore,
  reasons: facts.judgement.findings
    .map((finding) => writeReason(finding, context.rules))
    .sort((a, b) => Number(b.verdict === 'match') - Number(a.verdict === 'match')),
  messagesObserved: facts.totals.messagesObserved,
  spendUsd: round(facts.totals.spendUsd, 2),
  estimatedLossUsd: round(facts.totals.estimatedLossUsd, 2),
  mode: context.mode,
  attack: { technique: 'T1496.003', tactic: 'TA0040' },
  settingsHash: context.settingsHash,
  codeVersion: context.codeVersion,
});

/** The log entry once it is known what was done. */
export const finishDecision = (
  draft: DecisionDraft,
  { kind, message, actions }: Pick<Decision, 'kind' | 'message' | 'actions'>,
): Decision => {
  const { schema, decisionId, incidentId, evaluatedAt, subject, verdict, riskScore } = draft;
  const { reasons, messagesObserved, spendUsd, estimatedLossUsd, mode } = draft;
  const { attack, settingsHash, codeVersion } = draft;
  // In the order in which the log is read.
  return {
    schema,
    decisionId,
    incidentId,
    kind,
    evaluatedAt,
    subject,
    verdict,
    riskScore,
    message,
    reasons,
    messagesObserved,
    spendUsd,
    estimatedLossUsd,
    mode,
    actions,
    attack,
    settingsHash,
    codeVersion,
  };
};

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
