import { colors } from './colors.ts';

const WIDTH = 110;
const LABEL_WIDTH = 11;

/** Breaks items between them; further lines begin below the first. Nothing is broken inside an item. */
const wrapItems = (items: readonly string[], indent: number): string => {
  const lines: string[] = [];
  let current = '';
  for (const item of items) {
    const longer = current === '' ? item : `${current} ${item}`;
    if (current !== '' && indent + longer.length > WIDTH) {
      lines.push(current);
      current = item;
    } else current = longer;
  }
  return [...lines, current].join(`\n${' '.repeat(indent)}`);
};

/** A label and the items that belong to it, in a hanging column. */
export const labelled = (label: string, items: readonly string[], indent: number): string => {
  const column = indent + LABEL_WIDTH;
  const padded = `${' '.repeat(indent)}${label}`.padEnd(column);
  return `${colors.dim(padded)}${wrapItems(items, column)}`;
};

/** The same for a sentence, broken between words. */
export const sentence = (label: string, text: string, indent: number): string =>
  labelled(label, text.split(' '), indent);

/** Up to three decimals, and no more digits than a person reads. */
export const figure = (value: number): string => {
  if (!Number.isFinite(value)) return 'unknown';
  const decimals =
    Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3;
  return Number(value.toFixed(decimals)).toLocaleString('en-US', { maximumFractionDigits: 3 });
};

const UNITS = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
] as const;

/** `1 h`, `90 min`, `45 s`: in the largest unit that divides it. */
export const duration = (seconds: number): string => {
  const unit = UNITS.find(([size]) => seconds >= size && seconds % size === 0);
  return unit === undefined ? `${figure(seconds)} s` : `${seconds / unit[0]} ${unit[1]}`;
};
