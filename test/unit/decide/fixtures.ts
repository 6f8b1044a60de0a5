import type { Decision, Evidence } from '../../../lib/core/decide/decision.ts';
import type { ActiveAction, Incident } from '../../../lib/core/decide/incident.ts';
import type { Judgement } from '../../../lib/core/decide/judge.ts';
import {
  EXTEND_AFTER_MS,
  type HeldState,
  RENEW_BEFORE_MS,
} from '../../../lib/core/decide/next-step.ts';
import type { WindowView } from '../../../lib/core/count/window.ts';
import { BIN_MS, WINDOW_MS } from '../../../lib/core/count/window.ts';
import { NO_CARRIERS } from '../../../lib/core/count/carrier-counts.ts';
import type { MinuteRow } from '../../../lib/core/count/first-sends.ts';
import type { Baseline } from '../../../lib/core/evaluate/baseline.ts';
import { learnBlockProfile } from '../../../lib/core/evaluate/block-profile.ts';
import type { Finding } from '../../../lib/core/evaluate/evaluate.ts';
import { NO_PAST } from '../../../lib/core/evaluate/past-hours.ts';
import type { RangeProfile } from '../../../lib/core/evaluate/range-profile.ts';
import { RULES } from '../../../lib/core/evaluate/registry.ts';
import type { CountryInput } from '../../../lib/core/evaluate/rule.ts';
import type { SuspectGroup } from '../../../lib/core/evaluate/suspect-group.ts';
import type { PendingStep } from '../../../lib/core/respond/pending.ts';
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
  dayExcessUsd: 60,
  holdback: null,
  group: null,
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
    dayExcessUsd: 0,
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
  quietMs: minutes(30),
  step: 0,
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
  pending: null,
  actions: [],
  restored: [],
  plannedAtMs: null,
  failedAtMs: null,
  wasContained: false,
  probe: null,
  distrustsCodes: false,
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
    wasContained: true,
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
  promptShare: null,
  topBlockShare: 0.01,
  trafficShare: 0.01,
  priceMicroUsd: 200_000,
  failedShare: 0.03,
  carriers: null,
  blocks: learnBlockProfile([], true),
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
      repeats: 0,
      matured: isLast ? (codes?.matured ?? 0) : 0,
      converted: isLast ? (codes?.converted ?? 0) : 0,
    };
  });
  const numbers = bins.slice(-12).reduce((sum, bin) => sum + bin.firstSends, 0);
  return {
    atMs,
    bins,
    topBlockNumbers: 0,
    carriers: new Map(),
    recentUnstopped: Array.from({ length: 10 }, () => 0),
    recentAttempts: bins.slice(-2).reduce((sum, bin) => sum + bin.firstSends, 0),
    stretches: [],
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

/** A minute with first sends, of which `sent` went out and `stopped` did not. */
export const minuteRow = (
  startMs: number,
  counts: { readonly sent?: number; readonly stopped?: number; readonly converted?: number },
): MinuteRow => {
  const { sent = 0, stopped = 0, converted = 0 } = counts;
  const attempts = sent + stopped;
  const row: MinuteRow = {
    startMs,
    attempts,
    stopped,
    firstSends: [],
    repeats: 0,
    unstopped: sent,
    converted,
    promptlyUsed: 0,
    carriers: NO_CARRIERS,
  };
  for (let index = 0; index < attempts; index += 1)
    row.firstSends.push({
      row,
      block: index,
      isStopped: index >= sent,
      isConverted: index < converted,
    });
  return row;
};

/** Levers that the response is worth moving, and nothing else known of them. */
export const heldState = (fields: Partial<HeldState> = {}): HeldState => ({
  isWorthIt: true,
  isLeaking: false,
  pastUsdPerHour: 0,
  areSurelyCustomers: true,
  plannedInCooldownUntilMs: null,
  isOutweighedNoMore: false,
  canProbe: false,
  isProbeDear: false,
  probedNumbers: 0,
  hasFoundCustomers: false,
  hasQuietLevers: false,
  baseline: null,
  renewBeforeMs: RENEW_BEFORE_MS,
  extendAfterMs: EXTEND_AFTER_MS,
  ...fields,
});

/** Crowded ranges of which enough codes matured and none was used. */
export const suspectGroup = (fields: Partial<SuspectGroup> = {}): SuspectGroup => ({
  kind: 'ranges',
  structureNats: 20,
  numbers: 40,
  matured: 30,
  used: 0,
  conversionNats: 15,
  customerShare: 0,
  recentNumbers: 12,
  lastSentAtMs: NOW_MS - MINUTE_MS,
  ranges: [{ prefix: '+9929012', blockHash: 1, messages: 40, distinctNumbers: 40, neighbours: 0 }],
  ...fields,
});

export const countryInput = (fields: Partial<CountryInput> = {}): CountryInput => ({
  evaluatedAtMs: NOW_MS,
  subject: { kind: 'country', country: 'TJ' },
  window: windowView([0, 0, 10, 20, 30]),
  baseline: baseline(),
  account: { observedHours: 100, spendUsdPerDay: 10, conversionRate: 0.8, countries: ['DE', 'TJ'] },
  verificationFeed: 'alive',
  silentBins: new Set(),
  codesHeardAfterMs: minutes(3),
  hasCognito: true,
  past: NO_PAST,
  commonMode: [],
  ranges: null,
  sources: null,
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
  'sustained-surge': 'volume',
  'conversion-collapse': 'conversion',
  'number-range-concentration': 'structure',
  'delivery-failures': 'delivery',
  'carrier-shift': 'delivery',
  'resend-flood': 'repetition',
  'spend-burn': 'money',
  'conversion-decline': 'conversion',
  'unfamiliar-ranges': 'structure',
  'source-mismatch': 'source',
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

export const pendingStep = (fields: Partial<PendingStep> = {}): PendingStep => {
  const { kind: _kind, message: _message, actions: _actions, ...draft } = decision();
  return {
    step: { kind: 'contain', plan: 'contain' },
    plannedAtMs: NOW_MS,
    actions: [],
    draft,
    message: {
      atMs: NOW_MS,
      place: 'Tajikistan (TJ)',
      found: '34 numbers in 60 min',
      money: '34 SMS',
      quiet: '0 numbers in the last 10 min',
      duration: '10 min',
      holdback: '',
      seenWith: '',
      unknown: null,
    },
    blockHash: null,
    distrustsCodes: false,
    by: 'detector',
    ...fields,
  };
};
