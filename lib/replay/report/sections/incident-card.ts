import { chip } from '../chip.ts';
import { formatCount, formatDuration, formatUsd, timeElement } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { Incident } from '../incident.ts';
import { endOfRun } from '../lever-runs.ts';
import { subjectTitle } from '../places.ts';
import { type ReportView, savedIn, savedInAll } from '../view.ts';
import { ASSESSMENTS } from '../words.ts';
import { renderEvidence } from './evidence.ts';
import { renderNumberRanges } from './number-ranges.ts';
import { renderTimeline } from './timeline.ts';
import { renderTuning } from './tuning.ts';
import { renderUndo } from './undo.ts';

const TONES = {
  attack: 'attack',
  suspicion: 'plain',
  'not-assessed': 'unknown',
  clear: 'verified',
} as const;

/** How long after the opening; an action in the opening decision itself took no time. */
const containmentInWords = ({ openedAtMs, containedAtMs }: Incident, isMonitor: boolean) => {
  const verb = isMonitor ? 'Would contain' : 'Contained';
  if (containedAtMs === null) return isMonitor ? 'Would not contain' : 'Not contained';
  const afterMs = containedAtMs - openedAtMs;
  return afterMs > 0 ? `${verb} after ${formatDuration(afterMs)}` : `${verb} at once`;
};

/** How an incident stands: what it was, whether it was contained, whether it is over. */
export const incidentChips = (incident: Incident, isMonitor: boolean): Html =>
  html`${chip(ASSESSMENTS[incident.assessment], TONES[incident.assessment])} ${
    (incident.assessment === 'attack' || incident.containedAtMs !== null) &&
    chip(
      containmentInWords(incident, isMonitor),
      incident.containedAtMs === null ? 'plain' : 'blocked',
    )
  } ${chip(incident.closedAtMs === null ? 'Still open' : 'Closed', 'plain')}`;

const fact = (name: string, value: Html | string): Html =>
  html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

/** When the last lever was back. */
const releasedAtMs = ({ levers }: Incident, untilMs: number): number | null => {
  const ends = levers.map(endOfRun);
  if (ends.length === 0 || ends.includes(null)) return null;
  const last = Math.max(...ends.filter((end) => end !== null));
  return last <= untilMs ? last : null;
};

/** Where no figure belongs to one incident. */
const unknownSaving = (view: ReportView): string =>
  savedInAll(view) === null ? 'not reckoned in monitor' : 'in the total above';

const facts = (view: ReportView, incident: Incident): Html => {
  const { latest, openedAtMs, closedAtMs, containedAtMs } = incident;
  const saved = savedIn(view, incident);
  const released = releasedAtMs(incident, view.data.toMs);
  return html`<dl class="facts">
${fact('Opened', timeElement(openedAtMs))}
${containedAtMs !== null && fact(view.isMonitor ? 'Would contain' : 'Contained', timeElement(containedAtMs))}
${released !== null && fact(view.isMonitor ? 'Would release' : 'Released', timeElement(released))}
${fact('Closed', closedAtMs === null ? 'still open at the end' : timeElement(closedAtMs))}
${fact('SMS', formatCount(latest.messagesObserved))}
${fact('Spent', formatUsd(latest.spendUsd))}
${fact('Estimated loss', formatUsd(latest.estimatedLossUsd))}
${fact(view.isMonitor ? 'Would have saved' : 'Estimated saved', saved === null ? unknownSaving(view) : formatUsd(saved))}
</dl>`;
};

/** One incident from its opening to its end; folded, the how stands behind a click. */
export const renderIncidentCard = (
  view: ReportView,
  incident: Incident,
  isFolded: boolean,
): Html => {
  const id = `incident-${incident.number}`;
  const course = html`${renderTimeline(incident)}
${renderEvidence(incident)}
${renderTuning(incident)}`;
  return html`<article class="incident ${incident.assessment}" id="${id}" aria-labelledby="${id}-title">
<h3 id="${id}-title"><span class="ordinal">Incident ${incident.number}</span> ${subjectTitle(incident.subject)}</h3>
<p class="chips">${incidentChips(incident, view.isMonitor)}</p>
<p class="lede">${incident.decisive.message}</p>
${facts(view, incident)}
${renderUndo(view, incident)}
${renderNumberRanges(incident)}
${
  isFolded
    ? html`<details class="course"><summary>Timeline, evidence and what to tune</summary>${course}</details>`
    : course
}
<p class="note id"><code>${incident.id}</code></p>
</article>`;
};
