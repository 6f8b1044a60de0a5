import { countryKey } from '../count/observations.ts';
import type { Bin, WindowView } from '../count/window.ts';
import type { Country } from '../ingest/events.ts';
import { HOUR_MS, MINUTE_MS } from '../time.ts';
import type { Baseline, Baselines } from './baseline.ts';
import { evaluate, type Finding } from './evaluate.ts';
import { hearFeed } from './hear-feed.ts';
import { codesHeardAfter, addSums, commonModeOf, NO_SUMS, type LookContext } from './look.ts';
import { poolPastHours } from './past-hours.ts';
import type { LowTrafficInput } from './rule.ts';

/** New numbers an hour, at most, of a destination that counts as one with hardly any customers. */
export const LOW_TRAFFIC_PER_HOUR = 3;
/** Nor is it one of the account's busiest. */
const BUSIEST_COUNTRIES = 5;
const BUSIEST_SHARE = 0.05;

/** Whether hardly any customers are there. */
export const isLowTraffic = (country: Country, baselines: Baselines): boolean => {
  const { firstSendsPerHour, trafficShare, observedHours } = baselines.of(country);
  if (observedHours === 0) return false;
  const rank = baselines.account.countries.indexOf(country);
  const isBusy = rank !== -1 && rank < BUSIEST_COUNTRIES && trafficShare >= BUSIEST_SHARE;
  return !isBusy && firstSendsPerHour <= LOW_TRAFFIC_PER_HOUR;
};

/** Customers an hour, at most, of those that are taken together: more would hide a few a country among them. */
const POOL_PER_HOUR = 4;

/** Of destinations with hardly any customers those that are taken together: the quietest. */
export const quietestOf = (
  countries: readonly Country[],
  baselines: Baselines,
): readonly Country[] => {
  const levelOf = (country: Country): number => baselines.of(country).firstSendsPerHour;
  let sum = 0;
  return countries
    .toSorted((a, b) => levelOf(a) - levelOf(b) || (a < b ? -1 : 1))
    .filter((country) => {
      sum += levelOf(country);
      return sum <= POOL_PER_HOUR;
    })
    .sort();
};

export interface PoolLook {
  readonly input: LowTrafficInput;
  readonly findings: readonly Finding[];
}

/** Evaluates the rules on several destinations with hardly any customers as if they were one. */
export const lookAtPool = async (
  countries: readonly Country[],
  atMs: number,
  context: LookContext,
): Promise<PoolLook> => {
  const { reader, baselines, rules, parametersInForce } = context;
  const windows: WindowView[] = [];
  for (const country of countries) windows.push(await reader.view(countryKey(country), atMs));
  const baseline = poolBaselineOf(countries, baselines);
  const subject = { kind: 'low-traffic-countries', countries } as const;
  const codesHeardAfterMs = codesHeardAfter(subject, context);
  const seen = poolWindows(windows, atMs);
  const { window, feed, silentBins } = await hearFeed(seen, baseline, context);
  const input: LowTrafficInput = {
    evaluatedAtMs: atMs,
    subject,
    window,
    baseline,
    account: baselines.account,
    verificationFeed: feed,
    silentBins,
    codesHeardAfterMs,
    hasCognito: context.hasCognito,
    past: poolPastHours(countries.map(context.pastOf)),
    commonMode: await commonModeOf(null, atMs, context),
  };
  return { input, findings: evaluate(input, rules, parametersInForce) };
};

const poolWindows = (windows: readonly WindowView[], atMs: number): WindowView => {
  const bins: Bin[] = (windows[0]?.bins ?? []).map((bin) => ({ ...bin }));
  const recentUnstopped = Array.from({ length: 10 }, () => 0);
  let lastHour = NO_SUMS;
  let recentAttempts = 0;
  for (const [order, window] of windows.entries()) {
    lastHour = addSums(lastHour, window.lastHour);
    recentAttempts += window.recentAttempts;
    for (const [index, count] of window.recentUnstopped.entries())
      recentUnstopped[index] = (recentUnstopped[index] ?? 0) + count;
    if (order === 0) continue;
    for (const [index, bin] of window.bins.entries()) {
      const sum = bins[index];
      if (sum === undefined) continue;
      sum.attempts += bin.attempts;
      sum.firstSends += bin.firstSends;
      sum.repeats += bin.repeats;
      sum.matured += bin.matured;
      sum.converted += bin.converted;
    }
  }
  return {
    atMs,
    bins,
    lastHour,
    topBlockNumbers: 0,
    carriers: NO_CARRIERS,
    recentUnstopped,
    recentAttempts,
    stretches: windows.flatMap(({ stretches }) => stretches),
  };
};

/** The pool's baseline by its members, as long as the same was learned. */
const known = new WeakMap<Baselines, Map<string, Baseline>>();

const poolBaselineOf = (countries: readonly Country[], baselines: Baselines): Baseline => {
  let byMembers = known.get(baselines);
  if (byMembers === undefined) known.set(baselines, (byMembers = new Map<string, Baseline>()));
  const members = countries.join();
  let baseline = byMembers.get(members);
  if (baseline === undefined)
    byMembers.set(
      members,
      (baseline = poolBaselines(countries.map((country) => baselines.of(country)))),
    );
  return baseline;
};

/** One destination that stands for all: its level by UTC hour is the sum of theirs. */
export const poolBaselines = (members: readonly Baseline[]): Baseline => {
  const perHour = Array.from({ length: 24 }, (_, hour) =>
    members.reduce((sum, { firstSendsPerHour, hourWeights, utcOffsetMinutes }) => {
      const local = Math.floor(hour + utcOffsetMinutes / (HOUR_MS / MINUTE_MS) + 48) % 24;
      return sum + firstSendsPerHour * (hourWeights[local] ?? 1);
    }, 0),
  );
  const firstSendsPerHour = perHour.reduce((sum, level) => sum + level, 0) / 24;
  const weighted = (valueOf: (baseline: Baseline) => number | null): number | null => {
    let sum = 0;
    let weight = 0;
    for (const member of members) {
      const value = valueOf(member);
      if (value === null) continue;
      sum += value * member.firstSendsPerHour;
      weight += member.firstSendsPerHour;
    }
    return weight === 0 ? null : sum / weight;
  };
  return {
    country: 'low-traffic-countries',
    observedHours: Math.max(0, ...members.map(({ observedHours }) => observedHours)),
    messages: members.reduce((sum, { messages }) => sum + messages, 0),
    firstSendsPerHour,
    hourWeights: perHour.map((level) => (firstSendsPerHour === 0 ? 1 : level / firstSendsPerHour)),
    utcOffsetMinutes: 0,
    conversionRate: weighted(({ conversionRate }) => conversionRate),
    promptShare: members[0]?.promptShare ?? null,
    topBlockShare: 1,
    trafficShare: members.reduce((sum, { trafficShare }) => sum + trafficShare, 0),
    priceMicroUsd: weighted(({ priceMicroUsd }) => priceMicroUsd),
    failedShare: weighted(({ failedShare }) => failedShare) ?? 0,
    carriers: null,
    blocks: NO_BLOCKS,
  };
};

/** Blocks of different plans say nothing together. */
const NO_BLOCKS = {
  numbers: 0,
  newBlockShare: 1,
  has: () => false,
  shareOf: () => 0,
} as const;

/** Nor do carriers of different countries. */
const NO_CARRIERS: ReadonlyMap<number, number> = new Map();
