import type { HourRollup } from '../count/hour-rollup.ts';
import type { Country } from '../ingest/events.ts';
import { BIN_MS } from '../count/window.ts';
import { HOUR_MS, MINUTE_MS } from '../time.ts';
import { DEFAULT_HOUR_WEIGHTS, normaliseHourWeights } from './hour-weights.ts';
import { learnBlockProfile, type BlockProfile } from './block-profile.ts';
import { utcOffsetMinutes } from './utc-offsets.ts';

/** What is normal for one destination, learned from its hour roll-ups. */
export interface Baseline {
  readonly country: Country;
  /** Hours that taught it: observed, complete, and not under an incident. */
  readonly observedHours: number;
  /** Messages in those hours. */
  readonly messages: number;
  /** First sends an hour when the hour's weight is 1. */
  readonly firstSendsPerHour: number;
  /** Relative traffic by hour of the destination's local day; mean 1. */
  readonly hourWeights: readonly number[];
  readonly utcOffsetMinutes: number;
  /** Share of codes that are used; `null` while no verification has ever been seen. */
  readonly conversionRate: number | null;
  /** The account's share of used codes that are used promptly (`PROMPT_USE_MS`), at the least; `null` while too few were used to tell. */
  readonly promptShare: number | null;
  /** Usual share of the busiest /10^4 block in an hour's numbers. */
  readonly topBlockShare: number;
  /** Share of the account's used codes (of its messages, while no code is known to be used). */
  readonly trafficShare: number;
  /** Learned from the stream; `null` before the first priced message. */
  readonly priceMicroUsd: number | null;
  /** Share of messages that the carrier could not deliver. */
  readonly failedShare: number;
  /** Where customers' numbers are. Of hours more than a day old, so that today's attack is not in it. */
  readonly blocks: BlockProfile;
}

/** What is normal for the account as a whole. */
export interface AccountBaseline {
  readonly observedHours: number;
  readonly spendUsdPerDay: number;
  readonly conversionRate: number | null;
  /** Most traffic first. */
  readonly countries: readonly Country[];
}

export interface Baselines {
  readonly account: AccountBaseline;
  /** The baseline of a country, of one never seen as well. */
  readonly of: (country: Country) => Baseline;
}

/** Tells the hours of a country that teach nothing by their start; `null` when all of them teach. */
export type ExcludedHours = (country: Country) => ((startMs: number) => boolean) | null;

/** What baselines are learned from. */
export interface TaughtHours {
  /** Start of the first observed hour; `null` when nothing was ever observed. */
  readonly observedSinceMs: number | null;
  /** Only hours that begin before this teach: they are complete and their codes have matured. */
  readonly untilMs: number;
  /** All roll-ups since `observedSinceMs`, by country. */
  readonly byCountry: ReadonlyMap<Country, readonly HourRollup[]>;
  /** Traffic under an incident teaches nothing: an attack must not become the norm. */
  readonly excludedHoursOf: ExcludedHours;
}

/** Messages a country needs before its own daily profile outweighs that of all countries together. */
const OWN_PROFILE_MESSAGES = 500;
/** Weight, in messages, of the daily profile that is assumed before anything is learned. */
const PRIOR_PROFILE_MESSAGES = 200;
/** Jeffreys' half observation: a country never seen is rare, not impossible. */
const PRIOR_FIRST_SENDS = 0.5;
/** First-send conversion of a service at large, and how many codes that opinion weighs (docs/adr/0004). */
const PRIOR_CONVERSION_RATE = 0.8;
const PRIOR_ACCOUNT_CODES = 50;
const PRIOR_COUNTRY_CODES = 20;
/** Chance share of one block in a plan of about 3,000 mobile blocks, the median over countries, with a margin for popular blocks. */
const PRIOR_TOP_BLOCK_SHARE = 20 / 3_000;
const PRIOR_TOP_BLOCK_NUMBERS = 20;
/** 1 to 5 % of messages are lost (https://www.telesign.com/blog/signed-sealed-delivered-the-case-for-completion-rate-data). */
const PRIOR_FAILED_SHARE = 0.03;
const PRIOR_FAILED_MESSAGES = 50;
/**
 * A destination's codes are used at least at this part of the account's rate, or its traffic is not
 * all customers': what nobody verifies must not raise the level, however slowly it came.
 */
