import { describe, expect, it } from 'vitest';
import { NO_CARRIERS, packCarriers } from '../../../lib/core/count/carrier-counts.ts';
import type { HourRollup } from '../../../lib/core/count/hour-rollup.ts';
import {
  expectedFirstSends,
  type Baseline,
  type Baselines,
} from '../../../lib/core/evaluate/baseline.ts';
import { shareOfCarrier } from '../../../lib/core/evaluate/carrier-profile.ts';
import { learnBaselines } from '../../../lib/core/evaluate/learn-baselines.ts';
import { DEFAULT_HOUR_WEIGHTS } from '../../../lib/core/evaluate/hour-weights.ts';
import { DAY_MS, HOUR_MS } from '../../../lib/core/time.ts';

const UNTIL_MS = Date.UTC(2026, 8, 8, 0, 0);
const DAYS = 28;
const SINCE_MS = UNTIL_MS - DAYS * DAY_MS;

const hourOf = (startMs: number, overrides: Partial<HourRollup> = {}): HourRollup => ({
  key: 'country/TJ',
  startMs,
  messages: 0,
  firstSends: 0,
  topBlockNumbers: 0,
  blocked: 0,
  failed: 0,
  spendMicroUsd: 0,
  unpriced: 0,
  matured: 0,
  converted: 0,
  promptlyUsed: 0,
  carriers: NO_CARRIERS,
  verified: 0,
  usedBlocks: new Uint16Array(0),
  unusedBlocks: new Uint16Array(0),
  ...overrides,
});

/** A baseline as it can be compared: without functions. */
const plain = ({ blocks: { numbers, newBlockShare }, ...rest }: Baseline): object => ({
  ...rest,
  blocks: { numbers, newBlockShare },
});

/** Four weeks of hours, each as `of` says. */
const weeks = (of: (hour: number) => Partial<HourRollup>): readonly HourRollup[] =>
  Array.from({ length: DAYS * 24 }, (_, hour) => hourOf(SINCE_MS + hour * HOUR_MS, of(hour)));
const traffic = (firstSends: number, more: Partial<HourRollup> = {}): Partial<HourRollup> => ({
  messages: firstSends,
  firstSends,
  topBlockNumbers: Math.min(1, firstSends),
  ...more,
});

/** Delivered first sends by the hash of their carrier. */
const via = (counts: Readonly<Record<number, number>>): Uint32Array =>
  packCarriers(new Map(Object.entries(counts).map(([hash, count]) => [Number(hash), count])));

const learn = (
  countries: Readonly<Record<string, readonly HourRollup[]>>,
  isExcluded: (country: string, startMs: number) => boolean = () => false,
  observedSinceMs: number | null = SINCE_MS,
): Baselines =>
  learnBaselines({
    observedSinceMs,
    untilMs: UNTIL_MS,
    byCountry: new Map(Object.entries(countries)),
    excludedHoursOf: (country) => (startMs) => isExcluded(country, startMs),
  });

describe('the level', () => {
  it('is the rate of a destination whose rate is steady', () => {
    const baseline = learn({ GB: weeks(() => traffic(12)) }).of('GB');
    const day = expectedFirstSends(baseline, UNTIL_MS, UNTIL_MS + DAY_MS);
    expect(day / (12 * 24)).toBeCloseTo(1, 2);
    for (let hour = 0; hour < 24; hour += 1) {
      const fromMs = UNTIL_MS + hour * HOUR_MS;
      expect(expectedFirstSends(baseline, fromMs, fromMs + HOUR_MS)).toBeGreaterThan(11);
      expect(expectedFirstSends(baseline, fromMs, fromMs + HOUR_MS)).toBeLessThan(13);
    }
  });

  it('recovers a rate that follows the usual day', () => {
    const baseline = learn({
      GB: weeks((hour) => traffic(Math.round(40 * (DEFAULT_HOUR_WEIGHTS[hour % 24] ?? 0)))),
    }).of('GB');
    expect(baseline.firstSendsPerHour).toBeGreaterThan(39);
    expect(baseline.firstSendsPerHour).toBeLessThan(41);
  });

  it('of a destination never seen is small and not nothing', () => {
    const { firstSendsPerHour, messages, conversionRate } = learn({
      GB: weeks(() => traffic(12)),
    }).of('TV');
    expect(firstSendsPerHour).toBeGreaterThan(0);
    expect(firstSendsPerHour).toBeLessThan(0.01);
    expect(messages).toBe(0);
    expect(conversionRate).toBeNull();
  });

  it('does not depend on where in an hour one asks, nor on how the time is cut', () => {
    const baseline = learn({ NP: weeks((hour) => traffic(hour % 24)) }).of('NP');
    const whole = expectedFirstSends(baseline, UNTIL_MS, UNTIL_MS + 2 * HOUR_MS);
    let sum = 0;
    for (let minute = 0; minute < 120; minute += 5)
      sum += expectedFirstSends(
        baseline,
        UNTIL_MS + minute * 60_000,
        UNTIL_MS + (minute + 5) * 60_000,
      );
    expect(sum).toBeCloseTo(whole, 9);
  });
});

