import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../core/time.ts';
import { type Html, html } from './html.ts';

/** What stands where there is no number. */
export const NONE = '–';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const decimal = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });
const money = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });
const roundMoney = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  maximumFractionDigits: 0,
});

/** `1,412`. */
export const formatCount = (count: number): string =>
  Number.isFinite(count) ? whole.format(count) : NONE;

/** `1,412` for a whole number, three significant digits for any other: `0.4`, `12.7`. */
export const formatNumber = (value: number): string => {
  if (!Number.isFinite(value)) return NONE;
  return Number.isInteger(value) || Math.abs(value) >= 1_000
    ? whole.format(value)
    : decimal.format(value);
};

/** `$297.12`; an amount that would round to nothing is `<$0.01`. */
export const formatUsd = (usd: number): string => {
  if (!Number.isFinite(usd)) return NONE;
  return usd > 0 && usd < 0.005 ? '<$0.01' : money.format(usd);
};

/** For sentences: cents only where they matter. */
export const formatRoundUsd = (usd: number): string =>
  Number.isFinite(usd) && usd >= 10 ? roundMoney.format(usd) : formatUsd(usd);

/** For figures in large type: no cents from a thousand on. */
export const formatHeadlineUsd = (usd: number): string =>
  Number.isFinite(usd) && usd >= 1_000 ? roundMoney.format(usd) : formatUsd(usd);

/** For an axis: cents only where a value has some. */
export const formatAxisUsd = (usd: number): string =>
  Number.isInteger(usd) ? roundMoney.format(usd) : formatUsd(usd);

/** `part` of `total`, `57.1%`; no total, no percentage. */
export const formatPercent = (part: number, total: number): string =>
  total > 0 && Number.isFinite(part) ? `${((100 * part) / total).toFixed(1)}%` : NONE;

/** `1 incident`, `2 incidents`, `0 incidents`. */
export const plural = (count: number, singular: string, several = `${singular}s`): string =>
  `${formatCount(count)} ${count === 1 ? singular : several}`;

const SECOND = { ms: SECOND_MS, name: 'second' } as const;
const UNITS = [
  { ms: DAY_MS, name: 'day' },
  { ms: HOUR_MS, name: 'hour' },
  { ms: MINUTE_MS, name: 'minute' },
  SECOND,
] as const;

/** `3 days`, `36 hours`, `1 hour`: in the largest unit that fits exactly or at least twice. */
export const formatDuration = (ms: number): string => {
  if (!Number.isFinite(ms)) return NONE;
  const unit = UNITS.find(({ ms: size }) => ms >= 2 * size || ms === size) ?? SECOND;
  return plural(Math.round(ms / unit.ms), unit.name);
};

/** Exact, for steps of a chart: `15 minutes`, `1 hour`, `1 day`. */
export const formatStep = (ms: number): string => {
  const unit = UNITS.find(({ ms: size }) => ms % size === 0);
  return unit === undefined ? `${formatCount(ms)} ms` : plural(ms / unit.ms, unit.name);
};

/** As {@link formatStep}, after the word "per": `15 minutes`, but `hour`. */
export const formatPer = (ms: number): string => formatStep(ms).replace(/^1 /, '');

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');
/** The range of dates that have an ISO form with a four-digit year. */
const isDate = (ms: number): boolean => Math.abs(ms) <= 8.64e15;

/** `11 Sep`. */
export const formatDay = (ms: number): string => {
  if (!isDate(ms)) return NONE;
  const date = new Date(ms);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
};

/** `05:03`. */
export const formatClock = (ms: number): string => {
  if (!isDate(ms)) return NONE;
  const date = new Date(ms);
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
};

/** `11 Sep 05:03 UTC`. */
export const formatTime = (ms: number): string =>
  isDate(ms) ? `${formatDay(ms)} ${formatClock(ms)} UTC` : NONE;

/** `9 Sep 2026 00:00 to 12 Sep 2026 00:00 UTC`. */
export const formatPeriod = (fromMs: number, toMs: number): string => {
  if (!isDate(fromMs) || !isDate(toMs)) return NONE;
  const year = (ms: number): number => new Date(ms).getUTCFullYear();
  return `${formatDay(fromMs)} ${year(fromMs)} ${formatClock(fromMs)} to ${formatDay(toMs)} ${year(toMs)} ${formatClock(toMs)} UTC`;
};

/** Epoch milliseconds of an ISO 8601 time, `NaN` when it is none. */
export const parseTime = (iso: string): number => Date.parse(iso);

/** A `<time>` that people read in short and machines in full. */
export const timeElement = (ms: number): Html => {
  if (!isDate(ms)) return html`${NONE}`;
  return html`<time datetime="${new Date(ms).toISOString()}">${formatTime(ms)}</time>`;
};
