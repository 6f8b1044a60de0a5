import type { HourRollup } from '../count/hour-rollup.ts';
import type { Country } from '../ingest/events.ts';
import { HOUR_MS } from '../time.ts';

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
export const firstSteadyHour = ({
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

/** An hour of the account with this many first sends and not one verification had no feed of them. */
const MIN_SENDS_TO_MISS_VERIFICATIONS = 10;

/** Tells the hours in which verifications were made, if at all, but not recorded: they say nothing about use. */
export const silentHours = (
  byCountry: TaughtHours['byCountry'],
): ((startMs: number) => boolean) => {
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