const LEAST_USED_PART = 0.4;
const UNVERIFIED_ALLOWANCE = 2;
/** An hour of the account with this many first sends and not one verification had no feed of them. */
const MIN_SENDS_TO_MISS_VERIFICATIONS = 10;
/** Blocks are learned from what is older than this. */
const BLOCKS_AFTER_MS = 24 * HOUR_MS;

interface CountrySums {
  readonly hours: readonly HourRollup[];
  readonly firstSends: number;
  readonly messages: number;
  readonly failed: number;
  /** First sends of hours in which verifications were recorded, if any were made. */
  readonly verifiable: number;
  readonly matured: number;
  readonly converted: number;
  readonly promptlyUsed: number;
  readonly spendMicroUsd: number;
  readonly priced: number;
  readonly topBlockRepeats: number;
  readonly topBlockChances: number;
}

const sumCountry = (
  hours: readonly HourRollup[],
  isSilent: (startMs: number) => boolean,
): CountrySums => {
  const sums = {
    hours,
    firstSends: 0,
    messages: 0,
    failed: 0,
    verifiable: 0,
    matured: 0,
    converted: 0,
    promptlyUsed: 0,
    spendMicroUsd: 0,
    priced: 0,
    topBlockRepeats: 0,
    topBlockChances: 0,
  };
  for (const hour of hours) {
    sums.firstSends += hour.firstSends;
    sums.messages += hour.messages;
    sums.failed += hour.failed;
    if (!isSilent(hour.startMs)) {
      sums.verifiable += hour.firstSends;
      sums.matured += hour.matured;
      sums.converted += hour.converted;
      sums.promptlyUsed += hour.promptlyUsed;
    }
    sums.spendMicroUsd += hour.spendMicroUsd;
    sums.priced += hour.messages - hour.unpriced;
    // One number is always a block's first; only what joins it there says how blocks are shared.
    if (hour.firstSends < 2) continue;
    sums.topBlockRepeats += hour.topBlockNumbers - 1;
    sums.topBlockChances += hour.firstSends - 1;
  }
  return sums;
};

const localHour = (startMs: number, offsetMinutes: number): number =>
  (((Math.floor(startMs / HOUR_MS) + Math.round(offsetMinutes / 60)) % 24) + 24) % 24;

const offsetOf = (country: Country): number => utcOffsetMinutes(country) ?? 0;

/**
 * The first messages, up to this share of all, are stragglers from before the detector was there
 * when they came at less than this part of the later rate.
 */
const STRAGGLER_SHARE = 0.02;
const STRAGGLER_RATE = 0.1;
const MIN_MESSAGES_TO_TELL_STRAGGLERS = 50;

/**
 * When observation began in earnest. Receipts come up to 72 h late and are booked by the time of
 * sending, so a new detector sees a few messages of days in which it was not there; taken for all
 * traffic of those days, they would make the first real day look like a surge.
 */
const firstSteadyHour = ({
  observedSinceMs,
  untilMs,
  byCountry,
  excludedHoursOf,
}: TaughtHours): number => {
  if (observedSinceMs === null) return untilMs;
  /** By hours since `observedSinceMs`. */
  const messages = new Float64Array(Math.max(0, Math.ceil((untilMs - observedSinceMs) / HOUR_MS)));
  let total = 0;
  for (const [country, hours] of byCountry) {
    const isExcluded = excludedHoursOf(country);
    for (const hour of hours) {
      const isObserved = hour.startMs >= observedSinceMs && hour.startMs < untilMs;
      if (!isObserved || isExcluded?.(hour.startMs) === true) continue;
      const index = (hour.startMs - observedSinceMs) / HOUR_MS;
      messages[index] = (messages[index] ?? 0) + hour.messages;
      total += hour.messages;
    }
  }
  if (total < MIN_MESSAGES_TO_TELL_STRAGGLERS) return observedSinceMs;
  let seen = 0;
  for (const [index, count] of messages.entries()) {
    if (seen + count > STRAGGLER_SHARE * total) {
      const startMs = observedSinceMs + index * HOUR_MS;
      const before = seen / (startMs - observedSinceMs);
      const after = (total - seen) / (untilMs - startMs);
      return before < STRAGGLER_RATE * after ? startMs : observedSinceMs;
    }
    seen += count;
  }
  return observedSinceMs;
};

