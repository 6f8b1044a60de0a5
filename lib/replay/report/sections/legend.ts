import { type Html, html } from '../html.ts';
import type { ReportView } from '../view.ts';

const entry = (shape: Html, words: string): Html =>
  html`<li><svg class="swatch" width="22" height="12" aria-hidden="true">${shape}</svg>${words}</li>`;

/** What the marks in the charts mean, of those that occur: always by shape as well as by colour. */
export const renderLegend = ({
  isMonitor,
  blocked,
  marks,
}: ReportView): Html => html`<ul class="legend">
${entry(html`<rect class="area sent" width="22" height="12"/>`, 'sent')}
${blocked > 0 && entry(html`<rect class="area blocked striped" width="22" height="12"/>`, isMonitor ? 'would be blocked' : 'blocked')}
${entry(html`<path class="line verified" d="M0 9H8V4H15V7H22"/>`, 'verified')}
${marks.length > 0 && entry(html`<rect class="open" width="22" height="12"/><line class="opened" x1="1" x2="1" y1="0" y2="12"/>`, 'incident open')}
${marks.some(({ contained }) => contained.length > 0) && entry(html`<rect class="contained" width="22" height="5"/><line class="containment" x1="1" x2="1" y1="0" y2="12"/>`, isMonitor ? 'would be contained' : 'contained')}
</ul>`;
