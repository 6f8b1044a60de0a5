/** How figures stand in the report. What never happened is a dash, never a number. */
export const NEVER = '–';

export const percent = (share: number | null, digits = 1): string =>
  share === null ? NEVER : `${(100 * share).toFixed(digits)} %`;

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
