import { learnBlockProfile, type BlockProfile } from '../block-profile.ts';
import type { PastHour } from '../past-hours.ts';
import { countryCase, type RuleCase } from '../rule-cases.ts';
import type { HourRollup } from '../../count/hour-rollup.ts';

const hours = (count: number, hour: Partial<PastHour>): readonly Partial<PastHour>[] =>
  Array.from({ length: count }, () => hour);

/** Customers, one in each of `count` blocks for each of `times`. */
const customers = (count: number, times: number, from = 0): Uint16Array =>
  Uint16Array.from({ length: count * times }, (_, index) => from + (index % count)).sort();
const inBlock = (block: number, numbers: number): Uint16Array =>
  Uint16Array.from({ length: numbers }, () => block);
const learned = (usedBlocks: Uint16Array): BlockProfile =>
  learnBlockProfile([{ usedBlocks } as HourRollup], true);

export const cases: readonly RuleCase[] = [
  {
    name: 'attack: two numbers an hour in one range, all day',
    input: countryCase({
      past: hours(24, { usedBlocks: customers(10, 1), unusedBlocks: inBlock(900, 2) }),
      baseline: { blocks: learned(customers(400, 2)) },
    }),
    expect: {
      verdict: 'match',
      nats: 60,
      startedAtMs: null,
      evidence: {
        crowdedRanges: 1,
        distinctNumbers: 48,
        ofNumbers: 288,
        expected: 2.88,
        usedCodes: 0,
        windowSeconds: 86_400,
        evidenceNats: 60,
      },
    },
  },
  {
    name: 'attack: what several crowded ranges say adds up',
    input: countryCase({
      past: [900, 901, 902].map((block) => ({
        usedBlocks: customers(10, 1),
        unusedBlocks: inBlock(block, 8),
      })),
      baseline: { blocks: learned(customers(400, 2)) },
    }),
    expect: {
      verdict: 'match',
      nats: 19.94,
      startedAtMs: null,
      evidence: {
        crowdedRanges: 3,
        distinctNumbers: 24,
        ofNumbers: 54,
        expected: 1.62,
        usedCodes: 0,
        windowSeconds: 86_400,
        evidenceNats: 19.9,
      },
    },
  },
  {
    name: "attack: without verifications, nobody's codes speak for the range",
    input: countryCase({
      past: hours(8, { usedBlocks: inBlock(7, 1) }),
      baseline: { conversionRate: null },
    }),
    expect: {
      verdict: 'match',
      nats: 25.59,
      startedAtMs: null,
      evidence: {
        crowdedRanges: 1,
        distinctNumbers: 8,
        ofNumbers: 8,
        expected: 0.12,
        usedCodes: 8,
        windowSeconds: 86_400,
        evidenceNats: 25.6,
      },
    },
  },
  {
    name: 'benign: a company signs up its people, who use their codes',
    input: countryCase({ past: hours(8, { usedBlocks: inBlock(7, 1) }) }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: {
        crowdedRanges: 0,
        distinctNumbers: 0,
        ofNumbers: 8,
        expected: 0,
        usedCodes: 0,
        windowSeconds: 86_400,
        evidenceNats: 0,
      },
    },
  },
  {
    name: 'edge: fewer than three in five of the usual share use their codes',
    input: countryCase({ past: [{ usedBlocks: inBlock(7, 4), unusedBlocks: inBlock(7, 6) }] }),
    expect: {
      verdict: 'match',
      nats: 38.05,
      startedAtMs: null,
      evidence: {
        crowdedRanges: 1,
        distinctNumbers: 10,
        ofNumbers: 10,
        expected: 0.1,
        usedCodes: 4,
        windowSeconds: 86_400,
        evidenceNats: 38,
      },
    },
  },
  {
    name: 'edge: 6 numbers, all in one block, where customers are not known',
    input: countryCase({ past: [{ unusedBlocks: inBlock(900, 6) }] }),
    expect: {
      verdict: 'match',
      nats: 19.62,
      startedAtMs: null,
      evidence: {
        crowdedRanges: 1,
        distinctNumbers: 6,
        ofNumbers: 6,
        expected: 0.06,
        usedCodes: 0,
        windowSeconds: 86_400,
        evidenceNats: 19.6,
      },
    },
  },
  {
    name: 'edge: 5 numbers are enough, when no other number was there',
    input: countryCase({ past: [{ unusedBlocks: inBlock(900, 5) }] }),
    expect: {
      verdict: 'match',
      nats: 15.02,
      startedAtMs: null,
      evidence: {
        crowdedRanges: 1,
        distinctNumbers: 5,
        ofNumbers: 5,
        expected: 0.05,
        usedCodes: 0,
        windowSeconds: 86_400,
        evidenceNats: 15,
      },
    },
  },
  {
    name: 'edge: 4 are not looked at',
    input: countryCase({ past: [{ unusedBlocks: inBlock(900, 4) }] }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: {
        crowdedRanges: 0,
        distinctNumbers: 0,
        ofNumbers: 4,
        expected: 0,
        usedCodes: 0,
        windowSeconds: 86_400,
        evidenceNats: 0,
      },
    },
  },
  {
    name: 'edge: what is a day old does not count',
    input: countryCase({ past: [{ unusedBlocks: inBlock(900, 40) }, ...hours(24, {})] }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: {
        crowdedRanges: 0,
        distinctNumbers: 0,
        ofNumbers: 0,
        expected: 0,
        usedCodes: 0,
        windowSeconds: 86_400,
        evidenceNats: 0,
      },
    },
  },
  {
    name: 'edge: what is an hour less does',
    input: countryCase({ past: [{ unusedBlocks: inBlock(900, 40) }, ...hours(23, {})] }),
    expect: {
      verdict: 'match',
      nats: 60,
      startedAtMs: null,
      evidence: {
        crowdedRanges: 1,
        distinctNumbers: 40,
        ofNumbers: 40,
        expected: 0.4,
        usedCodes: 0,
        windowSeconds: 86_400,
        evidenceNats: 60,
      },
    },
  },
  {
    name: 'benign: no traffic',
    input: countryCase({ past: hours(24, {}) }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: {
        crowdedRanges: 0,
        distinctNumbers: 0,
        ofNumbers: 0,
        expected: 0,
        usedCodes: 0,
        windowSeconds: 86_400,
        evidenceNats: 0,
      },
    },
  },
  {
    name: 'benign: a launch is spread over the plan',
    input: countryCase({ past: hours(24, { usedBlocks: customers(200, 1) }) }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: {
        crowdedRanges: 0,
        distinctNumbers: 0,
        ofNumbers: 4_800,
        expected: 0,
        usedCodes: 0,
        windowSeconds: 86_400,
        evidenceNats: 0,
      },
    },
  },
  {
    name: 'benign: a block that always holds a fifth of the customers',
    input: countryCase({
      past: hours(24, { usedBlocks: Uint16Array.of(5, 5, 11, 12, 13, 14, 15, 16, 17, 18) }),
      baseline: {
        blocks: learned(Uint16Array.from([...inBlock(5, 100), ...customers(400, 1, 10)])),
      },
    }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: {
        crowdedRanges: 0,
        distinctNumbers: 0,
        ofNumbers: 240,
        expected: 0,
        usedCodes: 0,
        windowSeconds: 86_400,
        evidenceNats: 0,
      },
    },
  },
  {
    name: 'benign: a plan of so few blocks that customers crowd anyway',
    input: countryCase({
      past: hours(24, { usedBlocks: inBlock(5, 9) }),
      baseline: { topBlockShare: 0.4 },
    }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: {
        crowdedRanges: 0,
        distinctNumbers: 0,
        ofNumbers: 216,
        expected: 0,
        usedCodes: 0,
        windowSeconds: 86_400,
        evidenceNats: 0,
      },
    },
  },
  {
    name: 'override: a country that must show more numbers in a block',
    input: countryCase({ past: [{ unusedBlocks: inBlock(900, 40) }] }),
    overrides: { minNumbers: 41 },
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: {
        crowdedRanges: 0,
        distinctNumbers: 0,
        ofNumbers: 40,
        expected: 0,
        usedCodes: 0,
        windowSeconds: 86_400,
        evidenceNats: 0,
      },
    },
  },
  {
    name: 'the first day: how crowded blocks usually are is not known',
    input: countryCase({
      past: [{ unusedBlocks: inBlock(900, 40) }],
      baseline: { observedHours: 23 },
    }),
    expect: { verdict: 'insufficient-data', missing: 'baseline: 23 of 24 hours observed' },
  },
];
