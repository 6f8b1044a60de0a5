import { formatCount, formatUsd, NONE } from '../replay/report/format.ts';
import type { Sweep } from '../replay/sweep.ts';
import type { SweepRow } from '../replay/sweep-row.ts';
import { type Column, formatTable } from './table.ts';

const minutes = (value: number | null): string => (value === null ? NONE : String(value));

const markOf = ({ isDefault, isInForce }: SweepRow): string =>
  isInForce ? (isDefault ? 'in force, default' : 'in force') : isDefault ? 'default' : '';

const COLUMNS: readonly Column<SweepRow>[] = [
  { title: 'value', of: ({ value }) => String(value), isFigure: true },
  { title: '', of: markOf },
  { title: 'incidents', of: ({ incidents }) => formatCount(incidents), isFigure: true },
  { title: 'contained', of: ({ contained }) => formatCount(contained), isFigure: true },
  { title: 'min to alert', of: (row) => minutes(row.minutesToAlert), isFigure: true },
  { title: 'to containment', of: (row) => minutes(row.minutesToContainment), isFigure: true },
  { title: 'spend', of: ({ spendUsd }) => formatUsd(spendUsd), isFigure: true },
  { title: 'lost', of: ({ lostUsd }) => formatUsd(lostUsd), isFigure: true },
  { title: 'saved', of: ({ savedUsd }) => formatUsd(savedUsd), isFigure: true },
  { title: 'stopped', of: (row) => formatCount(row.messagesStopped), isFigure: true },
  {
    title: 'customers',
    of: ({ customersStopped }) =>
      customersStopped === null ? NONE : formatCount(customersStopped),
    isFigure: true,
  },
];

/** What the columns mean, where a reader would guess wrongly. */
const notesOf = ({ mode, rejected }: Sweep): readonly string[] => [
  'Minutes are medians over incidents, from where each run dates their start. "Lost" is told by incidents: what none was opened for stands in "spend" only.',
  '"Customers" are stopped messages whose code the recording shows as used within the hour.',
  ...(mode === 'monitor'
    ? [
        'Mode monitor: nothing is stopped. --mode enforce shows what the levers would save and stop.',
      ]
    : []),
  ...(rejected > 0
    ? [`Records that could not be read: ${formatCount(rejected)}; replay says which and why.`]
    : []),
];

const titleOf = ({ parameter, mode, records }: Sweep): string =>
  `${parameter}, mode ${mode}, ${formatCount(records)} records`;

/** The trade-off as a table for the terminal. */
export const formatSweep = (sweep: Sweep): string =>
  [titleOf(sweep), '', formatTable(COLUMNS, sweep.rows), '', ...notesOf(sweep)].join('\n');

/** The same as `sweep.md`. */
export const sweepMarkdown = (sweep: Sweep): string => {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    `# Sweep of ${titleOf(sweep)}`,
    '',
    line(COLUMNS.map(({ title }) => title)),
    line(COLUMNS.map(({ isFigure }) => (isFigure === true ? '--:' : '---'))),
    ...sweep.rows.map((row) => line(COLUMNS.map(({ of }) => of(row)))),
    '',
    ...notesOf(sweep).map((note) => `- ${note}`),
    '',
  ].join('\n');
};
