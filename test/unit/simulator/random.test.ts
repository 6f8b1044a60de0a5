import { describe, expect, it } from 'vitest';
import { Random } from '../../../lib/simulator/random.ts';

const draws = (random: Random) => Array.from({ length: 50 }, () => random.uint32());
const mean = (draw: () => number, count = 20_000) => {
  let sum = 0;
  for (let index = 0; index < count; index += 1) sum += draw();
  return sum / count;
};

describe('Random', () => {
  it('gives the same draws for the same seed and path, others for another', () => {
    const first = draws(new Random(7, 'a', 'b'));
    expect(draws(new Random(7, 'a', 'b'))).toEqual(first);
    expect(draws(new Random(8, 'a', 'b'))).not.toEqual(first);
    expect(draws(new Random(7, 'a', 'c'))).not.toEqual(first);
  });

  it('stays what it was: stored scenarios depend on it', () => {
    const random = new Random(1, 'frozen');
    expect([random.uint32(), random.uint32(), random.uint32()]).toMatchInlineSnapshot(`
      [
        2777932243,
        3740650154,
        3320452751,
      ]
    `);
  });

  it('has the means it promises', () => {
    const random = new Random(3, 'means');
    expect(mean(() => random.unit())).toBeCloseTo(0.5, 1);
    expect(mean(() => random.exponential(4)) / 4).toBeCloseTo(1, 1);
    expect(mean(() => random.normal())).toBeCloseTo(0, 1);
    expect(mean(() => random.gamma(6.67)) / 6.67).toBeCloseTo(1, 1);
    expect(mean(() => random.beta(24, 6))).toBeCloseTo(0.8, 2);
    expect(mean(() => random.poisson(3)) / 3).toBeCloseTo(1, 1);
    expect(mean(() => random.poisson(80)) / 80).toBeCloseTo(1, 1);
  });

  it('makes identifiers of the form AWS uses', () => {
    const random = new Random(1, 'uuid');
    expect(random.uuid(5)).toMatch(
      /^[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
    );
  });
});
