import { describe, expect, it } from 'vitest';
import type { Baselines } from '../../../lib/core/evaluate/baseline.ts';
import { quietestOf } from '../../../lib/core/evaluate/look-at-pool.ts';
import { baseline } from '../decide/fixtures.ts';

const baselinesOf = (perHour: Readonly<Record<string, number>>): Baselines => ({
  account: { observedHours: 100, spendUsdPerDay: 10, conversionRate: 0.8, countries: [] },
  of: (country) => baseline({ country, firstSendsPerHour: perHour[country] ?? 0 }),
});

describe('the destinations that are taken together', () => {
  it('are all of them while their customers are few', () => {
    expect(quietestOf(['NP', 'KH', 'TJ'], baselinesOf({ NP: 1, KH: 2, TJ: 1 }))).toEqual([
      'KH',
      'NP',
      'TJ',
    ]);
  });

  it('are the quietest, so that a few numbers in many of them are not lost among customers', () => {
    const perHour = { NP: 2.5, KH: 0.1, TJ: 0, AZ: 1.5, UZ: 2 };
    expect(quietestOf(Object.keys(perHour), baselinesOf(perHour))).toEqual([
      'AZ',
      'KH',
      'TJ',
      'UZ',
    ]);
  });
});
