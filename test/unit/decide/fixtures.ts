import type { Decision, Evidence } from '../../../lib/core/decide/decision.ts';
import type { ActiveAction, Incident } from '../../../lib/core/decide/incident.ts';
import type { Judgement } from '../../../lib/core/decide/judge.ts';
import type { WindowView } from '../../../lib/core/count/window.ts';
import { BIN_MS, WINDOW_MS } from '../../../lib/core/count/window.ts';
import type { Baseline } from '../../../lib/core/evaluate/baseline.ts';
import type { Finding } from '../../../lib/core/evaluate/evaluate.ts';
import type { RangeProfile } from '../../../lib/core/evaluate/range-profile.ts';
import { RULES } from '../../../lib/core/evaluate/registry.ts';
import type { CountryInput } from '../../../lib/core/evaluate/rule.ts';
import { parseSettings } from '../../../lib/core/settings/parse-settings.ts';
import type { Settings } from '../../../lib/core/settings/settings.ts';
import { MINUTE_MS } from '../../../lib/core/time.ts';
import { sha256Hex } from '../../../lib/adapters/sha256.ts';

/** 2026-09-11T05:03:00.000Z */
export const NOW_MS = 1_789_102_980_000;
export const minutes = (count: number): number => count * MINUTE_MS;
export const digest = sha256Hex;

export const settingsWith = (entries: Readonly<Record<string, unknown>> = {}): Settings => {
  const { settings, problems } = parseSettings(entries, RULES);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return settings;
};

export const judgement = (fields: Partial<Judgement> = {}): Judgement => ({
  verdict: 'pumping',
  riskScore: 90,
  findings: [],
  startedAtMs: NOW_MS - minutes(10),
  hasEvidence: true,
  lastActiveAtMs: NOW_MS,
  isActive: true,
  excessUsd: 10,
  projectedUsd: 50,
  holdback: null,
  ...fields,
});

export const quiet = (fields: Partial<Judgement> = {}): Judgement =>
  judgement({
    verdict: 'clear',
    riskScore: 0,
    hasEvidence: false,
    lastActiveAtMs: null,
    isActive: false,
    excessUsd: 0,
    projectedUsd: 0,
    ...fields,
  });

export const notAssessed = (): Judgement => quiet({ verdict: 'not-assessed' });

export const activeAction = (fields: Partial<ActiveAction> = {}): ActiveAction => ({
  actionId: 'act_1',
  kind: 'block-country',
  target: { country: 'TJ' },
  previous: 'ALLOW',
  applied: 'BLOCK',
  isVirtual: false,
  appliedAtMs: NOW_MS - minutes(10),
  expiresAtMs: NOW_MS + minutes(20),
  ...fields,
});

export const incident = (fields: Partial<Incident> = {}): Incident => ({
  incidentId: 'inc_1',
  key: 'country/TJ',
  version: 1,
  state: 'open',
  startedAtMs: NOW_MS - minutes(20),
  openedAtMs: NOW_MS - minutes(10),
  closedAtMs: null,
  subject: { kind: 'country', country: 'TJ' },
  blockHash: null,
  actions: [],
  restored: [],
  plannedAtMs: null,
  failedAtMs: null,
  expirySteps: 0,
  ...fields,
  last: {
    decidedAtMs: NOW_MS - minutes(10),
    riskScore: 80,
    verdict: 'pumping',
    messagesObserved: 50,
    spendUsd: 10,
    estimatedLossUsd: 9,
    ...fields.last,
  },
});

export const contained = (fields: Partial<Incident> = {}): Incident =>
  incident({
    state: 'contained',
    plannedAtMs: NOW_MS - minutes(10),
    expirySteps: 1,
    actions: [activeAction()],
    ...fields,
  });

export const baseline = (fields: Partial<Baseline> = {}): Baseline => ({
  country: 'TJ',
  observedHours: 100,
  messages: 100,
  firstSendsPerHour: 0.5,
  hourWeights: Array.from({ length: 24 }, () => 1),
  utcOffsetMinutes: 0,
  conversionRate: 0.8,
  topBlockShare: 0.01,
  trafficShare: 0.01,
  priceMicroUsd: 200_000,
  ...fields,
});

