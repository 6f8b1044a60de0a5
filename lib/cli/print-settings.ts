import type { Difference } from '../operate/diff-settings.ts';
import type { SettingRow } from '../operate/settings-of-instance.ts';
import { colors } from './colors.ts';
import { type Column, formatTable } from './table.ts';

export const valueInWords = (value: unknown): string => {
  if (value === undefined) return '-';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const COLUMNS: readonly Column<SettingRow>[] = [
  { title: 'setting', of: ({ key }) => key },
  { title: 'value', of: ({ value }) => valueInWords(value), isFigure: true },
  { title: 'default', of: (row) => valueInWords(row.default), isFigure: true },
  { title: 'range', of: ({ range }) => range },
  { title: 'unit', of: ({ unit }) => unit },
  { title: 'from', of: ({ source }) => (source === 'ssm' ? 'SSM' : source) },
];

/** What is wrong, one line a parameter; empty when nothing is. */
export const formatProblems = (rows: readonly SettingRow[]): string =>
  rows.flatMap(({ key, problem }) => (problem === null ? [] : [`  ${key}: ${problem}`])).join('\n');

export const formatSettings = (rows: readonly SettingRow[]): string => {
  const problems = formatProblems(rows);
  const table = formatTable(COLUMNS, rows);
  return problems === ''
    ? table
    : `${table}\n\n${colors.red('These cannot be used; the last good values are in force:')}\n${problems}`;
};

export const formatDifferences = (differences: readonly Difference[], other: string): string =>
  differences.length === 0
    ? `No difference from ${other}.`
    : formatTable<Difference>(
        [
          { title: 'setting', of: ({ key }) => key },
          { title: 'value', of: ({ value }) => valueInWords(value), isFigure: true },
          { title: other, of: (row) => valueInWords(row.other), isFigure: true },
        ],
        differences,
      );
