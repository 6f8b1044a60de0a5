import { HOUR_MS } from '../../core/time.ts';
import type { Baseline } from './baseline.ts';
import { SlidingCounts } from './sliding-count.ts';

/**
 * (c) A threshold on the messages to a country in an hour, the same for all: what a careful
 * operator sets first. GitLab added such limits by dial code because global ones "trip too late for
 * low-traffic countries" (https://gitlab.com/gitlab-org/gitlab/-/merge_requests/257995).
 */
export const fixedCountryThreshold: Baseline = {
  id: 'country-threshold-fixed',
  title: 'messages to a country in an hour, one threshold for all',
  parameter: {
    name: 'messages an hour',
    defaultValue: 50,
    candidates: [10, 20, 30, 50, 100, 200, 500, 1_000, 3_000],
  },
  create: (perHour) => {
    const sends = new SlidingCounts(HOUR_MS);
    return {
      onSms({ country, seenAtMs }, act) {
        const count = sends.of(country);
        count.add(seenAtMs);
        if (count.at(seenAtMs) > perHour) act({ kind: 'country', country });
      },
    };
  },
};

/** A country with a quieter past is taken to have had an hour as busy as this. */
const LEAST_BUSY_HOUR = 10;

/**
 * (c) The same, from each country's own past: twice its busiest hour, at least 20, as GOV.UK Notify
 * sets its international limit to twice the busiest day, at least 100 (alphagov/notifications-api,
 * migration 0500). Tuning moves both, or a country that is new would always be above its threshold.
 */
export const adaptiveCountryThreshold: Baseline = {
  id: 'country-threshold',
  title: "messages to a country in an hour, against the country's busiest hour",
  parameter: {
    name: 'times the busiest hour, which is taken for at least 10',
    defaultValue: 2,
    candidates: [1, 1.25, 1.5, 2, 3, 4, 6, 8, 12, 20, 40, 80],
  },
  create: (times, past) => {
    const sends = new SlidingCounts(HOUR_MS);
    const thresholds = new Map<string, number>();
    return {
      onSms({ country, seenAtMs }, act) {
        const count = sends.of(country);
        count.add(seenAtMs);
        let threshold = thresholds.get(country);
        if (threshold === undefined) {
          threshold = times * Math.max(LEAST_BUSY_HOUR, past.busiestHour(country));
          thresholds.set(country, threshold);
        }
        if (count.at(seenAtMs) > threshold) act({ kind: 'country', country });
      },
    };
  },
};
