import { leverInWords, reasonInWords } from '../replay/report/words.ts';
import type { Counterfactual, Counterfactuals } from '../core/explain/counterfactuals.ts';
import type { Explanation } from '../core/explain/explain-decision.ts';
import { colors } from './colors.ts';
import { describeAction, formatPlan } from './explain-plan-text.ts';
import { formatJudgement } from './explain-judgement-text.ts';
import { formatRule } from './explain-rule-text.ts';
import { formatDecision } from './print-decision.ts';

/** How each decision of an incident came about. */
export const formatExplanations = (
  incidentId: string,
  explanations: readonly Explanation[],
): string => [`Why ${incidentId}`, ...explanations.map(formatExplanation)].join('\n\n');

const formatExplanation = (explanation: Explanation): string => {
  const { decision, step, held, rules, judgements, plans, counterfactuals } = explanation;
  return [
    formatDecision(decision),
    colors.dim(
      `  ${decision.evaluatedAt}: ${decision.verdict}, risk ${decision.riskScore} of 100, step ${step.kind}${step.plan === null ? '' : ` (${step.plan})`}, money gate ${held.isWorthIt ? 'passed' : 'not passed'}`,
    ),
    ...rules.map((rule, index) => formatRule(rule, index === 0)),
    ...judgements.map(formatJudgement),
    ...plans.map(formatPlan),
    ...decision.actions.map((action) => `    ${describeAction(action)}`),
    ...changeLines(counterfactuals),
  ].join('\n');
};

const changeLines = ({ changes, unmoved, unsearched }: Counterfactuals): readonly string[] => [
  '  Another outcome would have needed',
  ...changes.map(
    (change) =>
      `    ${change.key} ${change.needed} instead of ${change.inForce}: ${outcomeInWords(change)}`,
  ),
  ...(unmoved.length === 0 ? [] : [`    nothing in its range changes it: ${unmoved.join(', ')}`]),
  ...(unsearched.length === 0 ? [] : [`    not searched: ${unsearched.join(', ')}`]),
];

const outcomeInWords = ({ outcome: { verdict, step, planned } }: Counterfactual): string =>
  [
    verdict,
    step === null ? 'no decision' : `${step.kind}${step.plan === null ? '' : ` (${step.plan})`}`,
    ...(planned ?? []).map(
      ({ kind, target, skip }) =>
        `${leverInWords(kind, target)}${skip === null ? '' : ` (not moved: ${reasonInWords(skip)})`}`,
    ),
  ].join(', ');
