import type { CountryTraffic, TrafficBucket } from '../../../lib/replay/report/report-data.ts';

/** A number in 0..1 that depends on its place alone: fixtures must not change between runs. */
const noise = (seed: number): number => {
  const wave = Math.sin(seed * 12.9898) * 43_758.5453;
  return wave - Math.floor(wave);
};

export interface TrafficShape {
  readonly country: string;
  readonly seed: number;
  /** SMS in a bucket at the busiest time of day. */
  readonly peak: number;
  readonly priceUsd: number;
  readonly conversion: number;
  /** SMS that an attack adds. */
  readonly surge?: (startMs: number) => number;
  /** Whether an action stops what is sent at this time. */
  readonly isBlocked?: (startMs: number) => boolean;
}

const DAY_MS = 86_400_000;

/** Traffic of one country: a daily rhythm, noise and, where given, a surge. */
export const countryTraffic = (
  shape: TrafficShape,
  fromMs: number,
  bucketMs: number,
  count: number,
): CountryTraffic => {
  const buckets = Array.from({ length: count }, (_, index): TrafficBucket => {
    const startMs = fromMs + index * bucketMs;
    const daytime = 0.5 - 0.5 * Math.cos((2 * Math.PI * (startMs % DAY_MS)) / DAY_MS);
    const genuine = Math.round(shape.peak * daytime * (0.7 + 0.6 * noise(shape.seed + index)));
    const surge = Math.round(shape.surge?.(startMs) ?? 0);
    const isBlocked = shape.isBlocked?.(startMs) ?? false;
    const attempted = genuine + surge;
    const sent = isBlocked ? 0 : attempted;
    return {
      startMs,
      sent,
      blocked: isBlocked ? attempted : 0,
      verified: isBlocked ? 0 : Math.round(genuine * shape.conversion),
      spendUsd: Math.round(sent * shape.priceUsd * 1e5) / 1e5,
    };
  });
  const total = (valueOf: (bucket: TrafficBucket) => number): number =>
    buckets.reduce((sum, bucket) => sum + valueOf(bucket), 0);
  return {
    country: shape.country,
    sent: total(({ sent }) => sent),
    blocked: total(({ blocked }) => blocked),
    verified: total(({ verified }) => verified),
    spendUsd: total(({ spendUsd }) => spendUsd),
    buckets,
  };
};
