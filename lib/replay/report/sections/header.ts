import {
  NONE,
  formatCount,
  formatDuration,
  formatHeadlineUsd,
  formatPeriod,
  plural,
} from '../format.ts';
import { type Html, html } from '../html.ts';
import { type ReportView, savedInAll } from '../view.ts';
import { verdictSentence } from './verdict.ts';

const figure = (name: string, value: string, note: string): Html =>
  html`<div><dt>${name}</dt><dd><span class="number">${value}</span> <span class="note">${note}</span></dd></div>`;

const incidentNote = ({ incidents }: ReportView): string => {
  const count = (assessment: string): number =>
    incidents.filter((incident) => incident.assessment === assessment).length;
  const parts = [
    { words: plural(count('attack'), 'attack'), count: count('attack') },
    { words: plural(count('suspicion'), 'suspicion'), count: count('suspicion') },
    { words: `${formatCount(count('not-assessed'))} not assessed`, count: count('not-assessed') },
    { words: `${formatCount(count('clear'))} cleared`, count: count('clear') },
  ].filter((part) => part.count > 0);
  return parts.length === 0 ? 'none opened' : parts.map(({ words }) => words).join(', ');
};

const trafficNote = ({ sent, blocked, verified, isMonitor }: ReportView): string =>
  [
    `${formatCount(sent)} sent`,
    blocked > 0 ? `${formatCount(blocked)} ${isMonitor ? 'would be blocked' : 'blocked'}` : null,
    verified > 0 ? `${formatCount(verified)} verified` : 'no verifications seen',
  ]
    .filter((part) => part !== null)
    .join(', ');

/** In `monitor` nothing is stopped, so what that would have spared is known only to another replay. */
const savedFigure = (view: ReportView): Html => {
  const saved = savedInAll(view);
  if (saved === null) return figure('Would have saved', NONE, 'replay in enforce mode to see');
  return view.isMonitor
    ? figure('Would have saved', formatHeadlineUsd(saved), 'had it enforced')
    : figure('Estimated saved', formatHeadlineUsd(saved), 'by the actions applied');
};

const figures = (view: ReportView): Html => {
  const { data, isMonitor } = view;
  const { summary } = data;
  const hasPeriod = summary.period.from !== null;
  return html`<dl class="figures">
${figure('SMS', formatCount(view.attempted), trafficNote(view))}
${figure('Spend', formatHeadlineUsd(summary.spendUsd), 'recorded prices')}
${figure('Estimated loss', formatHeadlineUsd(summary.estimatedLossUsd), 'above what was expected')}
${savedFigure(view)}
${figure('Incidents', formatCount(view.incidents.length), incidentNote(view))}
${figure('Period', hasPeriod ? formatDuration(data.toMs - data.fromMs) : 'none', hasPeriod ? formatPeriod(data.fromMs, data.toMs) : 'no record was accepted')}
${figure('Mode', data.mode, isMonitor ? 'watches, changes nothing' : 'acts, and undoes it')}
</dl>`;
};

const caveats = ({ incidents, rejected, isMonitor }: ReportView): readonly Html[] => {
  const unassessed = incidents.filter(({ decisions }) =>
    decisions.some(({ verdict }) => verdict === 'not-assessed'),
  ).length;
  return [
    html`This is a replay of recorded logs. ${
      isMonitor
        ? 'In monitor mode nothing would have been changed.'
        : 'Its actions ran against a stand-in: no AWS account was touched.'
    }`,
    ...(unassessed > 0
      ? [
          html`${plural(unassessed, 'incident')} could not be assessed at some point. Unknown is not an all-clear.`,
        ]
      : []),
    ...(rejected > 0
      ? [
          html`<a href="#unreadable">${plural(rejected, 'record')} could not be read</a> and ${rejected === 1 ? 'is' : 'are'} missing from every figure here.`,
        ]
      : []),
  ];
};

/** The verdict, the figures that carry it and the way to the rest. */
export const renderHeader = (view: ReportView): Html => html`<header>
<p class="eyebrow">SMS pumping detector, replay report</p>
<h1>${verdictSentence(view)}</h1>
${figures(view)}
<ul class="caveats">${caveats(view).map((caveat) => html`<li>${caveat}</li>`)}</ul>
<nav aria-label="Sections"><a href="#traffic">Traffic and spend</a> <a href="#incidents">Incidents</a> <a href="#countries">Countries</a> <a href="#unreadable">Not readable</a> <a href="#about">About</a></nav>
</header>`;
