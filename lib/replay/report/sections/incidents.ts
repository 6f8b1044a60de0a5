import { formatCount, formatUsd, timeElement } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { Incident } from '../incident.ts';
import { subjectTitle } from '../places.ts';
import type { ReportView } from '../view.ts';
import { ASSESSMENTS } from '../words.ts';
import { renderIncidentCard } from './incident-card.ts';

const MAX_CARDS = 25;

const GRAVITY = ['attack', 'not-assessed', 'suspicion', 'clear'] as const;

/** The gravest when there are too many for cards; cards always stand in the order of opening. */
const choose = (incidents: readonly Incident[]): ReadonlySet<Incident> =>
  new Set(
    incidents
      .toSorted(
        (a, b) =>
          GRAVITY.indexOf(a.assessment) - GRAVITY.indexOf(b.assessment) ||
          b.latest.estimatedLossUsd - a.latest.estimatedLossUsd ||
          a.number - b.number,
      )
      .slice(0, MAX_CARDS),
  );

const MAX_ROWS = 500;

const remaining = (incidents: readonly Incident[]): Html | false =>
  incidents.length > 0 &&
  html`<h3>${formatCount(incidents.length)} more incidents</h3>
<p class="note">Only the ${MAX_CARDS} gravest have a card. All decisions stand in <code>decisions.ndjson</code>.</p>
<div class="scroll" tabindex="0" role="region" aria-label="More incidents"><table class="numbers">
<thead><tr><th scope="col">Incident</th><th scope="col">What</th><th scope="col">Opened</th><th scope="col">SMS</th><th scope="col">Spent</th></tr></thead>
<tbody>${incidents.slice(0, MAX_ROWS).map(
    ({ number, subject, assessment, openedAtMs, latest }) =>
      html`<tr><th scope="row">${number}: ${subjectTitle(subject)}</th><td>${ASSESSMENTS[assessment]}</td><td>${timeElement(openedAtMs)}</td><td>${formatCount(latest.messagesObserved)}</td><td>${formatUsd(latest.spendUsd)}</td></tr>
`,
  )}</tbody></table></div>${incidents.length > MAX_ROWS && html`<p class="note">and ${formatCount(incidents.length - MAX_ROWS)} more</p>`}`;

/** All incidents, the gravest with all that is known about them. */
export const renderIncidents = (view: ReportView): Html => {
  const { incidents } = view;
  const chosen = choose(incidents);
  return html`<section id="incidents" aria-labelledby="incidents-title">
<h2 id="incidents-title">Incidents</h2>
${incidents.length === 0 && html`<p class="empty">No incident was opened.</p>`}
${incidents.filter((incident) => chosen.has(incident)).map((incident) => renderIncidentCard(view, incident))}
${remaining(incidents.filter((incident) => !chosen.has(incident)))}
</section>`;
};
