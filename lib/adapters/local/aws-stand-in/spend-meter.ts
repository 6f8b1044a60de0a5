import { civilFromDays, DAY_MS } from '../../../core/time.ts';

interface Sample {
  readonly atMs: number;
  readonly monthToDateUsd: number;
}

/**
 * What the account has spent this calendar month (UTC), the limit on it, and the metric that tells
 * of it. As at AWS, sending stops some minutes after the limit is reached, not at once; and the
 * metric has a data point only where something was sent, which becomes visible later.
 */
export class SpendMeter {
  readonly #clock: { nowMs(): number };
  readonly #cutOffDelayMs: number;
  readonly #metricLagMs: number;
  readonly #samples: Sample[] = [];
  #limitUsd: number;
  #month = NaN;
  #spentMicroUsd = 0;
  /** Since when the limit has been reached; `null` while it is not. */
  #reachedAtMs: number | null = null;

  constructor(options: {
    readonly clock: { nowMs(): number };
    readonly limitUsd: number;
    readonly cutOffDelayMs: number;
    readonly metricLagMs: number;
  }) {
    this.#clock = options.clock;
    this.#limitUsd = options.limitUsd;
    this.#cutOffDelayMs = options.cutOffDelayMs;
    this.#metricLagMs = options.metricLagMs;
  }

  get monthToDateUsd(): number {
    this.#turnMonth();
    return this.#spentMicroUsd / 1e6;
  }

  setLimitUsd(limitUsd: number): void {
    this.#limitUsd = limitUsd;
    this.#noteWhetherReached();
  }

  /** Whether the cut-off is in force now. */
  isCutOff(): boolean {
    this.#turnMonth();
    return (
      this.#reachedAtMs !== null && this.#clock.nowMs() >= this.#reachedAtMs + this.#cutOffDelayMs
    );
  }

  charge(priceUsd: number): void {
    this.#turnMonth();
    this.#spentMicroUsd += Math.round(priceUsd * 1e6);
    this.report(this.monthToDateUsd, this.#clock.nowMs());
    this.#noteWhetherReached();
  }

  /** Adds a data point to the metric, whatever was spent: a stale one of last month, say. */
  report(monthToDateUsd: number, atMs: number): void {
    this.#samples.push({ atMs, monthToDateUsd });
  }

  /** The largest value of each period that has one, by its start; what is too new to be visible left out. */
  maxima(fromMs: number, toMs: number, periodMs: number): ReadonlyMap<number, number> {
    const visibleMs = this.#clock.nowMs() - this.#metricLagMs;
    const byPeriod = new Map<number, number>();
    for (const { atMs, monthToDateUsd } of this.#samples) {
      const startMs = Math.floor(atMs / periodMs) * periodMs;
      if (startMs < fromMs || startMs >= toMs || atMs > visibleMs) continue;
      byPeriod.set(startMs, Math.max(byPeriod.get(startMs) ?? 0, monthToDateUsd));
    }
    return byPeriod;
  }

  #turnMonth(): void {
    const { year, month } = civilFromDays(Math.floor(this.#clock.nowMs() / DAY_MS));
    const current = year * 12 + month;
    if (current === this.#month) return;
    this.#month = current;
    this.#spentMicroUsd = 0;
    this.#reachedAtMs = null;
    this.#noteWhetherReached();
  }

  #noteWhetherReached(): void {
    if (this.monthToDateUsd < this.#limitUsd) this.#reachedAtMs = null;
    else this.#reachedAtMs ??= this.#clock.nowMs();
  }
}
