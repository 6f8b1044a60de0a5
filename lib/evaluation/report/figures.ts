import type { MedianInterval } from '../median-interval.ts';

/** How figures stand in the report. What never happened is a dash, never a number. */
export const NEVER = '–';

export const percent = (share: number | null, digits = 1): string =>
  share === null ? NEVER : `${(100 * share).toFixed(digits)} %`;

/** What a reader has to know of the cells that `intervalCell` writes. */
export const INTERVAL_NOTE =
  'In parentheses stands how many seeds a median is of. Fewer than six give no 95 % interval: `none`, and then their range, which lies beside the true median more often than an interval may.';

/**
 * `1.8 to 5.8 % (20)`, or `100.0 % (20)` where both ends read alike; `none; 1.8 to 5.8 % (3)` where
 * values are too few, with their range.
 */
export const intervalCell = (interval: MedianInterval | null): string => {
  if (interval === null) return NEVER;
  const { low, high, values, coverage } = interval;
  if (values === 1) return 'none (1)';
  const [from, to] = [percent(low), percent(high)];
  const range = from === to ? to : `${(100 * low).toFixed(1)} to ${to}`;
  return `${coverage === null ? 'none; ' : ''}${range} (${values})`;
};

export const minutes = (value: number | null): string =>
  value === null ? NEVER : value < 10 ? value.toFixed(1) : value.toFixed(0);

export const count = (value: number | null): string => (value === null ? NEVER : value.toFixed(0));

export const usd = (value: number): string =>
  value < 10 ? `$${value.toFixed(2)}` : `$${value.toFixed(0)}`;

type Cell = string | number;

export const markdownTable = (
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
): string =>
  [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