/** A window in which `perBin` gives the first sends of each five minutes, newest last. */
export const windowView = (
  perBin: readonly number[] = [],
  fields: Partial<Omit<WindowView, 'lastHour'>> & {
    readonly lastHour?: Partial<WindowView['lastHour']>;
    readonly codes?: { readonly matured: number; readonly converted: number };
  } = {},
): WindowView => {
  const atMs = fields.atMs ?? NOW_MS;
  const count = WINDOW_MS / BIN_MS;
  const { codes, ...rest } = fields;
  const bins = Array.from({ length: count }, (_, index) => {
    const isLast = index === count - 1;
    return {
      startMs: atMs - WINDOW_MS + index * BIN_MS,
      elapsedMs: BIN_MS,
      attempts: perBin[perBin.length - count + index] ?? 0,
      firstSends: perBin[perBin.length - count + index] ?? 0,
      matured: isLast ? (codes?.matured ?? 0) : 0,
      converted: isLast ? (codes?.converted ?? 0) : 0,
    };
  });
  const numbers = bins.slice(-12).reduce((sum, bin) => sum + bin.firstSends, 0);
  return {
    atMs,
    bins,
    topBlockNumbers: 0,
    recentUnstopped: Array.from({ length: 10 }, () => 0),
    recentAttempts: bins.slice(-2).reduce((sum, bin) => sum + bin.firstSends, 0),
    ...rest,
    lastHour: {
      attempts: numbers,
      sent: numbers,
      stopped: 0,
      failed: 0,
      spendMicroUsd: numbers * 200_000,
      unpriced: 0,
      distinctNumbers: numbers,
      verified: 0,
      ...fields.lastHour,
    },
  };
};

export const countryInput = (fields: Partial<CountryInput> = {}): CountryInput => ({
  evaluatedAtMs: NOW_MS,
  subject: { kind: 'country', country: 'TJ' },
  window: windowView([0, 0, 10, 20, 30]),
  baseline: baseline(),
  account: { observedHours: 100, spendUsdPerDay: 10, conversionRate: 0.8, countries: ['DE', 'TJ'] },
  verificationFeed: 'alive',
  ranges: null,
  ...fields,
});

/** A drill-down with the given distinct numbers of each range, most first. */
export const rangeProfile = (
  numbersOf: Readonly<Record<string, number>>,
  others = 0,
): RangeProfile => ({
  windowSeconds: 3_600,
  distinctNumbers: Object.values(numbersOf).reduce((sum, count) => sum + count, 0) + others,
  ranges: Object.entries(numbersOf).map(([prefix, distinctNumbers], index) => ({
    prefix,
    blockHash: index + 1,
    messages: distinctNumbers,
    distinctNumbers,
    neighbours: 0,
  })),
});

const FAMILIES = {
  'destination-surge': 'volume',
  'conversion-collapse': 'conversion',
  'number-range-concentration': 'structure',
  'spend-burn': 'money',
} as const;
export type RuleId = keyof typeof FAMILIES;

export const finding = (
  ruleId: RuleId,
  nats: number,
  fields: {
    readonly startedAtMs?: number | null;
    readonly evidence?: Evidence;
  } = {},
): Finding => ({
  ruleId,
  ruleVersion: 1,
  family: FAMILIES[ruleId],
  verdict: nats >= 13.8 ? 'match' : 'no-match',
  nats,
  startedAtMs: fields.startedAtMs ?? null,
  evidence: fields.evidence ?? {},
});

export const unable = (ruleId: RuleId, verdict: 'insufficient-data' | 'error'): Finding => ({
  ruleId,
  ruleVersion: 1,
  family: FAMILIES[ruleId],
  ...(verdict === 'error'
    ? { verdict, message: 'it broke' }
    : { verdict, missing: 'prices: none' }),
});

export const decision = (fields: Partial<Decision> = {}): Decision => ({
  schema: 'sms-pumping-detector/decision/1',
  decisionId: 'dec_1',
  incidentId: 'inc_1',
  kind: 'update',
  evaluatedAt: '2026-09-11T05:03:00.000Z',
  subject: { kind: 'country', country: 'TJ' },
  verdict: 'pumping',
  riskScore: 90,
  message: 'Something happened.',
  reasons: [],
  messagesObserved: 50,
  spendUsd: 10,
  estimatedLossUsd: 9,
  mode: 'enforce',
  actions: [],
  attack: { technique: 'T1496.003', tactic: 'TA0040' },
  settingsHash: `sha256:${'0'.repeat(64)}`,
  codeVersion: '1.0.0',
  ...fields,
});
