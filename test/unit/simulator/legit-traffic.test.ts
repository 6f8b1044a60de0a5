import { describe, expect, it } from 'vitest';
import { utcOffsetMinutes } from '../../../lib/core/evaluate/utc-offsets.ts';
import type { Scenario } from '../../../lib/simulator/scenario.ts';
import { simulate } from '../../../lib/simulator/simulate.ts';
import { TENANT_CLASSES, tenantModel } from '../../../lib/simulator/tenant-models.ts';
import { scenarioWith, smsOf, START_MS } from './scenarios.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const seeds = Array.from({ length: 16 }, (_, index) => index + 1);

describe('a tenant', () => {
  it.each(TENANT_CLASSES)('of class %s has shares that sum to 1, home first', (tenantClass) => {
    const { countries } = tenantModel({ tenantClass, seed: 5 });
    const total = countries.reduce((sum, { share }) => sum + share, 0);
    expect(total).toBeCloseTo(1, 3);
    expect(countries[0]?.country).toBe('DE');
    expect(Math.max(...countries.map(({ share }) => share))).toBe(countries[0]?.share);
    for (const { conversion } of countries) {
      expect(conversion).toBeGreaterThanOrEqual(0.45);
      expect(conversion).toBeLessThanOrEqual(0.95);
    }
  });

  it('refuses a country twice', () => {
    const options = { tenantClass: 'small', seed: 1, otherCountries: ['FR', 'FR'] } as const;
    expect(() => tenantModel(options)).toThrow(/twice/);
  });
});

describe('legitimate traffic', () => {
  const runs = seeds.map((seed) => {
    const scenario = scenarioWith({ seed, days: 7, messagesPerDay: 400 });
    return { scenario, sms: smsOf(scenario) };
  });
  const all = runs.flatMap(({ sms }) => sms);

  it('has the daily mean it was given, within 10 %', () => {
    const mean = all.length / (7 * seeds.length);
    expect(mean).toBeGreaterThan(360);
    expect(mean).toBeLessThan(440);
  });

  it('has the home share and the countries it was given', () => {
    const home = all.filter(({ e164 }) => e164.startsWith('+49')).length / all.length;
    expect(home).toBeGreaterThan(0.65);
    expect(home).toBeLessThan(0.75);
  });

  it('converts as the tenant says', () => {
    const wanted = runs.map(({ scenario }) => weightedConversion(scenario));
    const verified = runs.map(({ scenario }) => {
      const feeds = { verifications: true, cognito: false };
      const events = [...simulate({ ...scenario, feeds })];
      return events.filter(({ message }) => message.includes('"outcome":"verified"')).length;
    });
    const converted = sum(verified) / all.length;
    expect(Math.abs(converted - sum(wanted) / wanted.length)).toBeLessThan(0.02);
  });

  it('follows the local day: quiet at four, busy in the afternoon', () => {
    const hours = Array.from({ length: 24 }, () => 0);
    for (const { e164, sentAtMs } of all) {
      if (!e164.startsWith('+49')) continue;
      const hour = Math.floor((sentAtMs + (utcOffsetMinutes('DE') ?? 0) * 60_000) / HOUR_MS) % 24;
      hours[hour] = (hours[hour] ?? 0) + 1;
    }
    expect(hours[4] ?? 0).toBeLessThan(0.15 * (hours[15] ?? 0));
    expect(Math.abs((hours[12] ?? 0) / (hours[18] ?? 1) - 1)).toBeLessThan(0.15);
  });

  it('is weaker at weekends', () => {
    const byDay = Array.from({ length: 7 }, () => 0);
    for (const { sentAtMs } of all) {
      const day = Math.floor((sentAtMs - START_MS) / DAY_MS);
      byDay[day] = (byDay[day] ?? 0) + 1;
    }
    const weekday = sum(byDay.slice(0, 5)) / 5;
    const weekend = sum(byDay.slice(5)) / 2;
    expect(weekend / weekday).toBeGreaterThan(0.68);
    expect(weekend / weekday).toBeLessThan(0.92);
  });

  it('is more uneven than chance', () => {
    const counts = new Map<number, number>();
    for (const { sentAtMs } of smsOf(scenarioWith({ days: 2, messagesPerDay: 8_000 }))) {
      const hour = Math.floor(sentAtMs / HOUR_MS) % 24;
      if (hour < 10 || hour > 18) continue;
      const slot = Math.floor(sentAtMs / 300_000);
      counts.set(slot, (counts.get(slot) ?? 0) + 1);
    }
    const values = [...counts.values()];
    const mean = sum(values) / values.length;
    const variance = sum(values.map((value) => (value - mean) ** 2)) / values.length;
    expect(variance / mean).toBeGreaterThan(2);
  });
});

