import type { Action, Decision, Reason } from '../../../core/decide/decision.ts';
import { type Tone, chip } from '../chip.ts';
import {
  formatCount,
  formatNumber,
  formatTime,
  formatUsd,
  parseTime,
  plural,
  timeElement,
} from '../format.ts';
import { type Html, html } from '../html.ts';
import type { Incident } from '../incident.ts';
import { OUTCOMES, VERDICTS, actionInWords, decisionInWords, reasonInWords } from '../words.ts';

/** A row of more quiet updates than this is folded. */
const FOLD_FROM = 4;
const MAX_FOLDED = 60;

const OUTCOME_TONES: Readonly<Record<Action['outcome'], Tone>> = {
  applied: 'blocked',
  'would-apply': 'plain',
  skipped: 'unknown',
  failed: 'attack',
};

const VERDICT_TONES: Readonly<Record<Decision['verdict'], Tone>> = {
  pumping: 'attack',
  suspicious: 'plain',
  clear: 'verified',
  'not-assessed': 'unknown',
};

const renderAction = (action: Action, decisions: readonly Decision[]): Html => {
  const { outcome, reason, expiresAt } = action;
  return html`<li>${actionInWords(action, decisions)} ${chip(OUTCOMES[outcome] ?? outcome, OUTCOME_TONES[outcome] ?? 'unknown')}${reason !== null && html` ${reasonInWords(reason)}`}${
    expiresAt !== null &&
    html` <span class="note">until ${timeElement(parseTime(expiresAt))}</span>`
  }</li>`;
};

const named = (reasons: readonly Reason[], verdict: Reason['verdict']): readonly string[] =>
  reasons.filter((reason) => reason.verdict === verdict).map(({ ruleId }) => ruleId);

const rulesInWords = ({ reasons }: Decision): string => {
  if (reasons.length === 0) return 'no rule could be run';
  const matches = named(reasons, 'match').length;
  const unsure = named(reasons, 'insufficient-data').length;
  const errors = named(reasons, 'error');
  return [
    `${formatCount(matches)} of ${plural(reasons.length, 'rule')} matched`,
    unsure > 0 ? `${formatCount(unsure)} could not tell` : null,
    errors.length > 0 ? `failed: ${errors.join(', ')}` : null,
  ]
    .filter((part) => part !== null)
    .join(', ');
};

const renderDecision = (decision: Decision, incident: Incident): Html => {
  const { kind, verdict, riskScore, message, actions, messagesObserved, spendUsd } = decision;
  return html`<li class="${kind}"><p class="when">${timeElement(parseTime(decision.evaluatedAt))} <strong>${decisionInWords(decision)}</strong> ${chip(VERDICTS[verdict] ?? verdict, VERDICT_TONES[verdict] ?? 'unknown')}</p>
<p>${message}</p>
${actions.length > 0 && html`<ul class="actions">${actions.map((action) => renderAction(action, incident.decisions))}</ul>`}<p class="note">${verdict === 'not-assessed' ? 'Risk unknown' : `Risk ${formatNumber(riskScore)} of 100`}, ${formatCount(messagesObserved)} SMS, ${formatUsd(spendUsd)} so far; ${rulesInWords(decision)}</p></li>
`;
};

const isQuiet = ({ kind, actions, verdict }: Decision): boolean =>
  kind === 'update' && actions.length === 0 && verdict !== 'not-assessed';

/** Decisions in order; neighbours that are all quiet updates stand together. */
const groupQuiet = (decisions: readonly Decision[]): readonly (readonly Decision[])[] => {
  const groups: Decision[][] = [];
  for (const decision of decisions) {
    const last = groups.at(-1);
    const before = last?.at(-1);
    if (last !== undefined && before !== undefined && isQuiet(before) && isQuiet(decision))
      last.push(decision);
    else groups.push([decision]);
  }
  return groups;
};

const renderGroup = (group: readonly Decision[], incident: Incident): Html => {
  const items = group.slice(0, MAX_FOLDED).map((decision) => renderDecision(decision, incident));
  const first = group[0];
  const last = group.at(-1);
  if (group.length < FOLD_FROM || first === undefined || last === undefined) return html`${items}`;
  const rest = group.length - MAX_FOLDED;
  return html`<li class="folded"><details><summary>${plural(group.length, 'update')} from ${formatTime(parseTime(first.evaluatedAt))} to ${formatTime(parseTime(last.evaluatedAt))}</summary><ol>${items}</ol>${rest > 0 && html`<p class="note">and ${formatCount(rest)} more in <code>decisions.ndjson</code></p>`}</details></li>`;
};

/** What happened, decision by decision. */
export const renderTimeline = (incident: Incident): Html => html`<h4>Timeline</h4>
<ol class="timeline">${groupQuiet(incident.decisions).map((group) => renderGroup(group, incident))}</ol>`;
