import { createHash } from 'node:crypto';
import { html, trusted } from './html.ts';
import type { ReportData } from './report-data.ts';
import { renderCountries } from './sections/countries.ts';
import { renderFooter } from './sections/footer.ts';
import { renderHeader } from './sections/header.ts';
import { renderIncidents } from './sections/incidents.ts';
import { renderTraffic } from './sections/traffic.ts';
import { renderUnreadable } from './sections/unreadable.ts';
import { verdictSentence } from './sections/verdict.ts';
import { STYLES } from './styles.ts';
import { viewReport } from './view.ts';

/** Nothing may be loaded, run or sent; the one stylesheet is allowed by its hash. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLES).digest('base64')}'; base-uri 'none'; form-action 'none'`;

/**
 * Horizontal stripes: the shapes of a chart are stretched sideways to the width of the page, and
 * stripes across that direction keep their look.
 */
const PATTERNS = html`<svg class="defs" width="0" height="0" aria-hidden="true"><defs><pattern id="stripes" width="8" height="4" patternUnits="userSpaceOnUse"><rect class="stripe-ground" width="8" height="4"/><rect class="stripe" width="8" height="2"/></pattern></defs></svg>`;

/**
 * `report.html`: one file that needs neither network nor script. The same data gives the same
 * bytes, so what depends on the machine (how fast the replay ran) is not in it.
 */
export const renderReport = (data: ReportData): string => {
  const view = viewReport(data);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${verdictSentence(view)} SMS pumping replay report</title>
<style>${trusted(STYLES)}</style>
</head>
<body>
${PATTERNS}
<div class="page">
${renderHeader(view)}
<main>
${renderTraffic(view)}
${renderIncidents(view)}
${renderCountries(view)}
${renderUnreadable(view)}
</main>
${renderFooter(view)}
</div>
</body>
</html>
`.markup;
};
