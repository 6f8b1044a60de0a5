import type { EvidenceValue } from '../../../core/decide/decision.ts';
import {
  NONE,
  formatCount,
  formatDuration,
  formatNumber,
  formatTime,
  formatUsd,
} from '../format.ts';
import { type Html, html } from '../html.ts';

const MAX_ROWS = 20;

/** What the end of a name says about its unit, and how it reads. */
const UNITS: readonly {
  readonly ending: RegExp;
  readonly format: (value: number) => string;
}[] = [
  { ending: /Usd$/, format: formatUsd },
  { ending: /AtMs$/, format: formatTime },
  { ending: /Ms$/, format: formatDuration },
  { ending: /Seconds$/, format: (value) => formatDuration(value * 1_000) },
  { ending: /Minutes$/, format: (value) => formatDuration(value * 60_000) },
  { ending: /Hours$/, format: (value) => formatDuration(value * 3_600_000) },
  { ending: /Nats$/, format: (value) => `${formatNumber(value)} nats` },
  { ending: /Percent$/, format: (value) => `${formatNumber(value)}%` },
];

/** A share of one is easier to read as a percentage; a rate above one is not a share. */
const SHARE = /(?:Share|Fraction|[cC]onversion(?:Rate)?|[vV]erifiedRate|[cC]ompletionRate)$/;

const unitOf = (name: string) => UNITS.find(({ ending }) => ending.test(name));

/** `distinctNumbers` as `Distinct numbers`, `windowSeconds` as `Window`: the unit stands at the value. */
export const evidenceName = (name: string): string => {
  const words = name
    .replace(
      unitOf(name) === undefined ? /$^/ : /(?:Usd|Ms|Seconds|Minutes|Hours|Nats|Percent)$/,
      '',
    )
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/\bsms\b/g, 'SMS');
  return words === '' ? name : words.charAt(0).toUpperCase() + words.slice(1);
};

const numberInWords = (name: string, value: number): string => {
  if (SHARE.test(name) && value >= 0 && value <= 1) return `${formatNumber(100 * value)}%`;
  return unitOf(name)?.format(value) ?? formatNumber(value);
};

const scalar = (name: string, value: number | string | boolean | null): string => {
  if (value === null) return NONE;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'number' ? numberInWords(name, value) : value;
};

type Rows = readonly Readonly<Record<string, number | string>>[];

/** A list inside the evidence, as a table with one column for every name that occurs in it. */
export const evidenceTable = (title: string, rows: Rows): Html => {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const rest = rows.length - MAX_ROWS;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table class="numbers">
<thead><tr>${names.map((name) => html`<th scope="col">${evidenceName(name)}</th>`)}</tr></thead>
<tbody>${rows.slice(0, MAX_ROWS).map(
    (row) => html`<tr>${names.map((name) => html`<td>${scalar(name, row[name] ?? null)}</td>`)}</tr>
`,
  )}</tbody></table></div>${rest > 0 && html`<p class="note">and ${formatCount(rest)} more</p>`}`;
};

/** One piece of evidence, readable without the rule's source. */
export const evidenceValue = (name: string, value: EvidenceValue): Html => {
  if (typeof value !== 'object' || value === null) return html`${scalar(name, value)}`;
  return value.length === 0 ? html`none` : evidenceTable(evidenceName(name), value);
};
