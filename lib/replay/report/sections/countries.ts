import {
  type Traffic,
  chartStepMs,
  renderSmsChart,
  renderSpendChart,
} from '../charts/traffic-charts.ts';
import { NONE, formatCount, formatPercent, formatPer, formatUsd, plural } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { Incident } from '../incident.ts';
import { concernsCountry, countryLabel } from '../places.ts';
import type { CountryTraffic } from '../report-data.ts';
import type { ReportView } from '../view.ts';
import { renderLegend } from './legend.ts';

const MAX_CHARTS = 12;

/** An incident of the whole account puts no country before another. */
const incidentsOf = ({ incidents }: ReportView, country: string): readonly Incident[] =>
  incidents.filter(
    ({ subject }) => subject.kind !== 'account' && concernsCountry(subject, country),
  );

/** The attacked countries first, then those that cost most. */
const mostRelevant = (view: ReportView): readonly CountryTraffic[] => {
  const isAttacked = ({ country }: CountryTraffic): boolean =>
    incidentsOf(view, country).length > 0;
  const { countries } = view.data;
  return [
    ...countries.filter(isAttacked),
    ...countries.filter((country) => !isAttacked(country)),
  ].slice(0, MAX_CHARTS);
};

const trafficOf = (view: ReportView, { country, buckets }: CountryTraffic): Traffic => {
  const numbers = new Set(
    view.incidents
      .filter(({ subject }) => concernsCountry(subject, country))
      .map(({ number }) => number),
  );
  return {
    place: countryLabel(country),
    buckets,
    bucketMs: view.data.bucketMs,
    marks: view.marks.filter(({ number }) => numbers.has(number)),
    size: 'small',
  };
};

const verifiedShare = (view: ReportView, { verified, sent }: CountryTraffic): string =>
  view.verified > 0 ? formatPercent(verified, sent) : NONE;

const chartsOf = (view: ReportView, country: CountryTraffic): Html => {
  const traffic = trafficOf(view, country);
  const attacked = incidentsOf(view, country.country);
  const blocked =
    country.blocked > 0
      ? `, ${formatCount(country.blocked)} ${view.isMonitor ? 'would be blocked' : 'blocked'}`
      : '';
  return html`<article class="${attacked.length > 0 ? 'country attacked' : 'country'}">
<h3>${countryLabel(country.country)}</h3>
<p class="note">${
    attacked.length > 0 &&
    html`<strong class="attack">${plural(attacked.length, 'incident')}.</strong> `
  }${formatCount(country.sent)} sent${blocked}, ${verifiedShare(view, country)} verified, ${formatUsd(country.spendUsd)}</p>
<p class="axis-title">SMS</p>
${renderSmsChart(traffic)}
<p class="axis-title">Spend</p>
${renderSpendChart(traffic)}
</article>`;
};

const row = (view: ReportView, country: CountryTraffic): Html => {
  const attacked = incidentsOf(view, country.country);
  return html`<tr><th scope="row">${countryLabel(country.country)}${
    attacked.length > 0 &&
    html` <span class="attack">${attacked.length === 1 ? 'incident' : 'incidents'} ${attacked.map(({ number }) => String(number)).join(', ')}</span>`
  }</th><td>${formatCount(country.sent)}</td><td>${verifiedShare(view, country)}</td><td>${formatUsd(country.spendUsd)}</td><td>${formatCount(country.blocked)}</td></tr>
`;
};

const table = (
  view: ReportView,
): Html => html`<div class="scroll" tabindex="0" role="region" aria-label="All countries">
<table class="numbers"><caption>All countries, most spend first</caption>
<thead><tr><th scope="col">Country</th><th scope="col">SMS</th><th scope="col">Verified</th><th scope="col">Spend</th><th scope="col">${view.isMonitor ? 'Would be blocked' : 'Blocked'}</th></tr></thead>
<tbody>${view.data.countries.map((country) => row(view, country))}</tbody>
<tfoot><tr><th scope="row">${plural(view.data.countries.length, 'country', 'countries')}</th><td>${formatCount(view.sent)}</td><td>${formatPercent(view.verified, view.verified > 0 ? view.sent : 0)}</td><td>${formatUsd(view.data.countries.reduce((sum, { spendUsd }) => sum + spendUsd, 0))}</td><td>${formatCount(view.blocked)}</td></tr></tfoot>
</table></div>`;

/** The most relevant countries as charts, and all of them as a table. */
export const renderCountries = (view: ReportView): Html => {
  const { countries } = view.data;
  const shown = mostRelevant(view);
  const [first] = shown;
  if (first === undefined)
    return html`<section id="countries" aria-labelledby="countries-title">
<h2 id="countries-title">Countries</h2>
<p class="empty">No SMS went to any country.</p>
</section>`;
  return html`<section id="countries" aria-labelledby="countries-title">
<h2 id="countries-title">Countries</h2>
<p>${
    shown.length < countries.length
      ? `Charts for ${shown.length} of ${countries.length} countries: those with an incident first, then those that cost most. The table below has all.`
      : 'Countries with an incident first, then those that cost most.'
  } SMS and spend per ${formatPer(chartStepMs(trafficOf(view, first)))}; every chart has its own scale.</p>
${renderLegend(view)}
<div class="multiples">${shown.map((country) => chartsOf(view, country))}</div>
${view.verified === 0 && html`<p class="note">No verification was recorded, so how many SMS led to a verified code is unknown.</p>`}
${table(view)}
</section>`;
};