describe('the beginning', () => {
  const dayOne = (busyFromMs: number): readonly HourRollup[] =>
    weeks(() => ({})).map((hour) =>
      hour.startMs >= busyFromMs ? { ...hour, ...traffic(60) } : hour,
    );

  it('is when traffic began, not when the latest receipt of an earlier day was sent', () => {
    const beganMs = UNTIL_MS - 4 * HOUR_MS;
    const straggler = hourOf(beganMs - 70 * HOUR_MS, traffic(1));
    const { account, of } = learn(
      { GB: [straggler, ...dayOne(beganMs)] },
      () => false,
      straggler.startMs,
    );
    expect(account.observedHours).toBe(4);
    expect(of('GB').observedHours).toBe(4);
    expect(of('GB').firstSendsPerHour).toBeGreaterThan(10);
  });

  it('is when observation began, where traffic is steady or its first night is quiet', () => {
    const steady = learn({ GB: weeks(() => traffic(12)) });
    const quiet = learn({ GB: weeks((hour) => traffic(hour < 13 ? 3 : 12)) });
    for (const { account } of [steady, quiet]) expect(account.observedHours).toBe(28 * 24);
  });
});

describe('local time', () => {
  const peakOf = (country: string, localHour: number, utcOffsetHours: number): number => {
    const baseline = learn({
      [country]: weeks((hour) =>
        traffic((hour + utcOffsetHours + 24) % 24 === localHour ? 100 : 5),
      ),
    }).of(country);
    const byHour = Array.from({ length: 24 }, (_, hour) =>
      expectedFirstSends(baseline, UNTIL_MS + hour * HOUR_MS, UNTIL_MS + (hour + 1) * HOUR_MS),
    );
    return byHour.indexOf(Math.max(...byHour));
  };

  it('puts the peak of a country twelve hours ahead where it is', () => {
    expect(peakOf('NZ', 20, 12)).toBe(8);
  });

  it('puts the peak of a country behind UTC where it is', () => {
    expect(peakOf('US', 20, -5)).toBe(1);
  });

  it('lets a quiet country borrow the day of the others, shifted to its own clock', () => {
    const busy = weeks((hour) => traffic(hour % 24 === 20 ? 200 : 5));
    const baseline = learn({ GB: busy, NZ: weeks(() => ({})) }).of('NZ');
    const at = (utcHour: number): number =>
      expectedFirstSends(
        baseline,
        UNTIL_MS + utcHour * HOUR_MS,
        UNTIL_MS + (utcHour + 1) * HOUR_MS,
      );
    // 20 h in Wellington is 8 h UTC.
    expect(at(8)).toBeGreaterThan(4 * at(20));
  });
});

