import type { EvidenceValue, Reason } from '../../../core/decide/decision.ts';
import { type Tone, chip } from '../chip.ts';
import { formatNumber, parseTime, timeElement } from '../format.ts';
import { type Html, html, joinHtml } from '../html.ts';
import type { Incident } from '../incident.ts';
import { RULE_VERDICTS, decisionInWords } from '../words.ts';
import { evidenceName, evidenceValue } from './evidence-value.ts';
import { RANGES, RANGE_RULE_ID } from './number-ranges.ts';

const TONES: Readonly<Record<Reason['verdict'], Tone>> = {
  match: 'attack',
  'no-match': 'plain',
  'insufficient-data': 'unknown',
  error: 'unknown',
};

const CAVEATS: Readonly<Partial<Record<Reason['verdict'], string>>> = {
  'insufficient-data': 'The rule could not tell yet. This is not an all-clear.',
  error: 'The rule failed, so its result is unknown. This is not an all-clear.',
};

/** Ranges have a table of their own in the card. */
const isShownElsewhere = ({ ruleId }: Reason, name: string): boolean =>
  ruleId === RANGE_RULE_ID && name === RANGES;

const numbers = (reason: Reason): Html | false => {
  const entries = Object.entries(reason.evidence).filter(
    ([name]) => !isShownElsewhere(reason, name),
  );
  return (
    entries.length > 0 &&
    html`<dl class="evidence">${entries.map(
      ([name, value]) =>
        html`<div${isWide(value) && html` class="wide"`}><dt>${evidenceName(name)}</dt><dd>${evidenceValue(name, value)}</dd></div>
`,
    )}</dl>`
  );
};

/** Lists and sentences get a line of their own. */
const isWide = (value: EvidenceValue): boolean =>
  typeof value === 'string' ? value.length > 24 : typeof value === 'object' && value !== null;

const isJudged = ({ verdict }: Reason): boolean => verdict === 'match' || verdict === 'no-match';

/**
 * A rule that matched, failed or could not tell stands open; one that found nothing is folded. What
 * tunes a match has its own place in the card.
 */
const renderReason = (reason: Reason): Html => {
  const { ruleId, ruleVersion, verdict, score, tune } = reason;
  const caveat = CAVEATS[verdict];
  return html`<details class="rule"${verdict !== 'no-match' && html` open`}><summary><code>${ruleId}</code> ${chip(RULE_VERDICTS[verdict] ?? verdict, TONES[verdict] ?? 'unknown')} <span class="note">${
    isJudged(reason) ? `score ${formatNumber(score)} of 100, ` : 'no score, '
  }version ${ruleVersion}</span></summary>
${caveat !== undefined && html`<p class="caveat">${caveat}</p>`}${numbers(reason)}${
  verdict !== 'match' &&
  tune.length > 0 &&
  html`<p class="note">Tuned by ${joinHtml(
    tune.map((key) => html`<code>${key}</code>`),
    ', ',
  )}</p>`
}</details>`;
};

/** What every rule said when the incident was contained, or when the risk was highest. */
export const renderEvidence = ({ decisive }: Incident): Html => {
  const at = timeElement(parseTime(decisive.evaluatedAt));
  return html`<h4>Evidence</h4>
<p class="note">As of ${at} (${decisionInWords(decisive).toLowerCase()}, risk ${formatNumber(decisive.riskScore)} of 100). Every rule that ran is listed.</p>
${
  decisive.reasons.length === 0
    ? html`<p class="caveat">No rule could be run, so nothing was judged. This is not an all-clear.</p>`
    : decisive.reasons.map(renderReason)
}`;
};
