import type { ReportData } from '../../../lib/replay/report/report-data.ts';
import type { Summary } from '../../../lib/replay/summary.ts';
import { containedAttack, decision, troubledIncident, watchedAttack } from './decision-fixture.ts';
import { type TrafficShape, countryTraffic } from './traffic-fixture.ts';

const FROM_MS = Date.parse('2026-09-09T00:00:00.000Z');
const DAY_MS = 86_400_000;
const BUCKET_MS = 900_000;

const summaryOf = (fields: Partial<Summary>): Summary => ({
  events: { read: 4_218, accepted: 4_218, rejected: {} },
  period: { from: '2026-09-09T00:00:04.120Z', to: '2026-09-11T23:59:41.003Z' },
  incidents: 0,
  actions: {},
  spendUsd: 0,
  estimatedLossUsd: 0,
  estimatedSavedUsd: 0,
  eventsPerSecond: 51_234,
  settingsHash: 'sha256:7d1f0a52c4b86e2f1a9d3c5b7e8f60412233445566778899aabbccddeeff0011',
  ...fields,
});

const SHAPES: readonly TrafficShape[] = [
  { country: 'BR', seed: 1, peak: 14, priceUsd: 0.0265, conversion: 0.82 },
  { country: 'DE', seed: 2, peak: 6, priceUsd: 0.0954, conversion: 0.86 },
  { country: 'US', seed: 3, peak: 18, priceUsd: 0.00645, conversion: 0.79 },
  { country: 'IN', seed: 4, peak: 9, priceUsd: 0.0414, conversion: 0.71 },
  { country: 'OM', seed: 5, peak: 3, priceUsd: 0.1131, conversion: 0.74 },
  { country: 'NP', seed: 6, peak: 1, priceUsd: 0.1044, conversion: 0.8 },
];

const attackedFrom = Date.parse('2026-09-11T04:45:00.000Z');
const attackedTo = Date.parse('2026-09-11T09:15:00.000Z');
const blockedFrom = Date.parse('2026-09-11T05:15:00.000Z');
const blockedTo = Date.parse('2026-09-11T11:15:00.000Z');

const tajikistan: TrafficShape = {
  country: 'TJ',
  seed: 7,
  peak: 1.4,
  priceUsd: 0.2104,
  conversion: 0.81,
  surge: (atMs) =>
    atMs >= attackedFrom && atMs < attackedTo ? 78 + 20 * Math.sin(atMs / 3_000_000) : 0,
};

const traffic = (shapes: readonly TrafficShape[]) =>
  shapes
    .map((shape) => countryTraffic(shape, FROM_MS, BUCKET_MS, 288))
    .toSorted((a, b) => b.spendUsd - a.spendUsd);

const spendOf = (countries: ReturnType<typeof traffic>): number =>
  countries.reduce((sum, { spendUsd }) => sum + spendUsd, 0);

const base = {
  mode: 'enforce',
  codeVersion: '1.0.0',
  inputs: ['logs/2026-09-09.ndjson.gz', 'logs/2026-09-10.ndjson.gz', 'logs/2026-09-11.ndjson.gz'],
  bucketMs: BUCKET_MS,
  fromMs: FROM_MS,
  toMs: FROM_MS + 3 * DAY_MS,
  decisions: [],
  unreadable: { total: 0, examples: [] },
} as const;

const attackedCountries = traffic([
  ...SHAPES,
  { ...tajikistan, isBlocked: (atMs) => atMs >= blockedFrom && atMs < blockedTo },
]);

/** One attack, contained after three minutes and released the same day. */
export const attackReport: ReportData = {
  ...base,
  countries: attackedCountries,
  decisions: containedAttack,
  summary: summaryOf({
    incidents: 1,
    actions: { 'block-country': 2, 'lower-spend-limit': 1, restore: 1 },
    spendUsd: spendOf(attackedCountries),
    estimatedLossUsd: 30.5,
    estimatedSavedUsd: 265.94,
  }),
};

const watchedCountries = traffic([...SHAPES, tajikistan]);

/** The same attack in `monitor`. */
export const monitorReport: ReportData = {
  ...base,
  mode: 'monitor',
  countries: watchedCountries,
  decisions: watchedAttack,
  summary: summaryOf({
    incidents: 1,
    actions: { 'block-country': 2, 'lower-spend-limit': 1 },
    spendUsd: spendOf(watchedCountries),
    estimatedLossUsd: 290.9,
    estimatedSavedUsd: 265.94,
  }),
};

