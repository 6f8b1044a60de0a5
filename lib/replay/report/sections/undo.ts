import { chip } from '../chip.ts';
import { formatUsd, plural, timeElement } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { Incident } from '../incident.ts';
import { type LeverRun, type Undoing, endOfRun, isTakenOver, isUndone } from '../lever-runs.ts';
import { countryLabel, prefixLabel } from '../places.ts';
import type { ReportView } from '../view.ts';
import { leverInWords, reasonInWords } from '../words.ts';

const valueInWords = (previous: LeverRun['previous']): Html => {
  if (previous === null) return html`the value it had before (none was recorded)`;
  return typeof previous === 'number'
    ? html`<strong>${formatUsd(previous)}</strong>`
    : html`<code>${previous}</code>`;
};

/** Only values of the form that AWS itself uses go into a command that somebody may paste. */
const command = (run: LeverRun): string | null => {
  const { target, previous } = run;
  if ('limitUsd' in target)
    return typeof previous === 'number' && Number.isFinite(previous)
      ? `aws sns set-sms-attributes --attributes MonthlySpendLimit=${previous}`
      : null;
  const isKnown =
    !('prefix' in target) &&
    /^[A-Z]{2}$/.test(target.country) &&
    typeof previous === 'string' &&
    /^[A-Z]+$/.test(previous);
  return isKnown
    ? `aws pinpoint-sms-voice-v2 update-protect-configuration-country-rule-set --protect-configuration-id <id> --number-capability SMS --country-rule-set-updates '{"${target.country}":{"ProtectStatus":"${previous}"}}'`
    : null;
};

const steps = ({ kind, target, previous }: LeverRun): Html => {
  if ('limitUsd' in target)
    return html`Set the SNS account attribute <code>MonthlySpendLimit</code> back to ${valueInWords(previous)}.`;
  if (kind === 'block-number-range' || 'prefix' in target)
    return html`Remove ${'prefix' in target ? prefixLabel(target.prefix) : countryLabel(target.country)} from the deny list. To keep it open for good, add it to <code>allowedNumberRanges</code>.`;
  return html`In AWS End User Messaging, open the protect configuration, country rules for SMS, and set ${countryLabel(target.country)} back to ${valueInWords(previous)}. ${
    kind === 'filter-country'
      ? html`To never filter, set <code>responses/filter-country/enabled</code> to <code>false</code>.`
      : html`To keep it from being blocked whole again, add it to <code>protectedCountries</code>.`
  }`;
};

/** An undo that did not work; the lever stays until its expiry, if it has one. */
const failedUndo = ({ atMs, outcome, reason }: Undoing, expiry: Html): Html =>
  html`<strong class="attack">The undo at ${timeElement(atMs)} ${outcome === 'failed' ? 'failed' : 'was skipped'}</strong>${reason !== null && html`: ${reasonInWords(reason)}`}; ${expiry}`;

/** How the lever went back. */
const ending = (run: LeverRun, untilMs: number): Html => {
  const { undoing, expiresAtMs } = run;
  const endMs = endOfRun(run);
  const would = run.outcome === 'would-apply';
  const expiry =
    expiresAtMs === null
      ? html`no expiry was logged, so undo it by hand`
      : html`${would ? 'would end' : 'ends'} by itself ${timeElement(expiresAtMs)}`;
  if (undoing !== null && isTakenOver(run))
    return html`Left alone ${timeElement(undoing.atMs)}: an operator had changed it, and that change stands`;
  if (undoing !== null && !isUndone(run)) return failedUndo(undoing, expiry);
  if (undoing !== null && endMs === undoing.atMs)
    return html`${would ? 'Would have been undone' : 'Undone'} ${timeElement(endMs)}${expiresAtMs !== null && expiresAtMs > endMs && html`; it would have ended by itself ${timeElement(expiresAtMs)}`}`;
  if (endMs !== null && endMs <= untilMs)
    return html`${would ? 'Would have ended' : 'Ended'} by itself ${timeElement(endMs)}`;
  return html`${would ? 'Would be in force' : 'In force'} at the end of the recording; ${expiry}`;
};

const renderRun = (run: LeverRun, untilMs: number): Html => {
  const isReal = run.outcome === 'applied';
  const pasted = isReal ? command(run) : null;
  return html`<li><p><strong>${leverInWords(run.kind, run.target)}</strong> ${chip(isReal ? 'Applied' : 'Would apply', isReal ? 'blocked' : 'plain')}</p>
<dl class="undo">
<div><dt>In force</dt><dd>from ${timeElement(run.startedAtMs)}${run.renewals > 0 && `, renewed ${run.renewals === 1 ? 'once' : `${run.renewals} times`}`}</dd></div>
<div><dt>End</dt><dd>${ending(run, untilMs)}</dd></div>
<div><dt>Restores</dt><dd>${'prefix' in run.target && run.previous === null ? 'the range is no longer denied' : valueInWords(run.previous)}</dd></div>
${isReal && html`<div><dt>By hand</dt><dd>${steps(run)}${pasted !== null && html`<pre tabindex="0"><code>${pasted}</code></pre>`}</dd></div>`}
</dl></li>`;
};

/** Why there is nothing to undo: actions may have been tried, and a person should know. */
const attemptsInWords = ({ decisions }: Incident): string => {
  const actions = decisions.flatMap((decision) => decision.actions);
  const count = (wanted: string): number =>
    actions.filter(({ outcome }) => outcome === wanted).length;
  const tried = [
    count('failed') > 0 ? `${plural(count('failed'), 'action')} failed` : null,
    count('skipped') > 0 ? `${plural(count('skipped'), 'action')} skipped` : null,
  ].filter((part) => part !== null);
  return tried.length === 0
    ? 'No action was taken, so there is nothing to undo.'
    : `${tried.join(', ')}; the timeline says why. Nothing was changed, so there is nothing to undo.`;
};

/** What was done in an incident, until when, and how to take it back before that. */
export const renderUndo = (view: ReportView, incident: Incident): Html => {
  const { levers } = incident;
  const title = html`<h4>${view.isMonitor ? 'What would have been done' : 'What was done, and how to undo it'}</h4>`;
  if (levers.length === 0) return html`${title}<p>${attemptsInWords(incident)}</p>`;
  return html`${title}
${levers.some(({ outcome }) => outcome === 'would-apply') && html`<p class="note">Monitor mode changed nothing, so there is nothing to undo.</p>`}<ul class="levers">${levers.map((run) => renderRun(run, view.data.toMs))}</ul>`;
};
