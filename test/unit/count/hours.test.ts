import { describe, expect, it } from 'vitest';
import { groupByKey, stretchesOf } from '../../../lib/core/count/hours.ts';
import { HOUR_MS } from '../../../lib/core/time.ts';

const hours = (...numbers: readonly number[]) =>
  numbers.map((number) => ({ key: 'country/TJ', startMs: number * HOUR_MS }));
const stretches = (...numbers: readonly number[]) =>
  stretchesOf(hours(...numbers)).map((stretch) => stretch.map(({ startMs }) => startMs / HOUR_MS));

describe('hours that are rolled up together', () => {
  it('follow each other without a gap, whatever order they come in', () => {
    expect(stretches(5, 3, 4, 9, 8)).toEqual([
      [3, 4, 5],
      [8, 9],
    ]);
    expect(stretches()).toEqual([]);
  });

  it('are six at most', () => {
    expect(stretches(1, 2, 3, 4, 5, 6, 7, 8)).toEqual([
      [1, 2, 3, 4, 5, 6],
      [7, 8],
    ]);
  });

  it('are those of one key', () => {
    const [tj] = hours(1);
    const gb = { key: 'country/GB', startMs: HOUR_MS };
    expect([...groupByKey([...hours(1), gb, ...hours(2)])]).toEqual([
      ['country/TJ', [tj, { key: 'country/TJ', startMs: 2 * HOUR_MS }]],
      ['country/GB', [gb]],
    ]);
  });
});
