import type { Decision } from '../../../core/decide/decision.ts';
import { formatCount } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { Incident } from '../incident.ts';
import { prefixLabel } from '../places.ts';

/** The rule that names ranges, and where in its evidence they stand. */
export const RANGE_RULE_ID = 'number-range-concentration';
export const RANGES = 'ranges';

const MAX_RANGES = 25;

type Ranges = readonly Readonly<Record<string, number | string>>[];

const rangesIn = ({ reasons }: Decision): Ranges => {
  const ranges = reasons.find(({ ruleId }) => ruleId === RANGE_RULE_ID)?.evidence[RANGES];
  return typeof ranges === 'object' && ranges !== null ? ranges : [];
};

/** The ranges as the decisive decision saw them, else as they were last seen. */
const rangesOf = ({ decisive, decisions }: Incident): Ranges => {
  const found = rangesIn(decisive);
  return found.length > 0
    ? found
    : (decisions.map(rangesIn).findLast((ranges) => ranges.length > 0) ?? []);
};

const cell = (value: number | string | undefined): string =>
  typeof value === 'number' ? formatCount(value) : (value ?? '');

/** The number ranges that took the surge. */
export const renderNumberRanges = (incident: Incident): Html | false => {
  const ranges = rangesOf(incident);
  const rest = ranges.length - MAX_RANGES;
  return (
    ranges.length > 0 &&
    html`<h4>Number ranges found</h4>
<div class="scroll" tabindex="0" role="region" aria-label="Number ranges of incident ${incident.number}"><table class="numbers ranges">
<thead><tr><th scope="col">Numbers that start with</th><th scope="col">SMS</th><th scope="col">Distinct numbers</th></tr></thead>
<tbody>${ranges.slice(0, MAX_RANGES).map(
      ({ prefix, messages, distinctNumbers }) =>
        html`<tr><th scope="row">${prefixLabel(cell(prefix))}</th><td>${cell(messages)}</td><td>${cell(distinctNumbers)}</td></tr>
`,
    )}</tbody></table></div>${rest > 0 && html`<p class="note">and ${formatCount(rest)} more ranges</p>`}`
  );
};
