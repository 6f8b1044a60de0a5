import type { RejectReason } from '../../../core/ingest/log-record.ts';
import { formatCount, plural } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { ReportView } from '../view.ts';

interface Explanation {
  readonly what: string;
  readonly doThis: string;
}

const EXPLANATIONS: Readonly<Record<RejectReason, Explanation>> = {
  'unreadable-file': {
    what: 'A file or line could not be read as bytes, gzip or text',
    doThis: 'Fetch the file again; a broken download is the usual cause.',
  },
  'line-too-long': {
    what: 'A line is longer than any log event can be',
    doThis: 'Check that the file has one record a line.',
  },
  'not-json': {
    what: 'A line is not JSON',
    doThis: 'Export the raw log events; do not pretty-print or cut them.',
  },
  'unknown-record': {
    what: 'Valid JSON, but no kind of record that the detector knows',
    doThis:
      'Harmless when other applications log to the same group; else pass only the groups it needs.',
  },
  'invalid-record': {
    what: 'A known kind of record with a missing field or one of the wrong type',
    doThis: 'Look at the examples; a change in what AWS writes would show here first.',
  },
  'invalid-phone-number': {
    what: 'The destination is no phone number',
    doThis: 'Check whether the application sends unchecked input to SNS.',
  },
  'invalid-timestamp': {
    what: 'A time that cannot be read',
    doThis: 'Export the raw log events; spreadsheets rewrite dates.',
  },
  'implausible-timestamp': {
    what: 'A date that no SMS can have, or one that contradicts its arrival',
    doThis: 'Check the clock of the machine that wrote it.',
  },
};

const explain = (reason: string): Explanation =>
  Object.hasOwn(EXPLANATIONS, reason)
    ? EXPLANATIONS[reason as RejectReason]
    : { what: reason, doThis: 'See the examples.' };

const byReason = ({ data }: ReportView): Html => {
  const rows = Object.entries(data.summary.events.rejected)
    .filter(([, count]) => count > 0)
    .toSorted(([nameA, a], [nameB, b]) => b - a || (nameA < nameB ? -1 : 1));
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Unreadable records by reason"><table>
<thead><tr><th scope="col">Why</th><th class="count" scope="col">Records</th><th scope="col">What to do</th></tr></thead>
<tbody>${rows.map(([reason, count]) => {
    const { what, doThis } = explain(reason);
    return html`<tr><th scope="row">${what} <code>${reason}</code></th><td class="count">${formatCount(count)}</td><td>${doThis}</td></tr>
`;
  })}</tbody></table></div>`;
};

const examples = ({ data }: ReportView): Html | false =>
  data.unreadable.examples.length > 0 &&
  html`<h3>Examples</h3>
<ul class="examples">${data.unreadable.examples.map(
    ({ reason, file, line, detail }) =>
      html`<li><code>${file}:${line}</code> <span class="note">${reason}</span><br>${detail}</li>
`,
  )}</ul>`;

/** What the replay could not read, or that there was nothing. */
export const renderUnreadable = (view: ReportView): Html => {
  const { summary } = view.data;
  return html`<section id="unreadable" aria-labelledby="unreadable-title">
<h2 id="unreadable-title">What could not be read</h2>
${
  view.rejected === 0
    ? html`<p class="empty">${
        summary.events.read === 0
          ? 'There was nothing to read.'
          : `Everything could be read: ${plural(summary.events.read, 'record')}.`
      }</p>`
    : html`<p>${formatCount(view.rejected)} of ${plural(summary.events.read, 'record')} could not be read and ${view.rejected === 1 ? 'was' : 'were'} left out.</p>
${byReason(view)}${examples(view)}`
}
</section>`;
};
