import type { Country, DeliveryClass, E164, SmsEvent } from '../../core/ingest/events.ts';
import type { CountryRule, Levers, SpendReading } from '../../core/respond/levers.ts';
import { civilFromDays, DAY_MS } from '../../core/time.ts';
import {
  largerMonthToDate,
  requireCountry,
  requireLimitUsd,
  requirePrefix,
} from '../lever-values.ts';

interface CountryChange {
  readonly sinceMs: number;
  readonly rule: CountryRule;
}

interface RangeBlock {
  readonly prefix: string;
  readonly sinceMs: number;
  readonly expiresAtMs: number;
  removedAtMs: number | null;
}

/** What the levers look at of an SMS, beside its number. */
export type Sending = Pick<SmsEvent, 'country' | 'sentAtMs'>;

/** Whether AWS's own filter stops an SMS to a country whose rule is `FILTER`. */
export type FilterStops = (sending: Sending, destination: E164) => boolean;

export interface LocalLeversOptions {
  readonly clock: { nowMs(): number };
  /** The account's spend limit before anybody lowered it. */
  readonly ownerLimitUsd?: number;
  readonly countryRules?: Readonly<Record<Country, CountryRule>>;
  /** From moving a lever until SMS feel it; none by default. What the lever reads as changes at once. */
  readonly controlLatencyMs?: number;
  /** Nothing by default: nobody outside AWS knows what the filter stops. */
  readonly filterStops?: FilterStops;
}

/**
 * Stands in for AWS on a laptop: country rules, the deny list of number ranges and the spend limit,
 * with what they would have done to each recorded SMS. It does not model AWS's own filter (`FILTER`
 * and `MONITOR` let everything through unless `filterStops` says otherwise), nor the minutes that
 * AWS takes to notice a spend limit.
 */
export class LocalLevers implements Levers {
  readonly #clock: { nowMs(): number };
  readonly #ownerLimitUsd: number;
  readonly #controlLatencyMs: number;
  readonly #filterStops: FilterStops;
  readonly #countries = new Map<Country, CountryChange[]>();
  readonly #ranges: RangeBlock[] = [];
  readonly #monthlySpendMicroUsd = new Map<number, number>();
  readonly #limits: { readonly sinceMs: number; readonly limitUsd: number }[] = [];

  constructor(options: LocalLeversOptions) {
    this.#clock = options.clock;
    this.#ownerLimitUsd = options.ownerLimitUsd ?? 1_000_000;
    this.#controlLatencyMs = options.controlLatencyMs ?? 0;
    this.#filterStops = options.filterStops ?? (() => false);
    for (const [country, rule] of Object.entries(options.countryRules ?? {}))
      this.#countries.set(country, [{ sinceMs: -Infinity, rule }]);
  }

  async readCountryRule(country: Country): Promise<CountryRule> {
    return this.#ruleAt(country, Infinity);
  }

  async writeCountryRule(country: Country, rule: CountryRule): Promise<void> {
    requireCountry(country);
    const changes = this.#countries.get(country);
    const change = { sinceMs: this.#effectiveMs(), rule };
    if (changes === undefined) this.#countries.set(country, [change]);
    else changes.push(change);
  }

  async writeCountryRules(changes: ReadonlyMap<Country, CountryRule>): Promise<void> {
    for (const country of changes.keys()) requireCountry(country);
    for (const [country, rule] of changes) await this.writeCountryRule(country, rule);
  }

  async readNumberRange(prefix: string): Promise<'BLOCK' | null> {
    const isListed = this.#ranges.some(
      (range) =>
        range.prefix === prefix &&
        range.removedAtMs === null &&
        this.#clock.nowMs() < range.expiresAtMs,
    );
    return isListed ? 'BLOCK' : null;
  }