describe('what teaches', () => {
  it('are no hours without history: nothing is known then, and says so', () => {
    const { account, of } = learn({}, () => false, null);
    expect(account).toEqual({
      observedHours: 0,
      spendUsdPerDay: 0,
      conversionRate: null,
      countries: [],
    });
    expect(of('TJ')).toMatchObject({
      observedHours: 0,
      messages: 0,
      firstSendsPerHour: 0,
      conversionRate: null,
      trafficShare: 0,
      priceMicroUsd: null,
    });
  });

  it('are not the hours under an incident, in no respect', () => {
    const isAttack = (startMs: number): boolean => startMs >= UNTIL_MS - 3 * DAY_MS;
    const usual = traffic(10, {
      spendMicroUsd: 1e6,
      matured: 10,
      converted: 8,
      verified: 8,
      carriers: via({ 1: 4, 2: 5 }),
    });
    const hours = weeks(() => usual);
    const attacked = hours.map((hour) =>
      isAttack(hour.startMs)
        ? {
            ...hour,
            ...traffic(5_000, {
              spendMicroUsd: 1e9,
              matured: 5_000,
              topBlockNumbers: 4_000,
              carriers: via({ 2: 5_000 }),
            }),
          }
        : hour,
    );
    const calm = learn({ TJ: hours }, (_, startMs) => isAttack(startMs));
    const after = learn({ TJ: attacked }, (_, startMs) => isAttack(startMs));
    expect(plain(after.of('TJ'))).toEqual(plain(calm.of('TJ')));
    expect(after.account).toEqual(calm.account);
    expect(after.of('TJ').observedHours).toBe(25 * 24);
    expect(after.of('TJ').firstSendsPerHour).toBeCloseTo(
      learn({ TJ: hours }).of('TJ').firstSendsPerHour,
      1,
    );
  });

  it('leave the usual spend of a day as it is when some days are excluded', () => {
    const hours = weeks(() => traffic(10, { spendMicroUsd: 1e6 }));
    const { account } = learn({ TJ: hours }, (_, startMs) => startMs < SINCE_MS + 14 * DAY_MS);
    expect(account.spendUsdPerDay).toBeCloseTo(24, 6);
  });

  it('are not hours outside the four weeks that are looked at', () => {
    const hours = weeks(() => traffic(10));
    const beyond = [hourOf(SINCE_MS - HOUR_MS, traffic(9_999)), hourOf(UNTIL_MS, traffic(9_999))];
    expect(plain(learn({ TJ: [...beyond, ...hours] }).of('TJ'))).toEqual(
      plain(learn({ TJ: hours }).of('TJ')),
    );
  });

  it('teach the same in any order', () => {
    const hours = weeks((hour) => traffic(hour % 7, { matured: hour % 5, verified: 1 }));
    const a = learn({ TJ: hours, GB: hours });
    const b = learn({ GB: [...hours].reverse(), TJ: hours });
    expect(b.account).toEqual(a.account);
    expect(plain(b.of('TJ'))).toEqual(plain(a.of('TJ')));
  });
});

describe('the share of used codes that are used within two minutes', () => {
  const prompt = (converted: number, promptlyUsed: number): Partial<HourRollup> =>
    traffic(converted, { matured: converted, converted, promptlyUsed, verified: converted });
  const learned = (used: number, promptlyUsed: number) =>
    learn({ GB: weeks((hour) => (hour === 0 ? prompt(used, promptlyUsed) : {})) }).of('TV')
      .promptShare;

  it("is the account's, less three standard errors", () => {
    expect(learned(400, 320)).toBeCloseTo(0.8 - 3 * 0.02, 9);
    expect(learned(100, 2)).toBe(0);
  });

  it('is of the hours in which it was told', () => {
    const hours = weeks((hour) =>
      hour === 0 ? prompt(400, 320) : hour === 1 ? { ...prompt(400, 0), promptlyUsed: null } : {},
    );
    expect(learn({ GB: hours }).of('TV').promptShare).toBeCloseTo(0.8 - 3 * 0.02, 9);
  });

  it('is unknown of fewer than a hundred', () => {
    expect(learned(99, 99)).toBeNull();
    expect(learned(100, 100)).toBe(1);
  });
});

describe('the shares of the carriers', () => {
  const carriersOf = (of: (hour: number) => Partial<HourRollup>) =>
    learn({ GB: weeks(of) }).of('GB').carriers;
  const shareIn = (of: (hour: number) => Partial<HourRollup>, carrier: number): number | null => {
    const profile = carriersOf(of);
    return profile === null ? null : shareOfCarrier(profile, carrier);
  };

  it('are of the delivered first sends of all hours, with half a send for and against', () => {
    const of = (hour: number): Partial<HourRollup> =>
      hour < 10 ? traffic(20, { carriers: via({ 7: 6, 9: 4 }) }) : {};
    expect(carriersOf(of)?.firstSends).toBe(100);
    expect(shareIn(of, 7)).toBeCloseTo(60.5 / 101, 9);
    expect(shareIn(of, 9)).toBeCloseTo(40.5 / 101, 9);
  });

  it('give a carrier that was never seen a small one, which is not zero', () => {
    expect(shareIn((hour) => (hour === 0 ? { carriers: via({ 7: 99 }) } : {}), 8)).toBeCloseTo(
      0.5 / 100,
      9,
    );
  });

  it('are of the hours in which carriers were told', () => {
    const of = (hour: number): Partial<HourRollup> =>
      hour === 0 ? { carriers: via({ 7: 6, 9: 4 }) } : traffic(50, { carriers: null });
    expect(carriersOf(of)).toEqual({
      firstSends: 10,
      byCarrier: new Map([
        [7, 6],
        [9, 4],
      ]),
    });
  });

  it('are unknown while no message has named a carrier, whatever was sent', () => {
    expect(carriersOf(() => traffic(50))).toBeNull();
    expect(carriersOf(() => traffic(50, { carriers: null }))).toBeNull();
  });
});

