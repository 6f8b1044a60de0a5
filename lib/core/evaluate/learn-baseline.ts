import type { Country } from '../ingest/events.ts';
import { HOUR_MS } from '../time.ts';
import type { Baseline } from './baseline.ts';
import { learnBlockProfile, type BlockProfile } from './block-profile.ts';
import { learnCarrierProfile } from './carrier-profile.ts';
import { customersOf, type CountrySums } from './country-sums.ts';
import { addHours, assumedCounts, localHour, normaliseHourWeights } from './hour-weights.ts';
import { utcOffsetMinutes } from './utc-offsets.ts';

/** First-send conversion of a service at large (docs/adr/0004). */
export const PRIOR_CONVERSION_RATE = 0.8;
/** How many of its own codes the account's rate weighs for a country. */
const PRIOR_COUNTRY_CODES = 20;
/** Messages a country needs before its own daily profile outweighs that of all countries together. */
const OWN_PROFILE_MESSAGES = 500;
/** Jeffreys' half observation: a country never seen is rare, not impossible. */
const PRIOR_FIRST_SENDS = 0.5;
/** Chance share of one block in a plan of about 3,000 mobile blocks, the median over countries, with a margin for popular blocks. */
const PRIOR_TOP_BLOCK_SHARE = 20 / 3_000;
const PRIOR_TOP_BLOCK_NUMBERS = 20;
/** 1 to 5 % of messages are lost (https://www.telesign.com/blog/signed-sealed-delivered-the-case-for-completion-rate-data). */
const PRIOR_FAILED_SHARE = 0.03;
const PRIOR_FAILED_MESSAGES = 50;
/** Blocks are learned from what is older than this. */
const BLOCKS_AFTER_MS = 24 * HOUR_MS;

/** What a country's baseline is learned from, beside its own sums. */
export interface LearningContext {
  /** Hours in `[fromMs, untilMs)` teach, but for those excluded; `null` when all of them do. */
  readonly fromMs: number;
  readonly untilMs: number;
  readonly isExcluded: ((startMs: number) => boolean) | null;
  /** Of all countries together. */
  readonly hourWeights: readonly number[];
  /** The account's; `null` while no verification has ever been seen. */
  readonly conversionRate: number | null;
  /** The account's. */
  readonly promptShare: number | null;
  /** Used codes of the account. */
  readonly converted: number;
  /** Messages of the account. */
  readonly messages: number;
}

/** What is normal for one country. */
export const learnBaseline = (
  country: Country,
  sum: CountrySums,
  context: LearningContext,
): Baseline => {
  const { untilMs, conversionRate, converted, messages } = context;
  const offset = utcOffsetMinutes(country) ?? 0;
  const hourWeights =
    sum.firstSends < OWN_PROFILE_MESSAGES
      ? context.hourWeights
      : ownWeights(sum, offset, context.hourWeights);
  const { exposure, taughtHours } = exposureOf(hourWeights, offset, context);
  let blocks: BlockProfile | null = null;
  return {
    country,
    observedHours: taughtHours,
    messages: sum.messages,
    firstSendsPerHour:
      exposure === 0 ? 0 : (customersOf(sum, conversionRate) + PRIOR_FIRST_SENDS) / exposure,
    hourWeights,
    utcOffsetMinutes: offset,
    conversionRate:
      conversionRate === null
        ? null
        : (sum.converted + conversionRate * PRIOR_COUNTRY_CODES) /
          (sum.matured + PRIOR_COUNTRY_CODES),
    promptShare: context.promptShare,
    topBlockShare:
      (sum.topBlockRepeats + PRIOR_TOP_BLOCK_SHARE * PRIOR_TOP_BLOCK_NUMBERS) /
      (sum.topBlockChances + PRIOR_TOP_BLOCK_NUMBERS),
    trafficShare:
      converted === 0 ? sum.messages / Math.max(1, messages) : sum.converted / converted,
    priceMicroUsd: sum.priced === 0 ? null : sum.spendMicroUsd / sum.priced,
    failedShare:
      (sum.failed + PRIOR_FAILED_SHARE * PRIOR_FAILED_MESSAGES) /
      (sum.messages + PRIOR_FAILED_MESSAGES),
    carriers: learnCarrierProfile(sum.carriers),
    // Of the many destinations of an hour few are asked for their blocks.
    get blocks() {
      blocks ??= learnBlockProfile(
        sum.hours.filter(({ startMs }) => startMs < untilMs - BLOCKS_AFTER_MS),
        conversionRate !== null,
      );
      return blocks;
    },
  };
};

/** The hours that taught, and their weights together. */
const exposureOf = (
  hourWeights: readonly number[],
  offsetMinutes: number,
  { fromMs, untilMs, isExcluded }: LearningContext,
): { readonly exposure: number; readonly taughtHours: number } => {
  let exposure = 0;
  let taughtHours = 0;
  // Four weeks of hours for every country and hour: the clock is stepped, not computed.
  let hour = localHour(fromMs, offsetMinutes);
  for (let startMs = fromMs; startMs < untilMs; startMs += HOUR_MS) {
    if (isExcluded?.(startMs) !== true) {
      exposure += hourWeights[hour] ?? 1;
      taughtHours += 1;
    }
    hour = hour === 23 ? 0 : hour + 1;
  }
  return { exposure, taughtHours };
};

const ownWeights = (
  { hours }: CountrySums,
  offsetMinutes: number,
  prior: readonly number[],
): readonly number[] => {
  const counts = assumedCounts(prior);
  addHours(counts, hours, offsetMinutes);
  return normaliseHourWeights(counts);
};