/** Tells the hours in which verifications were made, if at all, but not recorded: they say nothing about use. */
const silentHours = (byCountry: TaughtHours['byCountry']): ((startMs: number) => boolean) => {
  const sends = new Map<number, number>();
  const isVerified = new Set<number>();
  for (const hours of byCountry.values())
    for (const { startMs, firstSends, verified } of hours) {
      sends.set(startMs, (sends.get(startMs) ?? 0) + firstSends);
      if (verified > 0) isVerified.add(startMs);
    }
  return (startMs) =>
    !isVerified.has(startMs) && (sends.get(startMs) ?? 0) >= MIN_SENDS_TO_MISS_VERIFICATIONS;
};

/** Learns what is normal. Pure: the same roll-ups give the same baselines, so a restart forgets nothing. */
export const learnBaselines = (taught: TaughtHours): Baselines => {
  const { untilMs, byCountry, excludedHoursOf } = taught;
  const fromMs = firstSteadyHour(taught);
  const observedHours = Math.max(0, Math.round((untilMs - fromMs) / HOUR_MS));
  const isSilent = silentHours(byCountry);

  const sums = new Map<Country, CountrySums>();
  let spendUsdPerDay = 0;
  // In an order of its own, so that sums come out the same to the last bit.
  for (const [country, hours] of [...byCountry].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const isExcluded = excludedHoursOf(country);
    const teaching: HourRollup[] = [];
    let excluded = 0;
    for (const hour of hours) {
      if (hour.startMs < fromMs || hour.startMs >= untilMs) continue;
      if (isExcluded?.(hour.startMs) === true) excluded += 1;
      else teaching.push(hour);
    }
    const sum = sumCountry(teaching, isSilent);
    sums.set(country, sum);
    // An excluded hour is one of unknown usual spend, not of none.
    const spendHours = observedHours - excluded;
    if (spendHours > 0) spendUsdPerDay += (sum.spendMicroUsd / 1e6) * (24 / spendHours);
  }

  const pooled = DEFAULT_HOUR_WEIGHTS.map((weight) => (weight * PRIOR_PROFILE_MESSAGES) / 24);
  let matured = 0;
  let converted = 0;
  let promptlyUsed = 0;
  let verified = 0;
  let messages = 0;
  for (const [country, sum] of sums) {
    const offset = offsetOf(country);
    for (const hour of sum.hours) {
      const index = localHour(hour.startMs, offset);
      pooled[index] = (pooled[index] ?? 0) + hour.firstSends;
      verified += hour.verified;
    }
    matured += sum.matured;
    converted += sum.converted;
    promptlyUsed += sum.promptlyUsed;
    messages += sum.messages;
  }
  const pooledWeights = normaliseHourWeights(pooled);
  const accountConversion =
    verified === 0
      ? null
      : (converted + PRIOR_CONVERSION_RATE * PRIOR_ACCOUNT_CODES) / (matured + PRIOR_ACCOUNT_CODES);

  const promptShare = promptShareOf(promptlyUsed, converted);

  const learnCountry = (country: Country): Baseline => {
    const sum = sums.get(country) ?? sumCountry([], isSilent);
    const offset = offsetOf(country);
    const hourWeights =
      sum.firstSends < OWN_PROFILE_MESSAGES
        ? pooledWeights
        : ownWeights(sum.hours, offset, pooledWeights);
    const isExcluded = excludedHoursOf(country);
    let exposure = 0;
    let taughtHours = 0;
    // Four weeks of hours for every country and hour: the clock is stepped, not computed.
    let hour = localHour(fromMs, offset);
    for (let startMs = fromMs; startMs < untilMs; startMs += HOUR_MS) {
      if (isExcluded?.(startMs) !== true) {
        exposure += hourWeights[hour] ?? 1;
        taughtHours += 1;
      }
      hour = hour === 23 ? 0 : hour + 1;
    }
    let blocks: BlockProfile | null = null;
    return {
      country,
      observedHours: taughtHours,
      messages: sum.messages,
      firstSendsPerHour:
        exposure === 0 ? 0 : (customersOf(sum, accountConversion) + PRIOR_FIRST_SENDS) / exposure,
      hourWeights,
      utcOffsetMinutes: offset,
      conversionRate:
        accountConversion === null
          ? null
          : (sum.converted + accountConversion * PRIOR_COUNTRY_CODES) /
            (sum.matured + PRIOR_COUNTRY_CODES),
      promptShare,
      topBlockShare:
        (sum.topBlockRepeats + PRIOR_TOP_BLOCK_SHARE * PRIOR_TOP_BLOCK_NUMBERS) /
        (sum.topBlockChances + PRIOR_TOP_BLOCK_NUMBERS),
      trafficShare:
        converted === 0 ? sum.messages / Math.max(1, messages) : sum.converted / converted,
      priceMicroUsd: sum.priced === 0 ? null : sum.spendMicroUsd / sum.priced,
      failedShare:
        (sum.failed + PRIOR_FAILED_SHARE * PRIOR_FAILED_MESSAGES) /
        (sum.messages + PRIOR_FAILED_MESSAGES),
      // Of the many destinations of an hour few are asked for their blocks.
      get blocks() {
        blocks ??= learnBlockProfile(
          sum.hours.filter(({ startMs }) => startMs < untilMs - BLOCKS_AFTER_MS),
          accountConversion !== null,
        );
        return blocks;
      },
    };
  };

  const learned = new Map<Country, Baseline>();
  return {
    account: {
      observedHours,
      spendUsdPerDay,
      conversionRate: accountConversion,
      countries: [...sums]
        .sort(([a, x], [b, y]) => y.messages - x.messages || (a < b ? -1 : 1))
        .map(([country]) => country),
    },
    of: (country) => {
      let baseline = learned.get(country);
      if (baseline === undefined) learned.set(country, (baseline = learnCountry(country)));
      return baseline;
    },
  };
};

