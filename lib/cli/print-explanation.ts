import type { Decision } from '../core/decide/decision.ts';
import type { Counterfactual, Counterfactuals } from '../core/explain/counterfactuals.ts';
import type { Outcome } from '../core/explain/decide-again.ts';
import type { Explanation } from '../core/explain/explain-decision.ts';
import { plural } from '../core/notify/words.ts';
import { colors } from './colors.ts';
import { formatJudgement } from './explain-judgement-text.ts';
import { describeAction, describePlanned, describeStep, formatPlan } from './explain-plan-text.ts';
import { formatRule } from './explain-rule-text.ts';
import { formatTable } from './table.ts';
import { labelled, sentence } from './text-block.ts';

/** Why each decision of an incident was made, in order, and what would have changed it. */
export const formatExplanations = (
  incidentId: string,
  explanations: readonly Explanation[],
): string => {
  const introduced = new Set<string>();
  return [
    colors.bold(`Incident ${incidentId}: ${plural(explanations.length, 'decision')}`),
    ...explanations.map((explanation) => formatExplanation(explanation, introduced)),
  ].join('\n\n');
};

/** @param introduced rules of which it was already said how they work; more are added */
const formatExplanation = (explanation: Explanation, introduced: Set<string>): string => {
  const { decision, step, held, rules, judgements, plans, counterfactuals } = explanation;
  return [
    headOf(decision),
    '',
    `  ${colors.bold('Rules')}`,
    ...rules.map((rule) => {
      const isFirst = !introduced.has(rule.ruleId);
      introduced.add(rule.ruleId);
      return formatRule(rule, isFirst);
    }),
    ...judgements.slice(0, MAX_JUDGEMENTS).flatMap((judgement) => ['', formatJudgement(judgement)]),
    ...moreLines(judgements.length - MAX_JUDGEMENTS),
    ...accountLines(explanation),
    ...plans.slice(0, MAX_JUDGEMENTS).flatMap((plan) => ['', formatPlan(plan)]),
    ...moreLines(plans.length - MAX_JUDGEMENTS),
    '',
    `  ${colors.bold('Step')}`,
    sentence('why', describeStep(step, held), 4),
    sentence('done', decision.actions.map(describeAction).join('; ') || 'no lever was moved.', 4),
    ...toldLines(explanation),
    '',
    formatCounterfactuals(counterfactuals),
  ].join('\n');
};

/** A campaign may have two hundred destinations, all of one kind. */
const MAX_JUDGEMENTS = 6;
const moreLines = (more: number): readonly string[] =>
  more > 0 ? ['', `  … and ${plural(more, 'more destination')} of the same campaign`] : [];

const headOf = ({ evaluatedAt, kind, verdict, riskScore, message }: Decision): string =>
  [
    `${evaluatedAt.slice(0, 10)} ${evaluatedAt.slice(11, 19)} UTC  ${colors.bold(kind.toUpperCase())}  ${verdict}, risk ${riskScore}`,
    sentence('message', message, 2),
  ].join('\n');

const accountLines = ({ isAnyPumping }: Explanation): readonly string[] =>
  isAnyPumping === null
    ? []
    : [
        '',
        `  ${colors.bold('Judgement of the account')}`,
        sentence(
          'money',
          `money alone makes people look; together with pumping that is proven elsewhere it is proof too. Elsewhere: ${isAnyPumping ? 'proven' : 'not proven'}.`,
          4,
        ),
      ];

/** What is told may differ from what was judged just now. */
const toldLines = ({ decision, judgements }: Explanation): readonly string[] => {
  const [judged] = judgements;
  if (judged === undefined || judged.verdict === decision.verdict) return [];
  const why =
    decision.verdict === 'clear'
      ? 'it is over, whatever still stands in the window'
      : 'held levers starve the evidence that led to them, and members of a campaign are judged together';
  return [sentence('told', `judged ${judged.verdict}, told as ${decision.verdict}: ${why}.`, 4)];
};

const formatCounterfactuals = ({ changes, unmoved, unsearched }: Counterfactuals): string => {
  const rows = changes.toSorted((a, b) => distanceOf(a) - distanceOf(b));
  const table = formatTable(
    [
      { title: 'key', of: ({ key }) => key },
      { title: 'in force', of: ({ inForce }) => String(inForce), isFigure: true },
      { title: 'needed', of: ({ needed }) => String(needed), isFigure: true },
      { title: 'then', of: ({ outcome }) => describeOutcome(outcome) },
    ],
    rows,
  );
  const others = rows.length > 0 ? 'the other ' : '';
  return [
    `  ${colors.bold('Another value, another decision')}`,
    ...(rows.length === 0 ? [] : [table.replace(/^/gm, '    ')]),
    ...countLines('unmoved', `no value in its range changes it, of ${others}`, unmoved),
    ...countLines('open', 'not searched, too much to judge again, of ', unsearched),
  ].join('\n');
};

/** Those that were nearest to changing it come first: by the part of the value that is missing. */
const distanceOf = ({ needed, inForce }: Counterfactual): number =>
  Math.abs(needed - inForce) / Math.max(Math.abs(inForce), Math.abs(needed), Number.EPSILON);

/** How many of each rule or response, and not the whole list. */
const countLines = (label: string, what: string, keys: readonly string[]): readonly string[] => {
  if (keys.length === 0) return [];
  const counts = new Map<string, number>();
  for (const key of keys) {
    const owner = key.split('/').slice(0, 2).join('/');
    counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  const each = [...counts].map(([owner, count]) => `${owner} ${count}`);
  const words = `${what}${plural(keys.length, 'parameter')}:`.split(' ');
  return [labelled(label, [...words, ...each.join(',|').split('|')], 4)];
};

const describeOutcome = ({ verdict, step, planned }: Outcome): string => {
  if (step === null) return `${verdict}, and nothing is decided`;
  const levers = (planned ?? []).map(describePlanned).join('; ');
  const what =
    step.plan === null || step.plan === step.kind ? step.kind : `${step.kind} (${step.plan})`;
  return `${verdict}, ${what}${levers === '' ? '' : `: ${levers}`}`;
};
