import type { Country, E164, SmsEvent } from '../../core/ingest/events.ts';
import { profileRanges } from '../../core/evaluate/profile-ranges.ts';
import type { DeliveryLog, RangeProfile } from '../../core/evaluate/range-profile.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../core/time.ts';

interface Sent {
  readonly arrivedAtMs: number;
  readonly sentAtMs: number;
  readonly messageHash: number;
  readonly number: E164;
}

/** A drill-down reads up to a day; this is how long an SMS that was sent in it can be asked for. */
const KEPT_MS = 25 * HOUR_MS;
const MAX_CLOCK_SKEW_MS = 15 * MINUTE_MS;
const PRUNE_EVERY = 1_024;

/**
 * The delivery log of a replay: the destinations of the last day, in memory and nowhere
 * else, as CloudWatch Logs holds them for an account.
 */
export class RecentDestinations implements DeliveryLog {
  readonly #clock: { nowMs(): number };
  readonly #blockHashOf: (prefix: string) => number;
  readonly #byCountry = new Map<Country, Sent[]>();
  #untilPrune = PRUNE_EVERY;

  constructor(options: {
    readonly clock: { nowMs(): number };
    readonly blockHashOf: (prefix: string) => number;
  }) {
    this.#clock = options.clock;
    this.#blockHashOf = options.blockHashOf;
  }

  add(event: SmsEvent, number: E164): void {
    const { country, sentAtMs, messageHash } = event;
    const sent = this.#byCountry.get(country);
    const entry = { arrivedAtMs: this.#clock.nowMs(), sentAtMs, messageHash, number };
    if (sent === undefined) this.#byCountry.set(country, [entry]);
    else sent.push(entry);
    this.#untilPrune -= 1;
    if (this.#untilPrune === 0) this.#prune();
  }

  #prune(): void {
    const sinceMs = this.#clock.nowMs() - KEPT_MS;
    let kept = 0;
    for (const [country, sent] of this.#byCountry) {
      const recent = sent.filter(({ sentAtMs }) => sentAtMs >= sinceMs);
      kept += recent.length;
      if (recent.length === 0) this.#byCountry.delete(country);
      else this.#byCountry.set(country, recent);
    }
    // Amortised: never look at more than there is to add before the next time.
    this.#untilPrune = Math.max(PRUNE_EVERY, kept);
  }

  async profileRanges(country: Country, fromMs: number, toMs: number): Promise<RangeProfile> {
    const messages = new Map<number, E164>();
    const sent = this.#byCountry.get(country) ?? [];
    for (let index = sent.length - 1; index >= 0; index -= 1) {
      const entry = sent[index];
      // Nothing is sent after it arrives, but by clocks that run ahead.
      if (entry === undefined || entry.arrivedAtMs < fromMs - MAX_CLOCK_SKEW_MS) break;
      if (entry.sentAtMs >= fromMs && entry.sentAtMs < toMs)
        messages.set(entry.messageHash, entry.number);
    }
    return profileRanges(messages.values(), (toMs - fromMs) / SECOND_MS, this.#blockHashOf);
  }
}