/** Used codes from which it can be told how soon codes are used. */
const MIN_USED_CODES = 100;
/** Standard errors by which the share is taken to be lower than it looks. */
const PROMPT_DOUBT = 3;

const promptShareOf = (promptlyUsed: number, used: number): number | null => {
  if (used < MIN_USED_CODES) return null;
  const share = promptlyUsed / used;
  return Math.max(0, share - PROMPT_DOUBT * Math.sqrt((share * (1 - share)) / used));
};

/** First sends that are customers' as far as their used codes can tell. */
const customersOf = (sum: CountrySums, accountConversion: number | null): number => {
  if (accountConversion === null) return sum.firstSends;
  const explained = sum.converted / (LEAST_USED_PART * accountConversion) + UNVERIFIED_ALLOWANCE;
  return sum.firstSends - sum.verifiable + Math.min(sum.verifiable, explained);
};

const ownWeights = (
  hours: readonly HourRollup[],
  offsetMinutes: number,
  prior: readonly number[],
): readonly number[] => {
  const own = prior.map((weight) => (weight * PRIOR_PROFILE_MESSAGES) / 24);
  for (const hour of hours) {
    const index = localHour(hour.startMs, offsetMinutes);
    own[index] = (own[index] ?? 0) + hour.firstSends;
  }
  return normaliseHourWeights(own);
};

/** First sends that are normal for `country` between two times at most a few hours apart. */
export const expectedFirstSends = (baseline: Baseline, fromMs: number, toMs: number): number => {
  const offsetMs = baseline.utcOffsetMinutes * MINUTE_MS;
  let expected = 0;
  let perHour = 0;
  /** Until then, in local time, `perHour` holds. */
  let hourEndMs = -Infinity;
  for (let startMs = fromMs; startMs < toMs; startMs += BIN_MS) {
    const lengthMs = Math.min(BIN_MS, toMs - startMs);
    const localMs = startMs + lengthMs / 2 + offsetMs;
    if (localMs >= hourEndMs) {
      const hour = Math.floor(localMs / HOUR_MS);
      perHour = baseline.firstSendsPerHour * (baseline.hourWeights[((hour % 24) + 24) % 24] ?? 1);
      hourEndMs = (hour + 1) * HOUR_MS;
    }
    expected += perHour * (lengthMs / HOUR_MS);
  }
  return expected;
};
