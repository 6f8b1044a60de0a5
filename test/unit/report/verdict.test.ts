import { expect, it } from 'vitest';
import type { ReportData } from '../../../lib/replay/report/report-data.ts';
import { verdictSentence } from '../../../lib/replay/report/sections/verdict.ts';
import { viewReport } from '../../../lib/replay/report/view.ts';
import { troubledIncident } from './decision-fixture.ts';
import {
  attackReport,
  calmReport,
  emptyReport,
  monitorReport,
  monthReport,
  troubledReport,
  unassessedReport,
} from './report-fixture.ts';

const unreadable: ReportData = { ...emptyReport, unreadable: { total: 12, examples: [] } };
const uncontained: ReportData = { ...attackReport, decisions: troubledIncident };
const suspected: ReportData = {
  ...attackReport,
  decisions: troubledIncident
    .slice(0, 1)
    .map((entry) => ({ ...entry, verdict: 'suspicious', actions: [] })),
};

it.each([
  [attackReport, '1 attack found and contained: 1,412 SMS to Tajikistan, $31 spent, $266 saved.'],
  [
    monitorReport,
    '1 attack found; enforce mode would have contained it: 1,412 SMS to Tajikistan, $297 spent, $266 would have been saved.',
  ],
  [
    troubledReport,
    '2 attacks found, 1 of them contained: Tajikistan and Oman, $40 estimated loss, $266 saved.',
  ],
  [uncontained, '1 attack found but not contained: 94 SMS to Oman, $11 spent.'],
  [suspected, 'No attack found in 3 days, 8,954 SMS; 1 incident was suspicious.'],
  [calmReport, 'No attack found in 3 days, 7,307 SMS.'],
  [unassessedReport, 'No attack found in 3 days, 7,307 SMS; 1 incident could not be assessed.'],
  [emptyReport, 'Nothing to judge: the input holds no records.'],
  [unreadable, 'Nothing could be judged: none of 12 records could be read.'],
])('the verdict %#', (data, sentence) => {
  expect(verdictSentence(viewReport(data))).toBe(sentence);
});

it('names the costliest of many attacks', () => {
  expect(verdictSentence(viewReport(monthReport))).toMatch(
    /^40 attacks found and contained: .+, .+, .+ and 37 more, \$1,220 estimated loss, \$10,638 saved\.$/,
  );
});