/** Two incidents, failed and skipped actions, a rule that failed, records that could not be read. */
export const troubledReport: ReportData = {
  ...attackReport,
  decisions: [...containedAttack, ...troubledIncident],
  summary: {
    ...attackReport.summary,
    events: {
      read: 4_255,
      accepted: 4_218,
      rejected: { 'not-json': 31, 'invalid-phone-number': 5, 'unreadable-file': 1 },
    },
    incidents: 2,
    estimatedLossUsd: 39.9,
  },
  unreadable: {
    total: 37,
    examples: [
      {
        reason: 'not-json',
        file: 'logs/2026-09-10.ndjson.gz',
        line: 1_204,
        detail: 'The line ends in the middle of a string. Export it again.',
      },
      {
        reason: 'invalid-phone-number',
        file: 'logs/2026-09-11.ndjson.gz',
        line: 88,
        detail: 'The destination has no country code. Send numbers in E.164 form.',
      },
    ],
  },
};

/** Nothing was read at all. */
export const emptyReport: ReportData = {
  ...base,
  inputs: [],
  fromMs: 0,
  toMs: 0,
  countries: [],
  summary: summaryOf({
    events: { read: 0, accepted: 0, rejected: {} },
    period: { from: null, to: null },
  }),
};

const calmCountries = traffic(SHAPES);

/** Three days without an incident. */
export const calmReport: ReportData = {
  ...base,
  countries: calmCountries,
  summary: summaryOf({ spendUsd: spendOf(calmCountries) }),
};

const LETTERS = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
/** Every pair of letters that has a region's name stands for a country. */
const regionNames = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
const CODES = LETTERS.flatMap((first) => LETTERS.map((second) => first + second))
  .filter((code) => regionNames.of(code) !== undefined)
  .slice(0, 200);

const manyCountries = CODES.map((country, index) =>
  countryTraffic(
    {
      country,
      seed: index,
      peak: 400 / (index + 2),
      priceUsd: 0.02 + (index % 17) / 100,
      conversion: 0.8,
    },
    FROM_MS,
    BUCKET_MS,
    30 * 96,
  ),
).toSorted((a, b) => b.spendUsd - a.spendUsd);

/** A month with 200 countries and more incidents than there are cards. */
export const monthReport: ReportData = {
  ...base,
  toMs: FROM_MS + 30 * DAY_MS,
  countries: manyCountries,
  decisions: CODES.slice(0, 40).flatMap((country, index) =>
    containedAttack.map((entry) => ({
      ...entry,
      decisionId: `dec_${String(index).padStart(3, '0')}_${entry.decisionId}`,
      incidentId: `inc_${String(index).padStart(3, '0')}`,
      subject: { kind: 'country' as const, country },
      evaluatedAt: new Date(Date.parse(entry.evaluatedAt) + index * 43_200_000).toISOString(),
      actions: entry.actions.map((taken) => ({
        ...taken,
        target: 'country' in taken.target ? { country } : taken.target,
        expiresAt:
          taken.expiresAt === null
            ? null
            : new Date(Date.parse(taken.expiresAt) + index * 43_200_000).toISOString(),
      })),
    })),
  ),
  summary: summaryOf({
    events: { read: 1_904_118, accepted: 1_904_118, rejected: {} },
    period: { from: '2026-09-09T00:00:04.120Z', to: '2026-10-08T23:59:41.003Z' },
    incidents: 40,
    spendUsd: spendOf(manyCountries),
    estimatedLossUsd: 1_220,
    estimatedSavedUsd: 10_637.6,
  }),
};

/** An incident that was never judged: not a clear, and not an attack. */
export const unassessedReport: ReportData = {
  ...calmReport,
  decisions: [
    decision({
      decisionId: 'dec_40',
      incidentId: 'inc_40',
      kind: 'open',
      subject: { kind: 'account' },
      verdict: 'not-assessed',
      riskScore: 0,
      message: 'The account could not be assessed: the delivery log was silent for 20 minutes.',
    }),
  ],
  summary: { ...calmReport.summary, incidents: 1 },
};
