import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchChange } from '../../../lib/core/explain/search-change.ts';

const RATIO = { min: 0, max: 100, unit: 'ratio' } as const;
const COUNT = { min: 3, max: 1_000_000, unit: 'count' } as const;

/** Values at which `isOn` differs from what it is at the value in force. */
const changesOf = (
  parameter: Parameters<typeof searchChange>[0],
  inForce: number,
  isOn: (value: number) => boolean,
): readonly number[] => {
  const before = isOn(inForce);
  return searchChange(parameter, inForce, isOn, (outcome) => outcome === before).map(
    ({ value, outcome }) => {
      expect(outcome).toBe(!before);
      return value;
    },
  );
};

describe('the search for a value that changes the outcome', () => {
  it('finds the first whole number beyond a threshold', () => {
    expect(changesOf(COUNT, 10, (value) => value <= 34)).toEqual([35]);
    expect(changesOf(COUNT, 10, (value) => value <= 654_321)).toEqual([654_322]);
    expect(changesOf(COUNT, 500, (value) => value > 34)).toEqual([34]);
  });

  it('tells a threshold between two values with few digits, on the side that changes the outcome', () => {
    expect(changesOf(RATIO, 13.8, (value) => value <= 17.4837)).toEqual([17.5]);
    expect(changesOf(RATIO, 13.8, (value) => value > 6.912)).toEqual([6.9]);
  });

  it('finds both sides, the nearest first', () => {
    expect(changesOf(COUNT, 100, (value) => value > 40 && value <= 130)).toEqual([131, 40]);
  });

  it('finds the end of the range where only that changes it', () => {
    expect(changesOf(RATIO, 60, (value) => value !== 0)).toEqual([0]);
    expect(changesOf({ min: 1, max: 20, unit: 'ratio' }, 1.35, (value) => value < 20)).toEqual([
      20,
    ]);
  });

  it('finds an island that is wide enough, though the outcome comes back beyond it', () => {
    expect(changesOf(COUNT, 20, (value) => value < 40 || value > 60)).toEqual([40]);
  });

  it('finds nothing where no value changes anything, and ends', () => {
    expect(changesOf(COUNT, 10, () => true)).toEqual([]);
    expect(changesOf(RATIO, 0, () => true)).toEqual([]);
    expect(changesOf({ min: 0.1, max: 0.3, unit: 'ratio' }, 0.2, () => true)).toEqual([]);
    expect(changesOf({ min: 5, max: 5, unit: 'ratio' }, 5, () => true)).toEqual([]);
  });

  it('finds every threshold of a range, within a hundredth of its distance, and stays in the range', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 100, noNaN: true }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (inForce, threshold) => {
          // No value of the range is below 0.
          fc.pre(threshold > 0 && Math.abs(inForce - threshold) > 1e-3);
          const [value = NaN] = changesOf(RATIO, inForce, (tried) => tried < threshold);
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(100);
          const distance = Math.abs(threshold - inForce);
          expect(Math.abs(value - threshold)).toBeLessThanOrEqual(0.02 * distance + 1e-8);
        },
      ),
    );
  });
});
