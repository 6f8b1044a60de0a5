import { type Html, html } from '../html.ts';
import type { IncidentMark } from './marks.ts';
import { timeTicks, valueTicks } from './ticks.ts';

/** One filled outline or line over the positions of the buckets. */
export interface Series {
  readonly className: 'sent' | 'blocked' | 'verified' | 'spend';
  readonly shape: 'area' | 'line';
  readonly steps: readonly { readonly from: number; readonly to: number; readonly value: number }[];
}

export interface TimeChart {
  /** What the chart shows, for those who cannot see it. */
  readonly alternative: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** How many buckets lie between `fromMs` and `toMs`. */
  readonly bucketCount: number;
  readonly heightPx: number;
  readonly maxTimeTicks: number;
  /** Drawn in this order, the first at the back. */
  readonly series: readonly Series[];
  readonly formatValue: (value: number) => string;
  /** The least distance of two values on the axis that is worth a label: one SMS, one cent. */
  readonly smallestStep: number;
  readonly marks: readonly IncidentMark[];
  /** Whether there is room for `Incident 1`; else, and where there are several, it is `1`. */
  readonly hasLongLabels: boolean;
}

const AXIS_PX = 22;
const LANE_PX = 5;
/** As many labels of time fit on a phone. */
const NARROW_TICKS = 4;
/** Room above the highest value: for the lane of containment and the labels of incidents. */
const HEADROOM_PX = 20;
/** Room that the label of a value needs for itself. */
const PX_PER_TICK = 36;

/** Numbers in paths: enough digits for a pixel, none for looks. */
const trim = (value: number): string => String(Math.round(value * 10) / 10);
const percent = (fraction: number): string => `${Math.round(fraction * 10_000) / 100}%`;

const outline = (series: Series, toY: (value: number) => number, baseY: number): string => {
  const isArea = series.shape === 'area';
  let path = '';
  let y = Number.NaN;
  for (const step of series.steps) {
    const nextY = Math.round(toY(step.value) * 10) / 10;
    if (path === '')
      path = isArea ? `M${step.from} ${trim(baseY)}V${nextY}` : `M${step.from} ${nextY}`;
    else if (nextY !== y) path += `H${step.from}V${nextY}`;
    y = nextY;
  }
  const end = series.steps.at(-1)?.to ?? 0;
  return path === '' ? '' : `${path}H${end}${isArea ? `V${trim(baseY)}Z` : ''}`;
};

/** The part of a span that the chart shows, as fractions of its width. */
const clip = (chart: TimeChart, fromMs: number, toMs: number) => {
  const place = (ms: number): number =>
    Math.min(1, Math.max(0, (ms - chart.fromMs) / (chart.toMs - chart.fromMs)));
  const from = place(fromMs);
  return { from, width: place(toMs) - from };
};

const isInside = (chart: TimeChart, mark: IncidentMark): boolean =>
  mark.fromMs <= chart.toMs && mark.toMs >= chart.fromMs;

const shading = (chart: TimeChart, mark: IncidentMark): Html => {
  const { from, width } = clip(chart, mark.fromMs, mark.toMs);
  return html`<rect class="open" x="${percent(from)}" y="0" width="${percent(width)}" height="${chart.heightPx}"/><line class="opened" x1="${percent(from)}" x2="${percent(from)}" y1="0" y2="${chart.heightPx}"/>`;
};

const containmentStarts = (chart: TimeChart, mark: IncidentMark): Html =>
  html`${mark.contained.map((span) => {
    const x = percent(clip(chart, span.fromMs, span.toMs).from);
    return html`<line class="containment" x1="${x}" x2="${x}" y1="0" y2="${chart.heightPx}"/>`;
  })}`;

/** A bar above the values for as long as an action was in force. */
const containmentLane = (chart: TimeChart, mark: IncidentMark): Html =>
  html`${mark.contained.map((span) => {
    const { from, width } = clip(chart, span.fromMs, span.toMs);
    return html`<rect class="contained" x="${percent(from)}" y="0" width="${percent(width)}" height="${LANE_PX}"/>`;
  })}`;

