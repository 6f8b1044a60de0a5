import type { AccountBaseline, Baseline } from './baseline.ts';
import { learnBlockProfile } from './block-profile.ts';
import { NO_SUMS } from './look.ts';
import type { PastHour } from './past-hours.ts';
import type { RangeProfile } from './range-profile.ts';
import type {
  AccountInput,
  CountryInput,
  RuleInput,
  RuleResult,
  VerificationFeed,
} from './rule.ts';
import type { SourceView } from '../count/source-view.ts';
import { BIN_MS, WINDOW_MS, type HourSums, type WindowView } from '../count/window.ts';
import { HOUR_MS } from '../time.ts';

/** One row of a rule's table of cases, which stands beside the rule as `<id>.cases.ts`. */
export interface RuleCase {
  readonly name: string;
  /** Why it has to be so, where the name does not say it. */
  readonly note?: string;
  readonly input: RuleInput;
  /** Parameters that are not at their default. */
  readonly overrides?: Readonly<Record<string, number>>;
  /** The whole answer, `nats` to two decimals. */
  readonly expect: RuleResult;
}

/** 2026-09-08T12:00:00Z, when every case is evaluated. */
export const CASE_AT_MS = 1_788_868_800_000;
const BINS = WINDOW_MS / BIN_MS;
const BINS_OF_HOUR = HOUR_MS / BIN_MS;

/** What differs from a quiet destination; series are by five minutes, the newest last. */
export interface CountryCase {
  readonly firstSends?: readonly number[];
  /** All messages (the first sends, unless given), and of those the ones beyond the fourth to their number. */
  readonly attempts?: readonly number[];
  readonly repeats?: readonly number[];
  /** Codes that have matured, and of those the used ones. */
  readonly matured?: readonly number[];
  readonly converted?: readonly number[];
  /** Distinct numbers of the last hour in each block. */
  readonly blocks?: readonly number[];
  /** Delivered first sends of the last hour, by the hash of their carrier. */
  readonly carriers?: Readonly<Record<number, number>>;
  readonly lastHour?: Partial<HourSums>;
  readonly baseline?: Partial<Baseline>;
  readonly account?: Partial<AccountBaseline>;
  readonly feed?: VerificationFeed;
  readonly ranges?: RangeProfile;
  readonly sources?: SourceView;
  /** How far the rest of the account has risen, by five minutes, the newest last. */
  readonly commonMode?: readonly number[];
  /** Finished hours, the newest last. */
  readonly past?: readonly Partial<PastHour>[];
}

/** Four weeks of history: 2 numbers an hour all day, 80 % of the codes used, no crowded block. */
const USUAL: Baseline = {
  country: 'TJ',
  observedHours: 672,
  messages: 1_600,
  firstSendsPerHour: 2,
  hourWeights: Array.from({ length: 24 }, () => 1),
  utcOffsetMinutes: 300,
  conversionRate: 0.8,
  promptShare: null,
  topBlockShare: 0.01,
  trafficShare: 0.02,
  priceMicroUsd: 200_000,
  failedShare: 0.03,
  carriers: null,
  blocks: learnBlockProfile([], true),
};

const USUAL_ACCOUNT: AccountBaseline = {
  observedHours: 672,
  spendUsdPerDay: 24,
  conversionRate: 0.8,
  countries: ['US', 'DE', 'TJ'],
};

const QUIET_HOUR: PastHour = {
  startMs: 0,
  expected: 2,
  firstSends: 0,
  matured: 0,
  converted: 0,
  messages: 0,
  spendMicroUsd: 0,
  unpriced: 0,
  usedBlocks: new Uint16Array(0),
  unusedBlocks: new Uint16Array(0),
};

export const countryCase = (differs: CountryCase): CountryInput => {
  const { firstSends = [], matured = [], converted = [], blocks = [] } = differs;
  const newest = (series: readonly number[], index: number): number =>
    series[index - (BINS - series.length)] ?? 0;
  const distinctNumbers =
    blocks.length > 0
      ? blocks.reduce((sum, numbers) => sum + numbers, 0)
      : firstSends.slice(-BINS_OF_HOUR).reduce((sum, numbers) => sum + numbers, 0);
  const window: WindowView = {
    atMs: CASE_AT_MS,
    bins: Array.from({ length: BINS }, (_, index) => ({
      startMs: CASE_AT_MS - WINDOW_MS + index * BIN_MS,
      elapsedMs: BIN_MS,
      attempts: newest(differs.attempts ?? firstSends, index),
      firstSends: newest(firstSends, index),
      repeats: newest(differs.repeats ?? [], index),
      matured: newest(matured, index),
      converted: newest(converted, index),
    })),
    lastHour: {
      ...NO_SUMS,
      attempts: distinctNumbers,
      sent: distinctNumbers,
      distinctNumbers,
      ...differs.lastHour,
    },
    topBlockNumbers: Math.max(0, ...blocks),
    carriers: new Map(
      Object.entries(differs.carriers ?? {}).map(([carrier, count]) => [Number(carrier), count]),
    ),
    recentUnstopped: Array.from({ length: 10 }, () => 0),
    recentAttempts: 0,
    stretches: [],
  };
  const { past = [], commonMode = [] } = differs;
  return {
    evaluatedAtMs: CASE_AT_MS,
    subject: { kind: 'country', country: 'TJ' },
    window,
    baseline: { ...USUAL, ...differs.baseline },
    account: { ...USUAL_ACCOUNT, ...differs.account },
    verificationFeed: differs.feed ?? 'alive',
    silentBins: new Set(),
    codesHeardAfterMs: 180_000,
    hasCognito: differs.sources !== undefined,
    past: {
      hours: past.map((hour, index) => ({
        ...QUIET_HOUR,
        startMs: CASE_AT_MS - (past.length - index) * HOUR_MS,
        ...hour,
      })),
    },
    commonMode: Array.from({ length: BINS }, (_, index) => newest(commonMode, index) || 1),
    ranges: differs.ranges ?? null,
    sources: differs.sources ?? null,
  };
};

export const accountCase = (
  lastHour: Partial<HourSums>,
  account: Partial<AccountBaseline> = {},
): AccountInput => ({
  evaluatedAtMs: CASE_AT_MS,
  subject: { kind: 'account' },
  window: {
    atMs: CASE_AT_MS,
    bins: [],
    lastHour: { ...NO_SUMS, ...lastHour },
    topBlockNumbers: 0,
    carriers: new Map(),
    recentUnstopped: [],
    recentAttempts: 0,
    stretches: [],
  },
  account: { ...USUAL_ACCOUNT, ...account },
});

/** `count` times `value`. */
export const times = (count: number, value: number): readonly number[] =>
  Array.from({ length: count }, () => value);

/** When the bin began that is `bins` five-minute bins before the end of the window. */
export const binsAgoMs = (bins: number): number => CASE_AT_MS - bins * BIN_MS;
