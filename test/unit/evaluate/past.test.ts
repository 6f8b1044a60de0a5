import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HourRollup } from '../../../lib/core/count/hour-rollup.ts';
import { commonModeFactor, referencesFor } from '../../../lib/core/evaluate/common-mode.ts';
import { silentSpans } from '../../../lib/core/evaluate/feed-gaps.ts';
import { pastHours, poolPastHours, SLOW_WINDOW_MS } from '../../../lib/core/evaluate/past-hours.ts';
import { binsAgoMs, CASE_AT_MS, countryCase } from '../../../lib/core/evaluate/rule-cases.ts';
import { runningHour, slowCusum, slowSums } from '../../../lib/core/evaluate/slow-lane.ts';
import { cusum } from '../../../lib/core/evaluate/statistics/cusum.ts';
import { rateAtLeast } from '../../../lib/core/evaluate/statistics/beta-tail.ts';
import {
  canRise,
  rateRiseEvidence,
} from '../../../lib/core/evaluate/statistics/rate-rise-evidence.ts';
import { HOUR_MS } from '../../../lib/core/time.ts';
import { binomial, meanExp } from './distributions.ts';

const { baseline } = countryCase({});

describe('finished hours', () => {
  it('are three days without gaps, up to the hour that runs', () => {
    const { hours } = pastHours(new Map(), baseline, 0, CASE_AT_MS);
    expect(hours).toHaveLength(SLOW_WINDOW_MS / HOUR_MS);
    expect(hours.at(-1)?.startMs).toBe(CASE_AT_MS - HOUR_MS);
    expect(hours.every(({ firstSends }) => firstSends === 0)).toBe(true);
    expect(hours[0]?.expected).toBeCloseTo(2, 9);
  });

  it('begin with the first whole hour since what was dealt with', () => {
    const since = (ms: number): number =>
      pastHours(new Map(), baseline, ms, CASE_AT_MS).hours.length;
    expect(since(CASE_AT_MS - 2 * HOUR_MS)).toBe(2);
    expect(since(CASE_AT_MS - 2 * HOUR_MS + 1)).toBe(1);
    expect(since(CASE_AT_MS)).toBe(0);
  });

  it('add up over destinations, without their blocks', () => {
    const startMs = CASE_AT_MS - HOUR_MS;
    const rollup = { firstSends: 3, matured: 2, converted: 1, usedBlocks: Uint16Array.of(1) };
    const one = pastHours(
      new Map([[startMs, rollup as HourRollup]]),
      baseline,
      startMs,
      CASE_AT_MS,
    );
    const [hour] = poolPastHours([one, one]).hours;
    expect(hour).toMatchObject({ startMs, firstSends: 6, matured: 4, converted: 2 });
    expect(hour?.expected).toBeCloseTo(4, 9);
    expect(hour?.usedBlocks).toHaveLength(0);
    expect(one.hours[0]?.firstSends).toBe(3);
  });
});

describe('the slow lane', () => {
  it('has no running hour at its very beginning', () => {
    expect(runningHour(countryCase({}))).toBeNull();
  });

  it('is the cusum of all hours, whether or not it was asked before', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(6), { minLength: 1, maxLength: 30 }), (sends) => {
        const input = countryCase({ past: sends.map((firstSends) => ({ firstSends })) });
        const ask = () => slowCusum(input, 'test', ({ firstSends }) => firstSends - 3);
        const whole = cusum(sends.map((count) => count - 3));
        expect(ask()).toEqual(ask());
        expect(ask().nats).toBe(whole.nats);
        expect(ask().startedAtMs).toBe(
          whole.nats > 0 ? (input.past.hours[whole.startIndex]?.startMs ?? null) : null,
        );
      }),
    );
  });

  it('adds up from an hour on', () => {
    const input = countryCase({ past: [{ firstSends: 9 }, { firstSends: 4 }, { firstSends: 5 }] });
    expect(slowSums(input, binsAgoMs(24))).toMatchObject({ firstSends: 9, expected: 4 });
  });
});

