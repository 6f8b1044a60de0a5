import type { Country } from '../core/ingest/events.ts';
import { DAY_MS, floorTo, HOUR_MS, MINUTE_MS } from '../core/time.ts';
import type { CountryTraffic } from './report/report-data.ts';

const BUCKET_SIZES_MS = [
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  HOUR_MS,
  6 * HOUR_MS,
  DAY_MS,
  7 * DAY_MS,
] as const;
const MAX_BUCKETS = 400;

interface Counts {
  sent: number;
  blocked: number;
  verified: number;
  spendMicroUsd: number;
}

const noCounts = (): Counts => ({ sent: 0, blocked: 0, verified: 0, spendMicroUsd: 0 });

const addCounts = (to: Counts, from: Counts): void => {
  to.sent += from.sent;
  to.blocked += from.blocked;
  to.verified += from.verified;
  to.spendMicroUsd += from.spendMicroUsd;
};

/** What the report draws: traffic by country and time, in buckets that widen as the period grows. */
export class TrafficRecorder {
  readonly #byCountry = new Map<Country, Map<number, Counts>>();
  #sizeIndex = 0;
  #fromMs = Infinity;
  #toMs = -Infinity;

  get bucketMs(): number {
    return BUCKET_SIZES_MS[this.#sizeIndex] ?? DAY_MS;
  }

  add(country: Country, atMs: number, counts: Partial<Counts>): void {
    this.#fromMs = Math.min(this.#fromMs, atMs);
    this.#toMs = Math.max(this.#toMs, atMs);
    while (
      this.#sizeIndex < BUCKET_SIZES_MS.length - 1 &&
      (this.#toMs - this.#fromMs) / this.bucketMs > MAX_BUCKETS
    )
      this.#widen();
    addCounts(this.#bucket(country, atMs), { ...noCounts(), ...counts });
  }

  #bucket(country: Country, atMs: number): Counts {
    let buckets = this.#byCountry.get(country);
    if (buckets === undefined) this.#byCountry.set(country, (buckets = new Map()));
    const startMs = floorTo(atMs, this.bucketMs);
    let counts = buckets.get(startMs);
    if (counts === undefined) buckets.set(startMs, (counts = noCounts()));
    return counts;
  }

  #widen(): void {
    this.#sizeIndex += 1;
    const narrow = [...this.#byCountry];
    this.#byCountry.clear();
    for (const [country, buckets] of narrow)
      for (const [startMs, counts] of buckets) addCounts(this.#bucket(country, startMs), counts);
  }

  /** All countries, most spend first, each with the same unbroken row of buckets. */
  countries(): readonly CountryTraffic[] {
    const fromMs = floorTo(this.#fromMs, this.bucketMs);
    return [...this.#byCountry]
      .map(([country, buckets]): CountryTraffic => {
        const total = noCounts();
        const row = [];
        for (let startMs = fromMs; startMs <= this.#toMs; startMs += this.bucketMs) {
          const { spendMicroUsd, ...counts } = buckets.get(startMs) ?? noCounts();
          addCounts(total, { ...counts, spendMicroUsd });
          row.push({ startMs, ...counts, spendUsd: spendMicroUsd / 1e6 });
        }
        const { spendMicroUsd, ...sums } = total;
        return { country, ...sums, spendUsd: spendMicroUsd / 1e6, buckets: row };
      })
      .sort((a, b) => b.spendUsd - a.spendUsd || (a.country < b.country ? -1 : 1));
  }
}