/** Labels that would run into their neighbour on the left are left out; the shading still shows. */
const markLabels = (chart: TimeChart, marks: readonly IncidentMark[]): Html => {
  const isLong = chart.hasLongLabels && marks.length === 1;
  let freeFrom = -1;
  return html`${marks
    .toSorted((a, b) => a.fromMs - b.fromMs)
    .map((mark) => {
      const { from } = clip(chart, mark.fromMs, mark.toMs);
      if (from < freeFrom) return null;
      freeFrom = from + 0.06;
      const atEnd = from > (isLong ? 0.75 : 0.93);
      return html`<text class="mark" x="${percent(from)}" dx="${atEnd ? -5 : 5}" y="${LANE_PX + 13}" text-anchor="${atEnd ? 'end' : 'start'}">${isLong ? `Incident ${mark.number}` : mark.number}</text>`;
    })}`;
};

const anchorAt = (fraction: number): string => {
  if (fraction < 0.06) return 'start';
  return fraction > 0.94 ? 'end' : 'middle';
};

const timeAxis = (chart: TimeChart): Html =>
  html`${timeTicks(chart.fromMs, chart.toMs, chart.maxTimeTicks).map(({ atMs, label, isMinor }) => {
    const fraction = (atMs - chart.fromMs) / (chart.toMs - chart.fromMs);
    const x = percent(fraction);
    return html`<g class="${isMinor && chart.maxTimeTicks > NARROW_TICKS ? 'tick minor' : 'tick'}"><line x1="${x}" x2="${x}" y1="${chart.heightPx}" y2="${chart.heightPx + 4}"/><text x="${x}" y="${chart.heightPx + 17}" text-anchor="${anchorAt(fraction)}">${label}</text></g>`;
  })}`;

const patternOf = ({ className, shape }: Series): string =>
  shape === 'area' && className === 'blocked' ? ' striped' : '';

/**
 * A chart over time as SVG without a view box of its own: the shapes stretch to the width of the
 * page while text keeps its size, so that one drawing serves a phone and a wall.
 */
export const renderTimeChart = (chart: TimeChart): Html => {
  const { heightPx, bucketCount } = chart;
  const values = chart.series.flatMap(({ steps }) => steps.map(({ value }) => value));
  const max = values.reduce((most, value) => Math.max(most, value), 0);
  const toY = (value: number): number =>
    max > 0 ? heightPx - (value / max) * (heightPx - HEADROOM_PX) : heightPx;
  const marks = chart.marks.filter((mark) => isInside(chart, mark));
  const mostTicks = Math.floor((heightPx - HEADROOM_PX) / PX_PER_TICK);
  const ticks = valueTicks(max, mostTicks, chart.smallestStep);
  return html`<svg class="chart" role="img" aria-label="${chart.alternative}" width="100%" height="${heightPx + AXIS_PX}">
${marks.map((mark) => [shading(chart, mark), containmentStarts(chart, mark)])}
${ticks.map((value) => html`<line class="grid" x1="0" x2="100%" y1="${trim(toY(value))}" y2="${trim(toY(value))}"/>`)}
<svg width="100%" height="${heightPx}" viewBox="0 0 ${Math.max(1, bucketCount)} ${heightPx}" preserveAspectRatio="none">${chart.series.map(
    (series) =>
      html`<path class="${series.shape} ${series.className}${patternOf(series)}" d="${outline(series, toY, heightPx)}"/>`,
  )}</svg>
<line class="base" x1="0" x2="100%" y1="${heightPx}" y2="${heightPx}"/>
${marks.map((mark) => containmentLane(chart, mark))}
${ticks.map((value) => html`<text class="value" x="0" y="${trim(toY(value) - 3)}">${chart.formatValue(value)}</text>`)}
${markLabels(chart, marks)}
${timeAxis(chart)}
</svg>`;
};
