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
/** From this many cards on, each shows what happened and folds how. */
const FOLD_FROM = 4;

/** All incidents in one table, with the way to their cards. */
const overview = (incidents: readonly Incident[], chosen: ReadonlySet<Incident>): Html =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="All incidents"><table class="numbers">
<caption>All incidents in the order of opening${chosen.size < incidents.length && `. The ${chosen.size} gravest have a card below; all decisions stand in decisions.ndjson`}</caption>
<thead><tr><th scope="col">Incident</th><th scope="col">Opened</th><th scope="col">SMS</th><th scope="col">Spent</th></tr></thead>
<tbody>${incidents.slice(0, MAX_ROWS).map((incident) => {
    const { number, subject, assessment, openedAtMs, latest } = incident;
    const name = html`${number}: ${subjectTitle(subject)}`;
    return html`<tr><th scope="row">${chosen.has(incident) ? html`<a href="#incident-${number}">${name}</a>` : name}<br><span class="note">${ASSESSMENTS[assessment]}</span></th><td>${timeElement(openedAtMs)}</td><td>${formatCount(latest.messagesObserved)}</td><td>${formatUsd(latest.spendUsd)}</td></tr>
`;
  })}</tbody></table></div>${incidents.length > MAX_ROWS && html`<p class="note">and ${formatCount(incidents.length - MAX_ROWS)} more</p>`}`;

/** All incidents, the gravest with all that is known about them. */
export const renderIncidents = (view: ReportView): Html => {
  const { incidents } = view;
  const chosen = choose(incidents);
  const isFolded = chosen.size >= FOLD_FROM;
  return html`<section id="incidents" aria-labelledby="incidents-title">
<h2 id="incidents-title">Incidents</h2>
${incidents.length === 0 && html`<p class="empty">No incident was opened.</p>`}
${incidents.length > 1 && overview(incidents, chosen)}
${incidents.filter((incident) => chosen.has(incident)).map((incident) => renderIncidentCard(view, incident, isFolded))}
</section>`;
};
