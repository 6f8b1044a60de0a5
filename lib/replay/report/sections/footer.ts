import { formatCount, plural } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { ReportView } from '../view.ts';

const MAX_INPUTS = 30;

const inputs = (names: readonly string[]): Html => {
  if (names.length === 0) return html`none`;
  const rest = names.length - MAX_INPUTS;
  return html`<ul>${names.slice(0, MAX_INPUTS).map((name) => html`<li><code>${name}</code></li>`)}${rest > 0 && html`<li>and ${formatCount(rest)} more</li>`}</ul>`;
};

/** How the figures came about, and what is needed to get them again. */
export const renderFooter = ({ data }: ReportView): Html => html`<footer id="about">
<h2>About this report</h2>
<dl class="about">
<div><dt>Spend</dt><dd>The recorded price of the SMS, never a price list. An SMS without a recorded price counts as none.</dd></div>
<div><dt>Estimated loss</dt><dd>Spend above the learned expectation, from the start of each incident.</dd></div>
<div><dt>Estimated saved</dt><dd>Recorded price of the SMS that the applied actions would have stopped.</dd></div>
<div><dt>Verified</dt><dd>One-time codes that were entered correctly.</dd></div>
<div><dt>Technique</dt><dd>MITRE ATT&amp;CK T1496.003, SMS Pumping (tactic TA0040, Impact)</dd></div>
<div><dt>Records</dt><dd>${plural(data.summary.events.read, 'record')} read, ${formatCount(data.summary.events.accepted)} accepted</dd></div>
<div><dt>Inputs</dt><dd>${inputs(data.inputs)}</dd></div>
<div><dt>Settings</dt><dd><code>${data.summary.settingsHash}</code></dd></div>
<div><dt>Version</dt><dd><code>${data.codeVersion}</code></dd></div>
</dl>
<p class="note">All times are UTC. The complete decision log is <code>decisions.ndjson</code>, the figures are in <code>summary.json</code>, beside this file.</p>
</footer>`;