describe('confounders', () => {
  it('launch: a country grows by so many a day from then on', () => {
    const sms = smsOf(
      scenarioWith({
        days: 4,
        confounders: [
          {
            kind: 'launch',
            country: 'TZ',
            messagesPerDay: 300,
            startsAfterMinutes: 2 * 1_440,
            durationMinutes: 10_000,
          },
        ],
      }),
    ).filter(({ e164 }) => e164.startsWith('+255'));
    expect(sms.filter(({ sentAtMs }) => sentAtMs < START_MS + 2 * DAY_MS).length).toBeLessThan(40);
    expect(sms.length).toBeGreaterThan(400);
    expect(sms.length).toBeLessThan(900);
  });

  it('campaign: so many times the traffic while it lasts', () => {
    const period = { startsAfterMinutes: 12 * 60, durationMinutes: 6 * 60 };
    const count = (confounders: Scenario['confounders'] & object) =>
      smsOf(scenarioWith({ days: 1, messagesPerDay: 2_000, confounders })).filter(
        ({ sentAtMs }) => sentAtMs >= START_MS + 12 * HOUR_MS && sentAtMs < START_MS + 18 * HOUR_MS,
      ).length;
    const ratio = count([{ kind: 'campaign', factor: 5, ...period }]) / count([]);
    expect(ratio).toBeGreaterThan(4);
    expect(ratio).toBeLessThan(6);
  });

  it('outage: codes are not entered and people ask again', () => {
    const period = { startsAfterMinutes: 0, durationMinutes: 1_440 };
    const normal = scenarioWith({ days: 1, messagesPerDay: 1_500 });
    const outage: Scenario = {
      ...normal,
      confounders: [
        { kind: 'outage', country: 'DE', conversion: 0.05, resendShare: 0.85, ...period },
      ],
    };
    const german = (scenario: Scenario, feed: string) =>
      [...simulate(scenario)].filter(
        (event) => event.feed === feed && event.message.includes('"+49'),
      ).length;
    expect(german(outage, 'otp-verifications')).toBeLessThan(
      0.2 * german(normal, 'otp-verifications'),
    );
    expect(german(outage, 'sns-delivery-status')).toBeGreaterThan(
      1.5 * german(normal, 'sns-delivery-status'),
    );
  });

  it('verifications-lost: nothing is recorded, everything is sent', () => {
    const period = { startsAfterMinutes: 0, durationMinutes: 1_440 };
    const scenario = scenarioWith({
      days: 1,
      confounders: [{ kind: 'verifications-lost', ...period }],
    });
    const feeds = new Set([...simulate(scenario)].map(({ feed }) => feed));
    expect(feeds).toEqual(new Set(['sns-delivery-status', 'cognito-user-pool']));
  });
});

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

/** Verified per message: everybody's last message converts, or nobody's does. */
const weightedConversion = ({ tenant }: Scenario): number => {
  let verified = 0;
  for (const { share, conversion } of tenant.countries) verified += share * conversion;
  return verified;
};
