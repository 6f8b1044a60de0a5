import { type Html, html } from '../html.ts';
import type { Incident } from '../incident.ts';

/** The parameters that would have changed this result: those of the rules that matched. */
export const renderTuning = ({ decisive }: Incident): Html | false => {
  const rules = decisive.reasons.filter(
    ({ verdict, tune }) => verdict === 'match' && tune.length > 0,
  );
  return (
    rules.length > 0 &&
    html`<h4>If this was wrong: what to tune</h4>
<p class="note">SSM parameters under <code>/sms-pumping-detector/&lt;instance&gt;/</code>, in force within a minute. In a settings file for the next replay the same keys.</p>
<ul class="tune">${rules.flatMap(({ tune }) => tune).map((key) => html`<li><code>${key}</code></li>`)}</ul>`
  );
};
