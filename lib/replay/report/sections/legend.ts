import { type Html, html } from '../html.ts';

const swatch = (shape: Html): Html =>
  html`<svg class="swatch" width="22" height="12" aria-hidden="true">${shape}</svg>`;

/** What the marks in the charts mean: always by shape as well as by colour. */
export const renderLegend = (isMonitor: boolean): Html => html`<ul class="legend">
<li>${swatch(html`<rect class="area sent" width="22" height="12"/>`)}sent</li>
<li>${swatch(html`<rect class="area blocked striped" width="22" height="12"/>`)}${isMonitor ? 'would be blocked' : 'blocked'}</li>
<li>${swatch(html`<path class="line verified" d="M0 9H8V4H15V7H22"/>`)}verified</li>
<li>${swatch(html`<rect class="open" width="22" height="12"/><line class="opened" x1="1" x2="1" y1="0" y2="12"/>`)}incident open</li>
<li>${swatch(html`<rect class="contained" width="22" height="5"/><line class="containment" x1="1" x2="1" y1="0" y2="12"/>`)}${isMonitor ? 'would be contained' : 'contained'}</li>
</ul>`;
