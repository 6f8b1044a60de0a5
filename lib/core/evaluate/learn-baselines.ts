import type { HourRollup } from '../count/hour-rollup.ts';
import type { Country } from '../ingest/events.ts';
import { HOUR_MS } from '../time.ts';
import type { Baseline, Baselines } from './baseline.ts';
import { sumCountry, type CountrySums } from './country-sums.ts';
import {
  addHours,
  assumedCounts,
  DEFAULT_HOUR_WEIGHTS,
  normaliseHourWeights,
} from './hour-weights.ts';
import { learnBaseline, PRIOR_CONVERSION_RATE } from './learn-baseline.ts';
import { firstSteadyHour, silentHours, type TaughtHours } from './taught-hours.ts';
import { utcOffsetMinutes } from './utc-offsets.ts';

/** How many codes the opinion on the conversion of a service at large weighs (docs/adr/0004). */
const PRIOR_ACCOUNT_CODES = 50;

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

  const counts = assumedCounts(DEFAULT_HOUR_WEIGHTS);
  let matured = 0;
  let converted = 0;
  let promptlyUsed = 0;
  let usedKnown = 0;
  let verified = 0;
  let messages = 0;
  for (const [country, sum] of sums) {
    addHours(counts, sum.hours, utcOffsetMinutes(country) ?? 0);
    for (const hour of sum.hours) verified += hour.verified;
    matured += sum.matured;
    converted += sum.converted;
    promptlyUsed += sum.promptlyUsed;
    usedKnown += sum.usedKnown;
    messages += sum.messages;
  }
  const hourWeights = normaliseHourWeights(counts);
  const conversionRate =
    verified === 0
      ? null
      : (converted + PRIOR_CONVERSION_RATE * PRIOR_ACCOUNT_CODES) / (matured + PRIOR_ACCOUNT_CODES);
  const promptShare = promptShareOf(promptlyUsed, usedKnown);

  const learned = new Map<Country, Baseline>();
  return {
    account: {
      observedHours,
      spendUsdPerDay,
      conversionRate,
      countries: [...sums]
        .sort(([a, x], [b, y]) => y.messages - x.messages || (a < b ? -1 : 1))
        .map(([country]) => country),
    },
    of: (country) => {
      let baseline = learned.get(country);
      if (baseline === undefined) {
        baseline = learnBaseline(country, sums.get(country) ?? sumCountry([], isSilent), {
          fromMs,
          untilMs,
          isExcluded: excludedHoursOf(country),
          hourWeights,
          conversionRate,
          promptShare,
          converted,
          messages,
        });
        learned.set(country, baseline);
      }
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
