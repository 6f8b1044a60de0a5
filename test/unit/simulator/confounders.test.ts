import { describe, expect, it } from 'vitest';
import { CONFOUNDERS, confounderNamed } from '../../../lib/simulator/confounder-presets.ts';
import { HOLD_OUT_PEOPLE } from '../../../lib/simulator/hold-out-people.ts';
import { checkScenario } from '../../../lib/simulator/read-scenario.ts';
import type { Confounder, Scenario } from '../../../lib/simulator/scenario.ts';
import { simulate } from '../../../lib/simulator/simulate.ts';
import { tenantModel } from '../../../lib/simulator/tenant-models.ts';
import { scenarioWith, type SmsLine, smsOf } from './scenarios.ts';

const HOUR_MS = 3_600_000;

/** A tenant big enough for shares to show, without chance in its days. */
const steady = (
  confounders: readonly Confounder[],
  days: number,
  people?: Scenario['people'],
): Scenario => {
  const scenario = scenarioWith({ days, confounders, messagesPerDay: 4_000 });
  const tenant = { ...scenario.tenant, dispersion: 0, dayLogSigma: 0, weekendFactor: 1 };
  return { ...scenario, tenant, ...(people === undefined ? {} : { people }) };
};

/** Traffic of the whole day with and without a preset that begins at six in the morning. */
const withAndWithout = (name: string, days = 1): readonly [SmsLine[], SmsLine[]] => {
  const { tenant } = steady([], days);
  const confounders = confounderNamed(name).confounders({ tenant, startsAfterMinutes: 360 });
  return [smsOf(steady(confounders, days)), smsOf(steady([], days))];
};

const from = (sms: readonly SmsLine[], startMs: number, endMs: number): readonly SmsLine[] =>
  sms.filter(({ sentAtMs }) => sentAtMs >= startMs && sentAtMs < endMs);

describe('the confounders', () => {
  it('are the fourteen of the plan', () => {
    expect(Object.keys(CONFOUNDERS)).toHaveLength(14);
  });

  it.each(Object.keys(CONFOUNDERS))(
    '%s is a valid scenario, is honest and leaves the time before it alone',
    (name) => {
      const base = scenarioWith({ days: 1 });
      const place = { tenant: base.tenant, startsAfterMinutes: 720 };
      const scenario = checkScenario({
        ...base,
        confounders: confounderNamed(name).confounders(place),
      });
      const events = [...simulate(scenario)];
      expect(new Set(events.map(({ label }) => label))).toEqual(new Set(['legit']));
      const before = (all: typeof events) =>
        all
          .filter(({ ingestionTime }) => ingestionTime < base.startMs + 11.9 * HOUR_MS)
          .filter(({ feed }) => feed !== 'cognito-user-pool')
          .map(({ message }) => message);
      expect(before(events)).toEqual(before([...simulate(base)]));
    },
  );

  it.each([
    ['campaign', 6, 5],
    ['flash-sale', 0.5, 8],
    ['holiday', 24, 0.4],
  ])('%s multiplies the traffic for %f hours by %f', (name, hours, factor) => {
    const [loud, usual] = withAndWithout(name, 2);
    const startMs = Date.UTC(2026, 8, 7, 6);
    const ratio =
      from(loud, startMs, startMs + hours * HOUR_MS).length /
      from(usual, startMs, startMs + hours * HOUR_MS).length;
    expect(ratio / factor).toBeGreaterThan(0.8);
    expect(ratio / factor).toBeLessThan(1.25);
  });

  it('growth grows by a tenth a week', () => {
    const grown = (week: number, confounders: readonly Confounder[]): number => {
      const startMs = Date.UTC(2026, 8, 7 + 7 * week);
      return from(smsOf(steady(confounders, 21)), startMs, startMs + 7 * 24 * HOUR_MS).length;
    };
    const growth = CONFOUNDERS['growth']?.confounders({
      tenant: steady([], 1).tenant,
      startsAfterMinutes: 0,
    });
    const ratio = grown(2, growth ?? []) / grown(2, []);
    // From 1.1 squared to 1.1 cubed within the third week.
    expect(ratio).toBeGreaterThan(1.2);
    expect(ratio).toBeLessThan(1.34);
  });

  it('clock-change brings people an hour earlier', () => {
    const [moved, usual] = withAndWithout('clock-change', 3);
    const meanHour = (sms: readonly SmsLine[]): number => {
      const startMs = Date.UTC(2026, 8, 8);
      const german = from(sms, startMs, startMs + 48 * HOUR_MS).filter(({ e164 }) =>
        e164.startsWith('+49'),
      );
      const hours = german.map(({ sentAtMs }) => (sentAtMs % (24 * HOUR_MS)) / HOUR_MS);
      return hours.reduce((sum, hour) => sum + hour, 0) / hours.length;
    };
    expect(meanHour(usual) - meanHour(moved)).toBeGreaterThan(0.6);
    expect(meanHour(usual) - meanHour(moved)).toBeLessThan(1.2);
  });

  it('test-team sends to five adjacent numbers and no other', () => {
    const [loud, usual] = withAndWithout('test-team');
    const known = new Set(usual.map(({ e164 }) => e164));
    const team = new Set(loud.map(({ e164 }) => e164).filter((e164) => !known.has(e164)));
    expect(team.size).toBe(5);
    expect(loud.length - usual.length).toBe(300);
    const values = [...team].map((e164) => Number(e164.slice(1)));
    expect(Math.max(...values) - Math.min(...values)).toBeLessThan(10);
  });

  it('migration is as large as four days of the tenant', () => {
    const tenant = tenantModel({ tenantClass: 'mid', seed: 1 });
    const groups = confounderNamed('migration').confounders({ tenant, startsAfterMinutes: 0 });
    const messages = groups.reduce(
      (sum, one) => sum + (one.kind === 'group' ? one.traffic.messages : 0),
      0,
    );
    expect(messages).toBeGreaterThan(0.7 * 4 * tenant.messagesPerDay);
    expect(messages).toBeLessThanOrEqual(4 * tenant.messagesPerDay);
  });

  it('names the presets when there is none of that name', () => {
    expect(() => confounderNamed('lunch')).toThrow(/"lunch".*launch/);
    expect(() => confounderNamed('toString')).toThrow(/toString/);
  });
});

