import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderReport } from '../../../lib/replay/report/render-report.ts';
import type { ReportData } from '../../../lib/replay/report/report-data.ts';
import {
  attackReport,
  calmReport,
  emptyReport,
  monitorReport,
  monthReport,
  troubledReport,
  unassessedReport,
} from './report-fixture.ts';

const ALL: Readonly<Record<string, ReportData>> = {
  attack: attackReport,
  monitor: monitorReport,
  troubled: troubledReport,
  calm: calmReport,
  empty: emptyReport,
  unassessed: unassessedReport,
  month: monthReport,
};

/** What a reader sees of a piece of markup. */
const textOf = (markup: string): string =>
  markup
    .replace(/<style>.*<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ');

/** The elements of a page without what stands in them or in their attributes. */
const skeletonOf = (markup: string): readonly string[] =>
  (markup.match(/<\/?[a-z!][^>]*>/gi) ?? []).map((tag) => tag.replace(/"[^"]*"/g, '""'));

describe.each(Object.entries(ALL))('the %s report', (_name, data) => {
  const markup = renderReport(data);

  it('loads nothing and runs nothing', () => {
    expect(markup).not.toMatch(/<(?:script|link|img|iframe|object|embed|base|form)\b/i);
    expect(markup).not.toMatch(/\son[a-z]+=/i);
    expect(markup).not.toMatch(/\b(?:src|srcset|data|poster|xlink:href)="/i);
    expect(markup).not.toMatch(/@import|url\((?!#)/i);
    for (const [, target] of markup.matchAll(/href="([^"]*)"/g)) expect(target).toMatch(/^#/);
  });

  it('forbids by policy all but its own stylesheet', () => {
    const style = /<style>(.*)<\/style>/s.exec(markup)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(markup).toContain(
      `content="default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;; base-uri`,
    );
    expect(markup).not.toContain('style="');
  });

  it('closes every element and links only to what is there', () => {
    const open: string[] = [];
    const misplaced: string[] = [];
    for (const [tag, name = ''] of markup.matchAll(/<\/?([a-z0-9]+)[^>]*>/gi)) {
      if (/^(?:meta|br)$/.test(name) || tag.endsWith('/>')) continue;
      if (!tag.startsWith('</')) open.push(name);
      else if (open.pop() !== name) misplaced.push(tag);
    }
    expect([...open, ...misplaced]).toEqual([]);
    const ids = [...markup.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of markup.matchAll(/(?:href="#|labelledby="|url\(#)([^")]*)/g))
      expect(ids).toContain(id);
  });

  it('is the same for the same data, however fast the replay ran', () => {
    const again: ReportData = structuredClone({
      ...data,
      summary: { ...data.summary, eventsPerSecond: data.summary.eventsPerSecond / 3 },
    });
    expect(renderReport(again)).toBe(markup);
  });

  it('holds no half-rendered value', () => {
    expect(textOf(markup)).not.toMatch(/undefined|NaN|\[object|Infinity/);
    expect(markup).not.toMatch(/="[^"]*(?:undefined|NaN|Infinity)[^"]*"/);
  });
});

describe('the report', () => {
  it('stays small for a month with 200 countries and 40 incidents', () => {
    const markup = renderReport(monthReport);
    expect(Buffer.byteLength(markup)).toBeLessThan(1_000_000);
    expect(textOf(markup)).toContain('Charts for 12 of 200 countries');
    expect(markup.match(/<article class="incident/g)).toHaveLength(25);
    expect(textOf(markup)).toContain('The 25 gravest have a card below');
  });

  it('tells an incident from its opening to its end', () => {
    const text = textOf(renderReport(attackReport));
    for (const words of [
      'Tajikistan (TJ) Attack Contained after 3 minutes Closed',
      'Opened 11 Sep 05:03 UTC Contained 11 Sep 05:06 UTC Released 11 Sep 11:15 UTC Closed 11 Sep 12:15 UTC',
      'SMS 1,412 Spent $31.14 Estimated loss $30.50 Estimated saved $265.94',
      '+9929012… 812 388',
      '4 updates from 11 Sep 05:36 UTC to 11 Sep 07:06 UTC',
      'Block Tajikistan (TJ) Applied until 11 Sep 09:06 UTC',
      'Undo: Lower the monthly spend limit to $140.00 (spent this month: $96.10) Skipped an operator had changed it',
      'rules/number-range-concentration/minNumbers',
    ])
      expect(text).toContain(words);
  });

  it('says how each action ends and how to undo it by hand', () => {
    const text = textOf(renderReport(attackReport));
    for (const words of [
      'from 11 Sep 05:06 UTC , renewed once',
      'Undone 11 Sep 11:15 UTC ; it would have ended by itself 11 Sep 13:00 UTC',
      `--country-rule-set-updates '{"TJ":{"ProtectStatus":"ALLOW"}}'`,
      'aws sns set-sms-attributes --attributes MonthlySpendLimit=500',
    ])
      expect(text).toContain(words);
  });

  it('never reads unknown as fine', () => {
    const text = textOf(renderReport(troubledReport));
    for (const words of [
      'conversion-drop Error no score',
      'The rule failed, so its result is unknown. This is not an all-clear.',
      'source-mismatch Insufficient data no score',
      '11 Sep 19:16 UTC Updated Not assessed',
      'Risk unknown',
      '1 incident could not be assessed at some point',
      '1 action failed, 1 action skipped',
      'Failed The deny list refused the write',
      'Skipped the country is protected',
    ])
      expect(text).toContain(words);
  });

  it('speaks of what would have happened in monitor mode', () => {
    const text = textOf(renderReport(monitorReport));
    for (const words of [
      'Monitor mode changed nothing, so there is nothing to undo.',
      'Would contain after 3 minutes',
      'Block Tajikistan (TJ) Would apply',
    ])
      expect(text).toContain(words);
    expect(text).not.toContain('By hand');
  });

  it('says what could not be read, where and what to do, or that nothing was lost', () => {
    const text = textOf(renderReport(troubledReport));
    expect(text).toContain('37 of 4,255 records could not be read');
    expect(text).toContain('A line is not JSON not-json 31');
    expect(text).toContain('logs/2026-09-10.ndjson.gz:1204');
    expect(textOf(renderReport(calmReport))).toContain('Everything could be read: 4,218 records.');
  });

  it('tells what each incident saved, as far as that is known', () => {
    const both: ReportData = {
      ...troubledReport,
      decisions: [
        ...troubledReport.decisions,
        ...attackReport.decisions.map((entry) => ({ ...entry, incidentId: 'inc_3' })),
      ],
    };
    expect(textOf(renderReport(both))).toContain('Estimated saved in the total above');
    const known = { ...both, savedUsdByIncident: { inc_3: 12.5, inc_01J7F3K9TJ: 253.44 } };
    expect(textOf(renderReport(known))).toContain('Estimated saved $12.50');
    expect(textOf(renderReport(known))).toContain('Estimated saved $253.44');
  });

  it('survives a time that is none', () => {
    const markup = renderReport({
      ...troubledReport,
      decisions: troubledReport.decisions.map((entry) => ({ ...entry, evaluatedAt: 'soon' })),
    });
    expect(textOf(markup)).not.toMatch(/NaN|Invalid/);
    expect(markup).not.toMatch(/="[^"]*NaN/);
  });

  it('does not call zero what monitor mode never reckoned', () => {
    const summary = { ...monitorReport.summary, estimatedSavedUsd: 0 };
    const text = textOf(renderReport({ ...monitorReport, summary }));
    expect(text).toContain('Would have saved – replay in enforce mode to see');
    expect(text).toContain('Would have saved not reckoned in monitor');
    expect(text).not.toContain('would have been saved');
  });

  it('keeps the range in the title when the closing speaks of the whole country', () => {
    const subject = { kind: 'number-range', country: 'TJ', prefix: '+9929012' } as const;
    const decisions = attackReport.decisions.map((entry) =>
      entry.kind === 'close' ? entry : { ...entry, subject },
    );
    expect(textOf(renderReport({ ...attackReport, decisions }))).toContain(
      'Incident 1 Numbers +9929012… in Tajikistan (TJ)',
    );
  });

  it('says of the filter how never to have it, not how to protect a country', () => {
    const decisions = attackReport.decisions.map((entry) => ({
      ...entry,
      actions: entry.actions
        .filter(({ kind }) => kind === 'block-country')
        .map((taken) => ({ ...taken, kind: 'filter-country' as const })),
    }));
    const text = textOf(renderReport({ ...attackReport, decisions }));
    expect(text).toContain('Filter with Protect: Tajikistan (TJ) Applied');
    expect(text).toContain('responses/filter-country/enabled');
    expect(text).not.toContain('protectedCountries');
  });

  it('puts nothing that AWS would not know into a command', () => {
    const markup = renderReport({
      ...attackReport,
      decisions: attackReport.decisions.map((entry) => ({
        ...entry,
        actions: entry.actions.map((taken) => ({
          ...taken,
          target: { country: "TJ'; curl evil" },
        })),
      })),
    });
    expect(textOf(markup)).not.toContain('aws pinpoint');
  });
});

/** The fields whose text comes from logs, settings or the machine. */
const FREE_TEXT = new Set([
  'actionId',
  'codeVersion',
  'country',
  'countries',
  'decisionId',
  'detail',
  'file',
  'incidentId',
  'inputs',
  'message',
  'missing',
  'error',
  'prefix',
  'previous',
  'reason',
  'ruleId',
  'settingsHash',
  'tune',
]);

/** The same data with one text in all the places that hold free text, and as a name of evidence. */
const withText = (value: unknown, text: string, key = ''): unknown => {
  if (typeof value === 'string') return FREE_TEXT.has(key) ? text : value;
  if (Array.isArray(value)) return value.map((item: unknown) => withText(item, text, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      key === 'evidence' && name !== 'ranges' ? `${name}${text}` : name,
      withText(inner, text, name),
    ]),
  );
};

const hostileText = fc
  .tuple(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom(
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      "' onmouseover='alert(1)",
      '</style></title><svg/onload=alert(1)>',
      '<!--',
      ']]>',
      '&lt;script&gt;',
      '${alert(1)}',
      '\u202E\u0000<',
      'javascript:alert(1)//<',
    ),
    fc.string({ unit: 'binary', maxLength: 12 }),
  )
  .map((parts) => `!${parts.join('')}!`);

describe('hostile text', () => {
  it('changes what the report says and nothing of how it is built', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const hostile = renderReport(withText(troubledReport, text) as ReportData);
        const harmless = renderReport(
          withText(troubledReport, `!${'x'.repeat(text.length - 2)}!`) as ReportData,
        );
        expect(skeletonOf(hostile)).toEqual(skeletonOf(harmless));
      }),
      { numRuns: 60 },
    );
  });
});
