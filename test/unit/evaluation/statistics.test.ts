import { describe, expect, it } from 'vitest';
import { falseAlertRate } from '../../../lib/evaluation/exposure.ts';
import { poissonUpperBound } from '../../../lib/evaluation/poisson-bound.ts';
import { median } from '../../../lib/evaluation/statistics.ts';
import { aRow } from './fixtures.ts';

describe('the Poisson bound', () => {
  // Half of the chi-squared quantile with 2 (n + 1) degrees of freedom, from any table.
  it.each([
    [0, 2.996],
    [1, 4.744],
    [2, 6.296],
    [5, 10.513],
    [10, 16.962],
    [100, 118.079],
  ])('of %i events is %f', (count, bound) => {
    expect(poissonUpperBound(count)).toBeCloseTo(bound, 2);
  });
});

describe('a rate', () => {
  it('is told with the time it was measured in, and with its bound', () => {
    const rows = [aRow({ days: 60, outcome: { falseAlerts: 1 } }), aRow({ days: 30 })];
    const rate = falseAlertRate(rows);
    expect(rate).toMatchObject({ events: 1, tenantMonths: 3 });
    expect(rate.perTenantMonth).toBeCloseTo(1 / 3);
    expect(rate.upperBound).toBeCloseTo(4.744 / 3, 3);
  });

  it('of no time is not zero', () => {
    expect(falseAlertRate([])).toMatchObject({ perTenantMonth: null, upperBound: null });
  });
});

describe('the median', () => {
  it.each([
    [[], null],
    [[3], 3],
    [[3, 1], 2],
    [[9, 1, 4], 4],
  ])('of %j is %j', (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});