describe('what the account has elsewhere', () => {
  it('is 1 while fewer than two others can be asked, and never less', () => {
    const risen = { seen: 100, expected: 1 };
    expect(commonModeFactor([])).toBe(1);
    expect(commonModeFactor([risen])).toBe(1);
    expect(commonModeFactor([{ seen: 0, expected: 50 }, risen])).toBe(1);
  });

  it('is the lower of the busiest and the rest, so that one attack excuses nobody', () => {
    const usual = { seen: 10, expected: 10 };
    const threefold = { seen: 34, expected: 10 };
    expect(commonModeFactor([threefold, usual, usual])).toBe(1);
    expect(commonModeFactor([threefold, threefold])).toBe(3);
    expect(
      commonModeFactor([
        { seen: 9_999, expected: 0 },
        { seen: 9_999, expected: 0 },
      ]),
    ).toBe(20);
  });

  it('asks five others, the busiest first', () => {
    expect(referencesFor('B', ['A', 'B', 'C', 'D', 'E', 'F', 'G'])).toEqual([
      'A',
      'C',
      'D',
      'E',
      'F',
    ]);
    expect(referencesFor(null, ['A', 'B'])).toEqual(['A', 'B']);
  });
});

describe('rateRiseEvidence', () => {
  it('is an e-value: mean 1 at the highest normal rate, less below it', () => {
    for (const highest of [0.02, 0.15, 0.5])
      for (const trials of [1, 10, 40]) {
        const nats = (hits: number): number => rateRiseEvidence(hits, trials, highest);
        expect(meanExp(binomial(trials, highest), nats)).toBeCloseTo(1, 9);
        expect(meanExp(binomial(trials, highest / 2), nats)).toBeLessThan(1);
      }
  });

  it('says nothing without trials, or where no rise could be told', () => {
    expect(rateRiseEvidence(0, 0, 0.1)).toBe(0);
    expect(canRise(0.7)).toBe(false);
    expect(rateRiseEvidence(50, 50, 0.7)).toBe(0);
  });

  it('rises with each hit', () => {
    for (let hits = 1; hits <= 30; hits += 1)
      expect(rateRiseEvidence(hits, 30, 0.1)).toBeGreaterThan(rateRiseEvidence(hits - 1, 30, 0.1));
  });
});

describe('rateAtLeast', () => {
  it('does not lose itself in a hundred thousand codes', () => {
    for (const trials of [3_000, 30_000, 100_000]) {
      expect(rateAtLeast(0.9 * trials, trials, 0.23)).toBeCloseTo(1, 9);
      expect(rateAtLeast(0.23 * trials, trials, 0.23)).toBeCloseTo(0.5, 1);
      expect(rateAtLeast(0.1 * trials, trials, 0.23)).toBeLessThan(1e-12);
    }
  });

  it('is the upper tail of the posterior', () => {
    expect(rateAtLeast(0, 0, 0.3)).toBeCloseTo(0.7, 12);
    expect(rateAtLeast(0, 9, 0.5)).toBeCloseTo(0.5 ** 10, 12);
    expect(rateAtLeast(9, 9, 0.5)).toBeCloseTo(1 - 0.5 ** 10, 12);
  });

  it('rises with successes and falls with the rate', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.nat(199),
        fc.double({ min: 0.01, max: 0.9, noNaN: true }),
        (trials, some, rate) => {
          const used = some % trials;
          const at = rateAtLeast(used, trials, rate);
          expect(rateAtLeast(used + 1, trials, rate)).toBeGreaterThanOrEqual(at - 1e-9);
          expect(rateAtLeast(used, trials, rate + 0.05)).toBeLessThanOrEqual(at + 1e-9);
        },
      ),
    );
  });
});

describe('hours without verifications', () => {
  it('are those without a used code in which five should have been used, in a row or alone', () => {
    const hour = (used: number, expected: number) => ({ used, expected });
    const silent = (...spans: ReturnType<typeof hour>[]) => [...silentSpans(spans)];
    expect(silent(hour(9, 9), hour(0, 5), hour(9, 9))).toEqual([1]);
    expect(silent(hour(9, 9), hour(0, 4.9), hour(9, 9))).toEqual([]);
    expect(silent(hour(0, 2), hour(0, 0), hour(0, 3), hour(1, 9))).toEqual([0, 1, 2]);
    expect(silent(hour(0, 3), hour(1, 9), hour(0, 3))).toEqual([]);
  });

  it('say nothing of codes, and all the same of numbers', () => {
    const startMs = CASE_AT_MS - HOUR_MS;
    const rollup = {
      firstSends: 9,
      matured: 9,
      converted: 0,
      usedBlocks: Uint16Array.of(),
      unusedBlocks: Uint16Array.of(1, 2),
    } as unknown as HourRollup;
    const { hours } = pastHours(
      new Map([[startMs, rollup]]),
      baseline,
      startMs,
      CASE_AT_MS,
      new Set([startMs]),
    );
    expect(hours[0]).toMatchObject({ firstSends: 9, matured: 0, converted: 0 });
    expect(hours[0]?.unusedBlocks).toHaveLength(0);
  });
});
