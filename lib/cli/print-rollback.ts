import { plural } from '../replay/report/format.ts';
import { leverInWords, OUTCOMES, reasonInWords } from '../replay/report/words.ts';
import type { LeverRollback, Rollback } from '../operate/preview-rollback.ts';
import { type Column, formatTable } from './table.ts';

const STATES: Readonly<Record<LeverRollback['state'], string>> = {
  'as-set': 'is put back',
  'put-back-already': 'stays as a probe has put it back',
  'operator-changed': 'somebody changed it: stays',
  monitor: 'was only said: stays',
  unknown: 'cannot be read',
};

const valueOf = (value: string | number | null): string => String(value ?? 'none');

const COLUMNS: readonly Column<LeverRollback>[] = [
  {
    title: 'lever',
    of: ({ kind, target, isMoved }) =>
      `${isMoved ? '' : '(monitor) '}${leverInWords(kind, target)}`,
  },
  { title: 'now', of: ({ now, state }) => (state === 'unknown' ? '?' : valueOf(now)) },
  { title: 'after', of: ({ after, state }) => (state === 'unknown' ? '?' : valueOf(after)) },
  { title: 'what', of: ({ state }) => STATES[state] },
  { title: 'incident', of: ({ incidentId }) => incidentId },
  { title: 'action', of: ({ actionId }) => actionId },
];

const OUTCOME: Column<LeverRollback> = {
  title: 'outcome',
  of: ({ outcome, reason, state }) => {
    if (outcome === null) return state === 'put-back-already' ? 'Let go of' : '';
    return reason === null ? OUTCOMES[outcome] : `${OUTCOMES[outcome]}: ${reasonInWords(reason)}`;
  },
};

/** Every lever of a rollback before and after, and what came of it or how to have it done. */
export const formatRollback = (rollback: Rollback): string => {
  const { isApplied, levers, waiting, decisions, problems } = rollback;
  const lines =
    levers.length === 0
      ? ['No lever is held.']
      : [formatTable(isApplied ? [...COLUMNS, OUTCOME] : COLUMNS, levers)];
  for (const { problem, incidentId, kind } of levers)
    if (problem !== null) lines.push(`${kind} of ${incidentId} cannot be read: ${problem}`);
  if (waiting.length > 0)
    lines.push(
      `${plural(waiting.length, 'incident')} (${waiting.join(', ')}) had a step that was decided and not yet done: ${isApplied ? 'it was ended' : 'it would be ended'} first.`,
    );
  for (const { incidentId, reason } of problems)
    lines.push(`${incidentId} was not rolled back: ${reason}`);
  if (isApplied) lines.push('', ...decisions.map(({ message }) => message));
  else if (levers.length > 0 || waiting.length > 0)
    lines.push('', 'Nothing was changed. Add --apply to do it.');
  return lines.join('\n');
};
