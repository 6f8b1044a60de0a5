import { actionInWords, leverInWords, OUTCOMES, reasonInWords } from '../replay/report/words.ts';
import { formatCount, formatUsd, plural } from '../replay/report/format.ts';
import { subjectTitle } from '../replay/report/places.ts';
import type { Action, Decision } from '../core/decide/decision.ts';
import type { Incident } from '../core/decide/incident.ts';
import { formatIso } from '../core/time.ts';
import type { HeldLever, Overview } from '../operate/overview.ts';
import { colors } from './colors.ts';
import { formatDecision } from './print-decision.ts';
import { type Column, formatTable } from './table.ts';

const when = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)}`;

const INCIDENT_COLUMNS: readonly Column<Incident>[] = [
  { title: 'incident', of: ({ incidentId }) => incidentId },
  { title: 'state', of: ({ state }) => state },
  { title: 'what', of: ({ subject }) => subjectTitle(subject) },
  { title: 'began (UTC)', of: ({ startedAtMs }) => when(formatIso(startedAtMs)) },
  { title: 'risk', of: ({ last }) => String(last.riskScore), isFigure: true },
  { title: 'SMS', of: ({ last }) => formatCount(last.messagesObserved), isFigure: true },
  { title: 'spend', of: ({ last }) => formatUsd(last.spendUsd), isFigure: true },
  { title: 'loss', of: ({ last }) => formatUsd(last.estimatedLossUsd), isFigure: true },
  { title: 'levers', of: ({ actions }) => String(actions.length), isFigure: true },
];

/** Incidents as a table, the latest first. */
export const formatIncidents = (incidents: readonly Incident[]): string =>
  incidents.length === 0
    ? 'No incident.'
    : formatTable(
        INCIDENT_COLUMNS,
        incidents.toSorted((a, b) => b.startedAtMs - a.startedAtMs),
      );

const actionLine = (action: Action, decisions: readonly Decision[]): string => {
  const { outcome, reason, expiresAt, previous } = action;
  const details = [
    ...(expiresAt === null ? [] : [`until ${when(expiresAt)} UTC`]),
    ...(previous === null ? [] : [`before: ${previous}`]),
    ...(reason === null ? [] : [reasonInWords(reason)]),
  ];
  return `    ${OUTCOMES[outcome]}: ${actionInWords(action, decisions)}${details.length === 0 ? '' : ` (${details.join('; ')})`}`;
};

const NOT_KEPT =
  'The incident itself is no longer kept: it was closed 90 days ago or before. These are its decisions of the last 400 days.';

/**
 * One incident from its first decision to its last: what was seen, by which rule, and what was done.
 *
 * @param incident `null` when only its decisions are still kept
 */
export const formatIncident = (
  incident: Incident | null,
  decisions: readonly Decision[],
): string => {
  const lines = [incident === null ? NOT_KEPT : formatIncidents([incident]), ''];
  for (const decision of decisions) {
    lines.push(formatDecision(decision));
    for (const { ruleId, score, verdict, tune } of decision.reasons)
      if (verdict === 'match')
        lines.push(
          colors.dim(`    because of ${ruleId} (${score} of 100); tune ${tune.join(', ')}`),
        );
    for (const action of decision.actions) lines.push(actionLine(action, decisions));
  }
  return lines.join('\n');
};

const LEVER_COLUMNS: readonly Column<HeldLever>[] = [
  {
    title: 'lever',
    of: ({ kind, target, isMoved }) =>
      `${isMoved ? '' : '(monitor) '}${leverInWords(kind, target)}`,
  },
  { title: 'before', of: ({ previous }) => String(previous ?? 'none') },
  { title: 'since (UTC)', of: ({ appliedAt }) => when(appliedAt) },
  {
    title: 'until (UTC)',
    of: ({ expiresAt, isOverdue }) => `${when(expiresAt)}${isOverdue ? ' OVERDUE' : ''}`,
  },
  { title: 'incident', of: ({ incidentId }) => incidentId },
];

const FOUND: Column<HeldLever> = {
  title: 'in force',
  of: ({ check }) => {
    if (check === null) return '';
    if (check.state === 'unknown' || check.state === 'ended') return check.state;
    return `${check.found ?? 'none'}${check.state === 'changed' ? ' CHANGED' : ''}`;
  },
};

const leverColumns = (levers: readonly HeldLever[]): readonly Column<HeldLever>[] =>
  levers.every(({ check }) => check === null) ? LEVER_COLUMNS : [...LEVER_COLUMNS, FOUND];

/** What is going on, what is moved, and what to look at. */
export const formatOverview = ({
  asOf,
  incidents,
  lastDecisionAt,
  levers,
  attention,
}: Overview): string => {
  const { open, contained, released } = incidents;
  const lines = [
    `As of ${when(asOf)} UTC: ${plural(open + contained + released, 'incident')} under way (${open} open, ${contained} contained, ${released} released).`,
    lastDecisionAt === null
      ? 'No decision is known.'
      : `The last decision was made at ${when(lastDecisionAt)} UTC.`,
    '',
    levers.length === 0 ? 'No lever is held.' : formatTable(leverColumns(levers), levers),
  ];
  if (attention.length > 0)
    lines.push('', colors.yellow('Look at:'), ...attention.map((sentence) => `  ${sentence}`));
  return lines.join('\n');
};
