import type { RangeProfile } from '../range-profile.ts';
import { countryCase, times, type RuleCase } from '../rule-cases.ts';

const answer = (
  verdict: 'match' | 'no-match',
  nats: number,
  distinctNumbers: number,
  ofNumbers: number,
  expected: number,
  more: { neighbours?: number; ranges?: readonly object[] } = {},
): RuleCase['expect'] =>
  ({
    verdict,
    nats,
    startedAtMs: null,
    evidence: {
      distinctNumbers,
      ofNumbers,
      expected,
      windowSeconds: 3_600,
      evidenceNats: Math.round(nats * 10) / 10,
      ...more,
    },
  }) as RuleCase['expect'];

const profile = (
  ...numbersAndNeighbours: readonly (readonly [number, number])[]
): RangeProfile => ({
  windowSeconds: 3_600,
  distinctNumbers: numbersAndNeighbours.reduce((sum, [numbers]) => sum + numbers, 0),
  ranges: numbersAndNeighbours.map(([distinctNumbers, neighbours], index) => ({
    prefix: `+99290000${index}`,
    blockHash: index,
    messages: 2 * distinctNumbers,
    distinctNumbers,
    neighbours,
  })),
});

export const cases: readonly RuleCase[] = [
  {
    name: 'attack: 40 of 140 numbers in one block',
    input: countryCase({ blocks: [40, ...times(100, 1)] }),
    expect: answer('match', 77.74, 40, 140, 2.1),
  },
  {
    name: 'attack: the drill-down names the ranges and counts neighbours',
    input: countryCase({ blocks: [8, 4, ...times(4, 1)], ranges: profile([8, 6], [4, 0], [1, 0]) }),
    expect: answer('match', 40.87, 8, 16, 0.24, {
      neighbours: 6,
      ranges: [
        { prefix: '+992900000', messages: 16, distinctNumbers: 8 },
        { prefix: '+992900001', messages: 8, distinctNumbers: 4 },
      ],
    }),
  },
  {
    name: 'attack: at most ten ranges are named',
    input: countryCase({
      blocks: times(12, 6),
      ranges: profile(...times(12, 6).map((numbers) => [numbers, 0] as const)),
    }),
    expect: answer('no-match', 0, 6, 72, 1.08, {
      neighbours: 0,
      ranges: Array.from({ length: 10 }, (_, index) => ({
        prefix: `+99290000${index}`,
        messages: 12,
        distinctNumbers: 6,
      })),
    }),
  },
  {
    name: 'edge: 6 numbers, all in one block, where 1 % is usual',
    input: countryCase({ blocks: [6] }),
    expect: answer('match', 17.19, 6, 6, 0.09),
  },
  {
    name: 'edge: 5 are not enough',
    input: countryCase({ blocks: [5] }),
    expect: answer('no-match', 12.99, 5, 5, 0.08),
  },
  {
    name: 'edge: exactly as many numbers in a block as it takes to tell',
    input: countryCase({ blocks: [4, ...times(3, 1)] }),
    expect: answer('no-match', 4.06, 4, 7, 0.11),
  },
  {
    name: 'edge: one number in the block too few to tell',
    input: countryCase({ blocks: times(3, 3) }),
    expect: { verdict: 'insufficient-data', missing: 'numbers in one block: 3 of 4' },
  },
  {
    name: 'benign: no traffic',
    input: countryCase({}),
    expect: { verdict: 'insufficient-data', missing: 'numbers in one block: 0 of 4' },
  },
  {
    name: 'benign: a launch is spread over the plan',
    input: countryCase({ blocks: [6, 5, 5, ...times(384, 1)] }),
    expect: answer('no-match', 0, 6, 400, 6),
  },
  {
    name: 'benign: a block as crowded as it usually is',
    input: countryCase({ blocks: [12, ...times(28, 1)], baseline: { topBlockShare: 0.2 } }),
    expect: answer('no-match', 0, 12, 40, 12),
  },
  {
    name: 'benign or not: a company signs up its employees, whose numbers follow each other',
    note: 'structure alone cannot tell; their used codes can, and are heard when all is judged',
    input: countryCase({ blocks: [20], ranges: profile([20, 19]) }),
    expect: answer('match', 144.77, 20, 20, 0.3, {
      neighbours: 19,
      ranges: [{ prefix: '+992900000', messages: 40, distinctNumbers: 20 }],
    }),
  },
  {
    name: 'the plan is small: customers share few blocks anyway',
    note: 'crowding would say nothing, which is not the same as no crowding',
    input: countryCase({ blocks: [50, 10], baseline: { topBlockShare: 0.4 } }),
    expect: {
      verdict: 'insufficient-data',
      missing: 'spread: 40 % of the numbers usually share one block',
    },
  },
  {
    name: 'the first day: how crowded blocks usually are is not known',
    input: countryCase({ blocks: [50], baseline: { observedHours: 23 } }),
    expect: { verdict: 'insufficient-data', missing: 'baseline: 23 of 24 hours observed' },
  },
  {
    name: 'override: a country with a popular operator is given more slack',
    input: countryCase({ blocks: [8, ...times(12, 1)] }),
    overrides: { shareSlack: 20 },
    expect: answer('no-match', 0, 8, 20, 4),
  },
  {
    name: 'override: a country that must show more numbers in a block',
    input: countryCase({ blocks: [40] }),
    overrides: { minNumbers: 41 },
    expect: { verdict: 'insufficient-data', missing: 'numbers in one block: 40 of 41' },
  },
];
