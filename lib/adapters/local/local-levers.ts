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

/**
 * Stands in for AWS on a laptop: country rules, the deny list of number ranges and the spend limit,
 * with what they would have done to each recorded SMS. It does not model AWS's own filter (`FILTER`
 * and `MONITOR` let everything through), nor the minutes that AWS takes to notice a spend limit.
 */
export class LocalLevers implements Levers {
  readonly #clock: { nowMs(): number };
  readonly #ownerLimitUsd: number;
  readonly #countries = new Map<Country, CountryChange[]>();
  readonly #ranges: RangeBlock[] = [];
  readonly #monthlySpendMicroUsd = new Map<number, number>();
  readonly #limits: { readonly sinceMs: number; readonly limitUsd: number }[] = [];

  /** @param ownerLimitUsd the account's spend limit before anybody lowered it */
  constructor(options: {
    readonly clock: { nowMs(): number };
    readonly ownerLimitUsd?: number;
    readonly countryRules?: Readonly<Record<Country, CountryRule>>;
  }) {
    this.#clock = options.clock;
    this.#ownerLimitUsd = options.ownerLimitUsd ?? 1_000_000;
    for (const [country, rule] of Object.entries(options.countryRules ?? {}))
      this.#countries.set(country, [{ sinceMs: -Infinity, rule }]);
  }

  async readCountryRule(country: Country): Promise<CountryRule> {
    return this.#ruleAt(country, Infinity);
  }

  async writeCountryRule(country: Country, rule: CountryRule): Promise<void> {
    requireCountry(country);
    const changes = this.#countries.get(country);
    const change = { sinceMs: this.#clock.nowMs(), rule };
    if (changes === undefined) this.#countries.set(country, [change]);
    else changes.push(change);
  }

  async writeCountryRules(changes: ReadonlyMap<Country, CountryRule>): Promise<void> {
    for (const country of changes.keys()) requireCountry(country);
    for (const [country, rule] of changes) await this.writeCountryRule(country, rule);
  }

  async readNumberRange(prefix: string): Promise<'BLOCK' | null> {
    return this.#isRangeBlocked(prefix, prefix, this.#clock.nowMs()) ? 'BLOCK' : null;
  }

  async writeNumberRange(prefix: string, expiresAtMs: number | null): Promise<void> {
    requirePrefix(prefix);
    const sinceMs = this.#clock.nowMs();
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
    this.#limits.push({ sinceMs: this.#clock.nowMs(), limitUsd });
  }

  /** What the levers do to one recorded SMS: the class of failure that its log would show, or `null` where it goes out. */
  gate(event: SmsEvent, destination: E164): DeliveryClass | null {
    const { country, sentAtMs } = event;
    if (this.#ruleAt(country, sentAtMs) === 'BLOCK') return 'protect-blocked';
    if (this.#ranges.length > 0 && this.#isRangeBlocked(null, destination, sentAtMs))
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

  #limitAt(atMs: number): number {
    return this.#limits.findLast(({ sinceMs }) => sinceMs <= atMs)?.limitUsd ?? this.#ownerLimitUsd;
  }

  #ruleAt(country: Country, atMs: number): CountryRule {
    const changes = this.#countries.get(country);
    return changes?.findLast(({ sinceMs }) => sinceMs <= atMs)?.rule ?? 'ALLOW';
  }

  #isRangeBlocked(exactly: string | null, number: string, atMs: number): boolean {
    return this.#ranges.some(
      ({ prefix, sinceMs, expiresAtMs, removedAtMs }) =>
        (exactly === null ? number.startsWith(prefix) : prefix === exactly) &&
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
