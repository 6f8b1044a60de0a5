import { learnBlockProfile, type BlockProfile } from '../block-profile.ts';
import type { PastHour } from '../past-hours.ts';
import { CASE_AT_MS, countryCase, type RuleCase } from '../rule-cases.ts';
import type { HourRollup } from '../../count/hour-rollup.ts';

/** When the hour began that is `hours` before the end of the window. */
const hoursAgoMs = (hours: number): number => CASE_AT_MS - hours * 3_600_000;

const hours = (count: number, hour: Partial<PastHour>): readonly Partial<PastHour>[] =>
  Array.from({ length: count }, () => hour);

/** Customers, one in each of `count` blocks for each of `times`. */
const customers = (count: number, times: number, from = 0): Uint16Array =>
  Uint16Array.from({ length: count * times }, (_, index) => from + (index % count)).sort();
const learned = (usedBlocks: Uint16Array): BlockProfile =>
  learnBlockProfile([{ usedBlocks } as HourRollup], true);

/** A service whose customers are known: 1 in 1,000 is the first of a block. */
const KNOWN = learned(customers(500, 2));

export const cases: readonly RuleCase[] = [
  {
    name: 'attack: numbers at random over the plan, among customers',
    input: countryCase({
      past: hours(6, { usedBlocks: customers(20, 1), unusedBlocks: customers(5, 1, 2_000) }),
      baseline: { blocks: KNOWN },
    }),
    expect: {
      verdict: 'match',
      nats: 36.25,
      startedAtMs: hoursAgoMs(6),
      evidence: {
        distinctNumbers: 30,
        ofNumbers: 150,
        expected: 0.15,
        windowSeconds: 86_400,
        evidenceNats: 36.3,
      },
    },
  },
  {
    name: 'attack: begins with the hour in which they came',
    input: countryCase({
      past: [
        ...hours(20, { usedBlocks: customers(20, 1) }),
        ...hours(2, { unusedBlocks: customers(20, 1, 2_000) }),
      ],
      baseline: { blocks: KNOWN },
    }),
    expect: {
      verdict: 'match',
      nats: 60,
      startedAtMs: hoursAgoMs(2),
      evidence: {
        distinctNumbers: 40,
        ofNumbers: 440,
        expected: 0.44,
        windowSeconds: 86_400,
        evidenceNats: 60,
      },
    },
  },
  {
    name: 'edge: exactly as many numbers as it takes',
    input: countryCase({
      past: [{ unusedBlocks: customers(10, 1, 2_000) }],
      baseline: { blocks: KNOWN },
    }),
    expect: {
      verdict: 'match',
      nats: 36.86,
      startedAtMs: hoursAgoMs(1),
      evidence: {
        distinctNumbers: 10,
        ofNumbers: 10,
        expected: 0.01,
        windowSeconds: 86_400,
        evidenceNats: 36.9,
      },
    },
  },
  {
    name: 'edge: one number too few',
    input: countryCase({
      past: [{ unusedBlocks: customers(9, 1, 2_000) }],
      baseline: { blocks: KNOWN },
    }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: hoursAgoMs(1),
      evidence: {
        distinctNumbers: 9,
        ofNumbers: 9,
        expected: 0.01,
        windowSeconds: 86_400,
        evidenceNats: 33,
      },
    },
  },
  {
    name: 'edge: what is a day old does not count',
    input: countryCase({
      past: [{ unusedBlocks: customers(40, 1, 2_000) }, ...hours(24, {})],
      baseline: { blocks: KNOWN },
    }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: {
        distinctNumbers: 0,
        ofNumbers: 0,
        expected: 0,
        windowSeconds: 86_400,
        evidenceNats: 0,
      },
    },
  },
  {
    name: 'edge: exactly as many customers as it takes to know their ranges',
    input: countryCase({
      past: [{ unusedBlocks: customers(20, 1, 2_000) }],
      baseline: { blocks: learned(customers(250, 2)) },
    }),
    expect: {
      verdict: 'match',
      nats: 60,
      startedAtMs: hoursAgoMs(1),
      evidence: {
        distinctNumbers: 20,
        ofNumbers: 20,
        expected: 0.04,
        windowSeconds: 86_400,
        evidenceNats: 60,
      },
    },
  },
  {
    name: 'edge: one customer too few to know',
    input: countryCase({
      past: [{ unusedBlocks: customers(20, 1, 2_000) }],
      baseline: { blocks: learned(customers(499, 1)) },
    }),
    expect: { verdict: 'insufficient-data', missing: "customers' numbers: 499 of 500" },
  },
  {
    name: 'benign: no traffic',
    input: countryCase({ past: hours(24, {}), baseline: { blocks: KNOWN } }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: {
        distinctNumbers: 0,
        ofNumbers: 0,
        expected: 0,
        windowSeconds: 86_400,
        evidenceNats: 0,
      },
    },
  },
  {
    name: 'benign: a launch among the same customers',
    input: countryCase({
      past: hours(24, { usedBlocks: customers(500, 1) }),
      baseline: { blocks: KNOWN },
    }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: {
        distinctNumbers: 0,
        ofNumbers: 12_000,
        expected: 11.99,
        windowSeconds: 86_400,
        evidenceNats: 0,
      },
    },
  },
  {
    name: 'benign: one in fifty comes from a range that is new',
    input: countryCase({
      past: hours(24, { usedBlocks: Uint16Array.from([...customers(49, 1), 2_000]) }),
      baseline: { blocks: KNOWN },
    }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: {
        distinctNumbers: 24,
        ofNumbers: 1_200,
        expected: 1.2,
        windowSeconds: 86_400,
        evidenceNats: 0,
      },
    },
  },
  {
    name: 'benign: a service that is still spreading, where one in four is the first of a block',
    input: countryCase({
      past: hours(24, {
        usedBlocks: Uint16Array.from([...customers(15, 1), ...customers(5, 1, 5_000)]),
      }),
      baseline: {
        blocks: learned(Uint16Array.from([...customers(300, 5), ...customers(500, 1, 1_000)])),
      },
    }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: {
        distinctNumbers: 120,
        ofNumbers: 480,
        expected: 120.18,
        windowSeconds: 86_400,
        evidenceNats: 0,
      },
    },
  },
  {
    name: 'the plan is too large to know: nearly every customer is the first of a block',
    input: countryCase({
      past: [{ unusedBlocks: customers(20, 1, 5_000) }],
      baseline: { blocks: learned(customers(1_000, 1)) },
    }),
    expect: {
      verdict: 'insufficient-data',
      missing: 'known ranges: 100 % of the customers are the first of theirs',
    },
  },
  {
    name: 'override: a country where four in ten may be new',
    input: countryCase({
      past: hours(6, { usedBlocks: customers(20, 1), unusedBlocks: customers(5, 1, 2_000) }),
      baseline: {
        blocks: learned(Uint16Array.from([...customers(490, 2), ...customers(20, 1, 600)])),
      },
    }),
    overrides: { newShareSlack: 19 },
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: {
        distinctNumbers: 30,
        ofNumbers: 150,
        expected: 3.15,
        windowSeconds: 86_400,
        evidenceNats: 0,
      },
    },
  },
];
