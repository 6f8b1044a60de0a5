import { expect, it } from 'vitest';
import {
  formatAxisUsd,
  formatCount,
  formatDuration,
  formatHeadlineUsd,
  formatNumber,
  formatPer,
  formatPercent,
  formatPeriod,
  formatRoundUsd,
  formatStep,
  formatTime,
  formatUsd,
  timeElement,
} from '../../../lib/replay/report/format.ts';
import { evidenceName, evidenceValue } from '../../../lib/replay/report/sections/evidence-value.ts';

const atMs = Date.parse('2026-09-11T05:03:59.999Z');

it.each([
  [formatCount(1412), '1,412'],
  [formatCount(Number.NaN), '–'],
  [formatNumber(0.4), '0.4'],
  [formatNumber(184.29), '184'],
  [formatNumber(0.01724), '0.0172'],
  [formatNumber(12_345.6), '12,346'],
  [formatUsd(297.123), '$297.12'],
  [formatUsd(0.004), '<$0.01'],
  [formatUsd(0), '$0.00'],
  [formatUsd(Number.POSITIVE_INFINITY), '–'],
  [formatRoundUsd(297.9), '$298'],
  [formatRoundUsd(9.5), '$9.50'],
  [formatHeadlineUsd(999.5), '$999.50'],
  [formatHeadlineUsd(227_368.51), '$227,369'],
  [formatAxisUsd(20), '$20'],
  [formatAxisUsd(0.5), '$0.50'],
  [formatPercent(4, 7), '57.1%'],
  [formatPercent(0, 0), '–'],
  [formatTime(atMs), '11 Sep 05:03 UTC'],
  [formatTime(Number.NaN), '–'],
  [formatPeriod(atMs, atMs + 86_400_000), '11 Sep 2026 05:03 to 12 Sep 2026 05:03 UTC'],
])('formats %s', (formatted, expected) => {
  expect(formatted).toBe(expected);
});

it.each([
  [259_200_000, '3 days'],
  [129_600_000, '36 hours'],
  [86_400_000, '1 day'],
  [3_600_000, '1 hour'],
  [5_400_000, '90 minutes'],
  [180_000, '3 minutes'],
  [1_500, '2 seconds'],
  [0, '0 seconds'],
])('says how long %d ms are', (ms, expected) => {
  expect(formatDuration(ms)).toBe(expected);
});

it('names the step of a chart exactly', () => {
  expect([formatStep(900_000), formatStep(3_600_000), formatPer(3_600_000)]).toEqual([
    '15 minutes',
    '1 hour',
    'hour',
  ]);
});

it('gives machines the whole time', () => {
  expect(timeElement(atMs).markup).toBe(
    '<time datetime="2026-09-11T05:03:59.999Z">11 Sep 05:03 UTC</time>',
  );
  expect(timeElement(Number.NaN).markup).toBe('–');
});

it.each([
  ['distinctNumbers', 61, 'Distinct numbers', '61'],
  ['windowSeconds', 3600, 'Window', '1 hour'],
  ['spendUsd', 13.3, 'Spend', '$13.30'],
  ['expectedConversion', 0.81, 'Expected conversion', '81%'],
  ['evidenceNats', 184.3, 'Evidence', '184 nats'],
  ['ratio', 0.5, 'Ratio', '0.5'],
  ['lastSeenAtMs', atMs, 'Last seen at', '11 Sep 05:03 UTC'],
  ['missing', null, 'Missing', '–'],
  ['isProtected', true, 'Is protected', 'yes'],
  ['note', '<b>', 'Note', '&lt;b&gt;'],
  ['blocks', [], 'Blocks', 'none'],
] as const)('makes the evidence %s readable', (name, value, title, words) => {
  expect(evidenceName(name)).toBe(title);
  expect(evidenceValue(name, value).markup).toBe(words);
});

it('shows a list in the evidence as a table with every column that occurs', () => {
  const { markup } = evidenceValue('blocks', [{ a: 1 }, { a: 2, b: 'x' }]);
  expect(markup.match(/<th scope="col">/g)).toHaveLength(2);
  expect(markup).toContain('<td>2</td><td>x</td>');
  expect(markup).toContain('<td>1</td><td>–</td>');
});