  async writeNumberRange(prefix: string, expiresAtMs: number | null): Promise<void> {
    requirePrefix(prefix);
    const sinceMs = this.#effectiveMs();
    for (const range of this.#ranges)
      if (range.prefix === prefix && range.removedAtMs === null) range.removedAtMs = sinceMs;
    if (expiresAtMs !== null)
      this.#ranges.push({ prefix, sinceMs, expiresAtMs, removedAtMs: null });
  }

  async readSpendLimit(countedMonthToDateUsd?: number): Promise<SpendReading> {
    const spend = this.#monthlySpendMicroUsd.get(monthOf(this.#clock.nowMs())) ?? 0;
    const limitUsd = await this.readSpendLimitUsd();
    return { limitUsd, ...largerMonthToDate(spend / 1e6, countedMonthToDateUsd) };
  }

  async readSpendLimitUsd(): Promise<number> {
    return this.#limitAt(Infinity);
  }

  async writeSpendLimit(limitUsd: number): Promise<void> {
    requireLimitUsd(limitUsd);
    this.#limits.push({ sinceMs: this.#effectiveMs(), limitUsd });
  }

  /** What the levers do to one recorded SMS: the class of failure that its log would show, or `null` where it goes out. */
  gate(sending: Sending, destination: E164): DeliveryClass | null {
    const { country, sentAtMs } = sending;
    const rule = this.#ruleAt(country, sentAtMs);
    if (rule === 'BLOCK') return 'protect-blocked';
    if (rule === 'FILTER' && this.#filterStops(sending, destination)) return 'protect-blocked';
    if (this.#ranges.length > 0 && this.#isRangeBlocked(destination, sentAtMs))
      return 'protect-blocked';
    const spent = this.#monthlySpendMicroUsd.get(monthOf(sentAtMs)) ?? 0;
    const limitUsd = this.#limitAt(sentAtMs);
    return limitUsd < this.#ownerLimitUsd && spent >= limitUsd * 1e6 ? 'quota-exhausted' : null;
  }

  /** Adds an SMS that went out to its month's spend. To be called once an SMS. */
  charge({ sentAtMs, spendMicroUsd }: SmsEvent): void {
    const month = monthOf(sentAtMs);
    const spent = this.#monthlySpendMicroUsd.get(month) ?? 0;
    this.#monthlySpendMicroUsd.set(month, spent + (spendMicroUsd ?? 0));
  }

  /** Levers as these are now, for another run that goes on from here. */
  copy(
    options: Pick<LocalLeversOptions, 'clock' | 'controlLatencyMs' | 'filterStops'>,
  ): LocalLevers {
    const copy = new LocalLevers({ ...options, ownerLimitUsd: this.#ownerLimitUsd });
    for (const [country, changes] of this.#countries) copy.#countries.set(country, [...changes]);
    copy.#ranges.push(...this.#ranges.map((range) => ({ ...range })));
    for (const [month, spent] of this.#monthlySpendMicroUsd)
      copy.#monthlySpendMicroUsd.set(month, spent);
    copy.#limits.push(...this.#limits);
    return copy;
  }

  #effectiveMs(): number {
    return this.#clock.nowMs() + this.#controlLatencyMs;
  }

  #limitAt(atMs: number): number {
    return this.#limits.findLast(({ sinceMs }) => sinceMs <= atMs)?.limitUsd ?? this.#ownerLimitUsd;
  }

  #ruleAt(country: Country, atMs: number): CountryRule {
    const changes = this.#countries.get(country);
    return changes?.findLast(({ sinceMs }) => sinceMs <= atMs)?.rule ?? 'ALLOW';
  }

  #isRangeBlocked(number: string, atMs: number): boolean {
    return this.#ranges.some(
      ({ prefix, sinceMs, expiresAtMs, removedAtMs }) =>
        number.startsWith(prefix) &&
        sinceMs <= atMs &&
        atMs < expiresAtMs &&
        (removedAtMs === null || atMs < removedAtMs),
    );
  }
}

const monthOf = (ms: number): number => {
  const { year, month } = civilFromDays(Math.floor(ms / DAY_MS));
  return year * 12 + month;
};
