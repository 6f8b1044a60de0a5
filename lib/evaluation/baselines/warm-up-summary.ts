import { civilFromDays, DAY_MS, floorTo, HOUR_MS, MINUTE_MS } from '../../core/time.ts';
import type { LabelledSms, StreamItem } from '../labelled-sms.ts';
import { sumOf } from '../statistics.ts';

export const FIVE_MINUTES_MS = 5 * MINUTE_MS;

/** Counts by key and start of a period. */
export type CountsByKey = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** What a baseline may have learned from the warm-up, counted once for all of them. */
export class WarmUpSummary {
  readonly #seen = new Set<LabelledSms>();
  readonly #sendsPerFiveMinutes = new Map<number, number>();
  readonly #sendsPerHour = new Map<string, Map<number, number>>();
  readonly #verifiedPerDay = new Map<string, Map<number, number>>();
  readonly #spendUsdByMonth = new Map<number, number>();
  #days = 0;

  take({ event, sms }: StreamItem): void {
    if (sms === null) return;
    if (event.feed === 'otp-verifications' && event.message.includes('"verified"'))
      bump(this.#verifiedPerDay, sms.country, floorTo(event.timestamp, DAY_MS));
    if (event.feed !== 'sns-delivery-status' || this.#seen.has(sms)) return;
    this.#seen.add(sms);
    const sentAtMs = sms.sentAtMs ?? sms.requestedAtMs;
    const slotMs = floorTo(sentAtMs, FIVE_MINUTES_MS);
    this.#sendsPerFiveMinutes.set(slotMs, (this.#sendsPerFiveMinutes.get(slotMs) ?? 0) + 1);
    bump(this.#sendsPerHour, sms.country, floorTo(sentAtMs, HOUR_MS));
    const month = monthOf(sentAtMs);
    this.#spendUsdByMonth.set(month, this.spendUsdIn(month) + sms.usd);
  }

  /** @param days how long the warm-up was */
  end(days: number): this {
    this.#seen.clear();
    this.#days = days;
    return this;
  }

  get sendsPerFiveMinutes(): ReadonlyMap<number, number> {
    return this.#sendsPerFiveMinutes;
  }

  /** @param month as {@link monthOf} counts them */
  spendUsdIn(month: number): number {
    return this.#spendUsdByMonth.get(month) ?? 0;
  }

  get spendUsdPerDay(): number {
    const spendUsd = sumOf([...this.#spendUsdByMonth.values()], (usd) => usd);
    return this.#days === 0 ? 0 : spendUsd / this.#days;
  }

  /** The most that were sent to the country in one clock hour. */
  busiestHour(country: string): number {
    return Math.max(0, ...(this.#sendsPerHour.get(country)?.values() ?? []));
  }

  /** The most codes of the country that were used in one day (UTC). */
  bestVerifiedDay(country: string): number {
    return Math.max(0, ...(this.#verifiedPerDay.get(country)?.values() ?? []));
  }
}

/** Calendar months (UTC), counted from the year 0. */
export const monthOf = (ms: number): number => {
  const { year, month } = civilFromDays(Math.floor(ms / DAY_MS));
  return year * 12 + month;
};

const bump = (counts: Map<string, Map<number, number>>, key: string, atMs: number): void => {
  let byTime = counts.get(key);
  if (byTime === undefined) counts.set(key, (byTime = new Map()));
  byTime.set(atMs, (byTime.get(atMs) ?? 0) + 1);
};