describe('the second model of people', () => {
  const usual = smsOf(steady([], 3));
  const others = smsOf(steady([], 3, HOLD_OUT_PEOPLE));

  it('sends as much, over more blocks', () => {
    expect(others.length / usual.length).toBeGreaterThan(0.9);
    expect(others.length / usual.length).toBeLessThan(1.1);
    const germanBlocks = (sms: readonly SmsLine[]): number => {
      const german = sms.filter(({ e164 }) => e164.startsWith('+49')).slice(0, 3_000);
      return new Set(german.map(({ e164 }) => e164.slice(0, -4))).size;
    };
    expect(germanBlocks(others)).toBeGreaterThan(1.1 * germanBlocks(usual));
  });

  it('comes in bursts that chance alone does not make', () => {
    /** Variance over mean of the counts in ten minutes around noon. */
    const dispersion = (sms: readonly SmsLine[]): number => {
      const counts = new Map<number, number>();
      for (const { sentAtMs } of sms) {
        const hour = (sentAtMs % (24 * HOUR_MS)) / HOUR_MS;
        const slot = Math.floor(sentAtMs / (HOUR_MS / 6));
        if (hour >= 9 && hour < 12) counts.set(slot, (counts.get(slot) ?? 0) + 1);
      }
      const values = [...counts.values()];
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length / mean;
    };
    expect(dispersion(others)).toBeGreaterThan(1.3 * dispersion(usual));
  });

  it('must not excite itself for ever', () => {
    const people = { ...HOLD_OUT_PEOPLE, offspring: 1 };
    expect(() => checkScenario({ ...scenarioWith({}), people })).toThrow(/people\.offspring/);
    const short = { ...HOLD_OUT_PEOPLE, hourWeights: [1, 2] };
    expect(() => checkScenario({ ...scenarioWith({}), people: short })).toThrow(/hourWeights/);
  });
});
