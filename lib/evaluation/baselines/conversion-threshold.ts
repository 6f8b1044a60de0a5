import { HOUR_MS, MINUTE_MS } from '../../core/time.ts';
import type { Baseline, SeenSms } from './baseline.ts';

/** After so long a code that was not entered never will be. */
const MATURE_AFTER_MS = 10 * MINUTE_MS;
const MIN_MATURED = 50;

/**
 * (f) A country whose codes are hardly entered: under 35 % of at least 50 that have had ten minutes,
 * in an hour. Vonage blocks a network by volume and conversion
 * (https://developer.vonage.com/en/verify/guides/v2-anti-fraud); it names no figures, these are ours.
 */
export const conversionThreshold: Baseline = {
  id: 'conversion-threshold',
  title: 'share of codes used in a country, of at least 50 in an hour',
  parameter: {
    name: 'share of codes used',
    defaultValue: 0.35,
    candidates: [0.5, 0.35, 0.25, 0.15, 0.1, 0.05, 0.02, 0.005],
  },
  create: (minShare) => {
    const byCountry = new Map<string, SeenSms[]>();
    const used = new WeakSet<SeenSms>();
    return {
      onSms(seen) {
        if (seen.isStopped) return;
        const sms = byCountry.get(seen.country);
        if (sms === undefined) byCountry.set(seen.country, [seen]);
        else sms.push(seen);
      },
      onVerified(seen) {
        used.add(seen);
      },
      onTick(atMs, act) {
        for (const [country, sms] of byCountry) {
          const recent = sms.filter(({ sentAtMs }) => sentAtMs > atMs - HOUR_MS - MATURE_AFTER_MS);
          byCountry.set(country, recent);
          const matured = recent.filter(({ sentAtMs }) => sentAtMs <= atMs - MATURE_AFTER_MS);
          if (matured.length < MIN_MATURED) continue;
          const share = matured.filter((seen) => used.has(seen)).length / matured.length;
          if (share < minShare) act({ kind: 'country', country });
        }
      },
    };
  },
};
