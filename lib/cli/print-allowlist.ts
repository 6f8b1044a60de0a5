import { formatCount, formatPercent, formatUsd, plural } from '../replay/report/format.ts';
import { countryLabel } from '../replay/report/places.ts';
import { formatIso } from '../core/time.ts';
import type { CountryUsage, LogUsage } from '../operate/country-usage.ts';
import type { AllowlistOptions, AllowlistSuggestion } from '../operate/suggest-allowlist.ts';
import { colors } from './colors.ts';
import { type Column, formatTable } from './table.ts';

const COLUMNS: readonly Column<CountryUsage>[] = [
  { title: 'country', of: ({ country }) => countryLabel(country) },
  { title: 'SMS', of: ({ messages }) => formatCount(messages), isFigure: true },
  { title: 'spend', of: ({ spendUsd }) => formatUsd(spendUsd), isFigure: true },
  { title: 'codes used', of: ({ usedCodes }) => formatCount(usedCodes), isFigure: true },
  {
    title: 'on days',
    of: ({ daysWithUsedCodes }) => formatCount(daysWithUsedCodes),
    isFigure: true,
  },
];

/** More would scroll the proposal off the screen; `--json` has all. */
const MOST_ROWS = 20;

const section = (title: string, rows: readonly CountryUsage[]): string[] =>
  rows.length === 0
    ? []
    : [
        '',
        title,
        formatTable(COLUMNS, rows.slice(0, MOST_ROWS)),
        ...(rows.length > MOST_ROWS
          ? [colors.dim(`and ${rows.length - MOST_ROWS} more: --json has all`)]
          : []),
      ];

/** The proposal, and what it would have cost and saved in the same logs. */
export const formatAllowlist = (
  { fromMs, toMs }: Pick<LogUsage, 'fromMs' | 'toMs'>,
  suggestion: AllowlistSuggestion,
  { minUsedCodes, minDays }: AllowlistOptions,
): string => {
  const { allowed, blocked, outOfReach, wouldHaveBlocked, total } = suggestion;
  const { messages, spendUsd, unpricedMessages, usedCodes } = wouldHaveBlocked;
  const period =
    fromMs === null || toMs === null ? '' : `, ${formatIso(fromMs)} to ${formatIso(toMs)}`;
  return [
    `Allow ${plural(allowed.length, 'country', 'countries')} (at least ${plural(minUsedCodes, 'code')} used, on at least ${plural(minDays, 'day')}${period}):`,
    allowed.map(({ country }) => country).join(','),
    ...section('Allowed', allowed),
    ...section('Would have been blocked', blocked),
    ...section('Out of reach: no country rule exists for these', outOfReach),
    '',
    `In the same logs it would have blocked ${formatCount(messages)} of ${formatCount(total.messages)} SMS (${formatPercent(messages, total.messages)}) and saved ${formatUsd(spendUsd)} of ${formatUsd(total.spendUsd)}${unpricedMessages > 0 ? `; ${plural(unpricedMessages, 'SMS', 'SMS')} of them had no price` : ''}.`,
    usedCodes === 0
      ? 'No customer who used a code would have been kept out.'
      : colors.yellow(
          `It would have kept out customers: ${formatCount(usedCodes)} of ${formatCount(total.usedCodes)} used codes (${formatPercent(usedCodes, total.usedCodes)}) went to blocked countries.`,
        ),
    colors.dim(
      'Customers who travel or are new are not in the logs. It is a proposal: nothing was changed.',
    ),
  ].join('\n');
};