describe('the rate of used codes', () => {
  const used = (matured: number, converted: number): Partial<HourRollup> =>
    traffic(matured, { matured, converted, verified: converted });

  it('is that of the destination where it has sent much', () => {
    const { of, account } = learn({
      TJ: weeks(() => used(20, 8)),
      GB: weeks(() => used(20, 18)),
    });
    expect(of('TJ').conversionRate).toBeCloseTo(0.4, 2);
    expect(of('GB').conversionRate).toBeCloseTo(0.9, 2);
    expect(account.conversionRate).toBeCloseTo(0.65, 2);
  });

  it('is that of the account where the destination has sent little or nothing', () => {
    const { of, account } = learn({
      GB: weeks(() => used(20, 10)),
      TJ: weeks((hour) => (hour === 5 ? used(1, 0) : {})),
    });
    expect(of('TV').conversionRate).toBeCloseTo(account.conversionRate ?? 0, 9);
    expect(of('TJ').conversionRate).toBeGreaterThan(0.45);
  });

  it('begins from four in five before there are codes to learn from', () => {
    const { of } = learn({ GB: weeks((hour) => (hour === 0 ? { verified: 1 } : {})) });
    expect(of('GB').conversionRate).toBeCloseTo(0.8, 9);
  });

  it('is unknown, not nothing, while no verification was ever reported', () => {
    const { of, account } = learn({ GB: weeks(() => traffic(20, { matured: 20 })) });
    expect(of('GB').conversionRate).toBeNull();
    expect(account.conversionRate).toBeNull();
  });
});

describe('the share of the busiest block', () => {
  it('is learned from how often numbers join it', () => {
    const { of } = learn({ MT: weeks(() => traffic(11, { topBlockNumbers: 4 })) });
    expect(of('MT').topBlockShare).toBeCloseTo(0.3, 2);
  });

  it('is small before anything was seen, and is not taught by lonely numbers', () => {
    const { of } = learn({ MT: weeks(() => traffic(1)) });
    expect(of('MT').topBlockShare).toBeCloseTo(20 / 3_000, 9);
  });
});

describe('the share of the traffic', () => {
  const sumOfShares = ({ account, of }: Baselines): number =>
    account.countries.reduce((sum, country) => sum + of(country).trafficShare, 0);

  it('is that of the used codes, and sums to 1', () => {
    const baselines = learn({
      GB: weeks(() => traffic(30, { matured: 30, converted: 27, verified: 27 })),
      TJ: weeks(() => traffic(70, { matured: 70, converted: 3, verified: 3 })),
    });
    expect(baselines.of('GB').trafficShare).toBeCloseTo(0.9, 9);
    expect(sumOfShares(baselines)).toBeCloseTo(1, 9);
    expect(baselines.account.countries).toEqual(['TJ', 'GB']);
  });

  it('is that of the messages while there are no verifications', () => {
    const baselines = learn({ GB: weeks(() => traffic(30)), TJ: weeks(() => traffic(10)) });
    expect(baselines.of('GB').trafficShare).toBeCloseTo(0.75, 9);
    expect(sumOfShares(baselines)).toBeCloseTo(1, 9);
  });

  it('is that of the messages when no verification could be joined with its send', () => {
    // Else nobody would have any traffic, and nobody would be protected.
    const baselines = learn({
      GB: weeks(() => traffic(30, { matured: 30, verified: 20 })),
      TJ: weeks(() => traffic(10, { matured: 10 })),
    });
    expect(baselines.of('GB').trafficShare).toBeCloseTo(0.75, 9);
  });
});

describe('prices', () => {
  it('are learned from the messages that have one', () => {
    const { of } = learn({
      TJ: weeks(() => traffic(10, { spendMicroUsd: 1_000_000, unpriced: 5 })),
      GB: weeks(() => traffic(10, { unpriced: 10 })),
    });
    expect(of('TJ').priceMicroUsd).toBeCloseTo(200_000, 6);
    expect(of('GB').priceMicroUsd).toBeNull();
  });
});
