import {
  formatAxisUsd,
  formatCount,
  formatStep,
  formatTime,
  formatUsd,
  plural,
} from '../format.ts';
import type { Html } from '../html.ts';
import type { TrafficBucket } from '../report-data.ts';
import { type Bar, type Bars, coarsen } from './coarsen.ts';
import type { IncidentMark } from './marks.ts';
import { type Series, type TimeChart, renderTimeChart } from './time-chart.ts';

/** What both charts of one place have in common. */
export interface Traffic {
  /** `all countries`, `Tajikistan (TJ)`. */
  readonly place: string;
  readonly buckets: readonly TrafficBucket[];
  readonly bucketMs: number;
  readonly marks: readonly IncidentMark[];
  readonly size: 'large' | 'small';
}

const SIZES = {
  large: { bars: 192, maxTimeTicks: 8, smsPx: 190, spendPx: 110 },
  small: { bars: 96, maxTimeTicks: 4, smsPx: 96, spendPx: 64 },
} as const;

const steps = (bars: readonly Bar[], valueOf: (bar: Bar) => number): Series['steps'] =>
  bars.map((bar) => ({ from: bar.from, to: bar.to, value: valueOf(bar) }));

const peakOf = (bars: readonly Bar[], valueOf: (bar: Bar) => number): Bar | undefined =>
  bars.reduce<Bar | undefined>(
    (peak, bar) => (peak === undefined || valueOf(bar) > valueOf(peak) ? bar : peak),
    undefined,
  );

const sum = (bars: readonly Bar[], valueOf: (bar: Bar) => number): number =>
  bars.reduce((total, bar) => total + valueOf(bar), 0);

const marksInWords = (marks: readonly IncidentMark[]): string =>
  marks
    .slice(0, 5)
    .map(
      ({ number, fromMs, toMs }) =>
        ` Incident ${number} is shaded from ${formatTime(fromMs)} to ${formatTime(toMs)}.`,
    )
    .join('');

const frame = (
  traffic: Traffic,
  { bars }: Bars,
): Pick<
  TimeChart,
  'fromMs' | 'toMs' | 'bucketCount' | 'maxTimeTicks' | 'marks' | 'hasLongLabels'
> => {
  const { buckets, bucketMs, marks, size } = traffic;
  const fromMs = buckets[0]?.startMs ?? bars[0]?.startMs ?? 0;
  return {
    fromMs,
    toMs: fromMs + Math.max(1, buckets.length) * bucketMs,
    bucketCount: buckets.length,
    maxTimeTicks: SIZES[size].maxTimeTicks,
    marks,
    hasLongLabels: size === 'large',
  };
};

/** How much time one bar of a place's charts covers. */
export const chartStepMs = ({ buckets, bucketMs, size }: Traffic): number =>
  coarsen(buckets, bucketMs, SIZES[size].bars).stepMs;

/** SMS over time: sent, on top of that blocked, and a line for what was verified. */
export const renderSmsChart = (traffic: Traffic): Html => {
  const summed = coarsen(traffic.buckets, traffic.bucketMs, SIZES[traffic.size].bars);
  const { bars, stepMs } = summed;
  const attempted = (bar: Bar): number => bar.sent + bar.blocked;
  const peak = peakOf(bars, attempted);
  return renderTimeChart({
    ...frame(traffic, summed),
    alternative: `SMS in steps of ${formatStep(stepMs)}, ${traffic.place}: ${formatCount(sum(bars, (bar) => bar.sent))} sent, ${formatCount(sum(bars, (bar) => bar.blocked))} blocked, ${formatCount(sum(bars, (bar) => bar.verified))} verified.${
      peak === undefined
        ? ''
        : ` Most at ${formatTime(peak.startMs)}: ${formatCount(attempted(peak))}.`
    }${marksInWords(traffic.marks)}`,
    heightPx: SIZES[traffic.size].smsPx,
    series: [
      { className: 'blocked', shape: 'area', steps: steps(bars, attempted) },
      { className: 'sent', shape: 'area', steps: steps(bars, (bar) => bar.sent) },
      { className: 'verified', shape: 'line', steps: steps(bars, (bar) => bar.verified) },
    ],
    formatValue: formatCount,
    smallestStep: 1,
  });
};

/** Spend over time. */
export const renderSpendChart = (traffic: Traffic): Html => {
  const summed = coarsen(traffic.buckets, traffic.bucketMs, SIZES[traffic.size].bars);
  const { bars, stepMs } = summed;
  const peak = peakOf(bars, (bar) => bar.spendUsd);
  return renderTimeChart({
    ...frame(traffic, summed),
    alternative: `Spend in steps of ${formatStep(stepMs)}, ${traffic.place}: ${formatUsd(sum(bars, (bar) => bar.spendUsd))} in all.${
      peak === undefined ? '' : ` Most at ${formatTime(peak.startMs)}: ${formatUsd(peak.spendUsd)}.`
    } ${plural(traffic.marks.length, 'incident')}.`,
    heightPx: SIZES[traffic.size].spendPx,
    series: [{ className: 'spend', shape: 'area', steps: steps(bars, (bar) => bar.spendUsd) }],
    formatValue: formatAxisUsd,
    smallestStep: 0.01,
  });
};
