import { describe, expect, it } from 'vitest';
import { moneyAtStake, priceUsd } from '../../../lib/core/decide/money.ts';
import type { PastHour } from '../../../lib/core/evaluate/past-hours.ts';
import { HOUR_MS } from '../../../lib/core/time.ts';
import { baseline, countryInput, minuteRow, minutes, NOW_MS, windowView } from './fixtures.ts';

const hour = (agoHours: number, fields: Partial<PastHour> = {}): PastHour => ({
  startMs: Math.floor(NOW_MS / HOUR_MS) * HOUR_MS - agoHours * HOUR_MS,
  expected: 2,
  firstSends: 12,
  matured: 12,
  converted: 0,
  messages: 12,
  spendMicroUsd: 12 * 300_000,
  unpriced: 0,
  usedBlocks: Uint16Array.of(),
  unusedBlocks: Uint16Array.of(),
  ...fields,
});
const unpriced = (sent: number) => windowView([sent], { lastHour: { unpriced: sent } });

describe('the price of a message', () => {
  it('is that of the last hour, of what has one', () => {
    const window = windowView([10], { lastHour: { unpriced: 5, spendMicroUsd: 5 * 500_000 } });
    expect(priceUsd(countryInput({ window }))).toBeCloseTo(0.5);
  });

  it('is else that of the last days, else the learned one, else unknown', () => {
    const window = unpriced(10);
    expect(priceUsd(countryInput({ window, past: { hours: [hour(2)] } }))).toBeCloseTo(0.3);
    expect(priceUsd(countryInput({ window }))).toBeCloseTo(0.2);
    const unknown = baseline({ priceMicroUsd: null });
    expect(priceUsd(countryInput({ window, baseline: unknown }))).toBeNull();
  });
});

/** What the next hour costs where messages came in the newest minutes, of which half a one runs. */
const paceOf = (perMinute: readonly number[], recentAttempts: number): number | null => {
  const atMs = NOW_MS - minutes(0.5);
  const rows = perMinute.map((sent, index) =>
    minuteRow(NOW_MS - minutes(perMinute.length - index), { sent }),
  );
  const window = windowView([], { atMs, stretches: [rows], recentAttempts });
  return moneyAtStake(countryInput({ window })).projectedUsd;
};

describe('the money at stake', () => {
  it('is not told where no price is known', () => {
    const input = countryInput({
      window: unpriced(10),
      baseline: baseline({ priceMicroUsd: null }),
    });
    expect(moneyAtStake(input)).toEqual({
      excessUsd: null,
      projectedUsd: null,
      dayExcessUsd: null,
    });
  });

  it('is what is above normal: in the last hour, in the next at this pace, in the last day', () => {
    // Sixty in the hour, fifty of them in the last ten minutes; a half is normal an hour.
    const input = countryInput({ past: { hours: [hour(23), hour(2), hour(1)] } });
    const { excessUsd, projectedUsd, dayExcessUsd } = moneyAtStake(input);
    expect(excessUsd).toBeCloseTo(0.2 * 59.5);
    expect(projectedUsd).toBeCloseTo(0.2 * (300 - 0.5));
    // Ten too many in each hour; no bin lies wholly in the three minutes of the running one.
    expect(dayExcessUsd).toBeCloseTo(0.2 * (30 - 0.5 * (3 / 60)));
  });

  it('of the next hour is at least what the seconds of a burst show for certain', () => {
    // Twenty-five numbers in half a minute: fifteen for certain, and who sends so many need not go on.
    expect(paceOf([25], 25)).toBeCloseTo(0.2 * (900 - 0.5));
    // Of the minute before as well: thirty-eight in a minute and a half.
    expect(paceOf([50, 25], 25)).toBeCloseTo(0.2 * (((75 - 2 * Math.sqrt(75)) * 60) / 1.5 - 0.5));
    expect(paceOf([25], 500)).toBeCloseTo(0.2 * (3_000 - 0.5));
  });

  it('of the day is of no more than a day', () => {
    const since = (agoHours: number) =>
      moneyAtStake(countryInput({ window: windowView([]), past: { hours: [hour(agoHours)] } }))
        .dayExcessUsd;
    expect(since(23)).toBeGreaterThan(2);
    expect(since(25)).toBe(0);
  });

  it('is never less than none', () => {
    const input = countryInput({
      window: windowView([]),
      baseline: baseline({ firstSendsPerHour: 100 }),
    });
    expect(moneyAtStake(input)).toEqual({ excessUsd: 0, projectedUsd: 0, dayExcessUsd: 0 });
  });
});
