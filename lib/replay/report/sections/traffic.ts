import { coarsen } from '../charts/coarsen.ts';
import {
  type Traffic,
  chartStepMs,
  renderSmsChart,
  renderSpendChart,
} from '../charts/traffic-charts.ts';
import { formatCount, formatPer, formatStep, formatTime, formatUsd } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { ReportData, TrafficBucket } from '../report-data.ts';
import type { ReportView } from '../view.ts';
import { renderLegend } from './legend.ts';

const MAX_ROWS = 48;

/** All countries together, bucket by bucket. */
const addUp = ({ countries }: ReportData): readonly TrafficBucket[] => {
  const sums: TrafficBucket[] = [];
  for (const { buckets } of countries) {
    for (const [index, bucket] of buckets.entries()) {
      const sum = sums[index];
      sums[index] =
        sum === undefined
          ? bucket
          : {
              startMs: sum.startMs,
              sent: sum.sent + bucket.sent,
              blocked: sum.blocked + bucket.blocked,
              verified: sum.verified + bucket.verified,
              spendUsd: sum.spendUsd + bucket.spendUsd,
            };
    }
  }
  return sums;
};

const numbers = ({ buckets, bucketMs }: Traffic, isMonitor: boolean): Html => {
  const { bars, stepMs } = coarsen(buckets, bucketMs, MAX_ROWS);
  return html`<details><summary>The same in numbers, in steps of ${formatStep(stepMs)}</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Traffic and spend in numbers"><table class="numbers">
<thead><tr><th scope="col">From</th><th scope="col">Sent</th><th scope="col">${isMonitor ? 'Would be blocked' : 'Blocked'}</th><th scope="col">Verified</th><th scope="col">Spend</th></tr></thead>
<tbody>${bars.map(
    (bar) =>
      html`<tr><th scope="row">${formatTime(bar.startMs)}</th><td>${formatCount(bar.sent)}</td><td>${formatCount(bar.blocked)}</td><td>${formatCount(bar.verified)}</td><td>${formatUsd(bar.spendUsd)}</td></tr>
`,
  )}</tbody></table></div></details>`;
};

/** Traffic and spend of all countries over time. */
export const renderTraffic = (view: ReportView): Html => {
  const { data, marks, isMonitor } = view;
  const traffic: Traffic = {
    place: 'all countries',
    buckets: addUp(data),
    bucketMs: data.bucketMs,
    marks,
    size: 'large',
  };
  if (traffic.buckets.length === 0)
    return html`<section id="traffic" aria-labelledby="traffic-title">
<h2 id="traffic-title">Traffic and spend</h2>
<p class="empty">No SMS in the recording.</p>
</section>`;
  const step = formatPer(chartStepMs(traffic));
  return html`<section id="traffic" aria-labelledby="traffic-title">
<h2 id="traffic-title">Traffic and spend</h2>
${renderLegend(view)}
<figure><figcaption>SMS per ${step}, all countries, UTC</figcaption>${renderSmsChart(traffic)}</figure>
<figure><figcaption>Spend per ${step}, all countries, UTC</figcaption>${renderSpendChart(traffic)}</figure>
${numbers(traffic, isMonitor)}
</section>`;
};
