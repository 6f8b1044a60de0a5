import { BIN_MS } from '../count/window.ts';
import type { Country } from '../ingest/events.ts';
import { HOUR_MS, MINUTE_MS } from '../time.ts';
import type { BlockProfile } from './block-profile.ts';
import type { CarrierProfile } from './carrier-profile.ts';

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
  /** The account's share of used codes that are used promptly (`PROMPT_MS`), at the least; `null` while too few were used to tell. */
  readonly promptShare: number | null;
  /** Usual share of the busiest /10^4 block in an hour's numbers. */
  readonly topBlockShare: number;
  /** Share of the account's used codes (of its messages, while no code is known to be used). */
  readonly trafficShare: number;
  /** Learned from the stream; `null` before the first priced message. */
  readonly priceMicroUsd: number | null;
  /** Share of messages that the carrier could not deliver. */
  readonly failedShare: number;
  /** How customers are shared out among carriers; `null` while no delivered message is known to have named one. */
  readonly carriers: CarrierProfile | null;
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
