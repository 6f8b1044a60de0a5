import type { BlockProfile } from '../block-profile.ts';
import type { PastHour, PastHours } from '../past-hours.ts';
import { defineRule, type CountryInput } from '../rule.ts';
import { round } from '../round.ts';
import { recentFirstSends } from '../slow-lane.ts';
import { cusum, type Cusum } from '../statistics/cusum.ts';
import { canRise, rateRiseEvidence } from '../statistics/rate-rise-evidence.ts';
import { DAY_MS, floorTo, HOUR_MS } from '../../time.ts';

/** How far back numbers are counted. */
const SPAN_MS = DAY_MS;

/**
 * Structure. Numbers drawn at random from a whole plan fall where no customer ever was; customers
 * come, mostly, from where customers came from. How often a customer is the first of a block is
 * learned (Good-Turing), so a service that is still spreading, or a plan too large to know, makes
 * the rule careful or silent.
 */
export const unfamiliarRanges = defineRule({
  meta: {
    id: 'unfamiliar-ranges',
    version: 2,
    title: 'Numbers from ranges in which no customer was seen before',
    description:
      'Share of first sends in /10^4 blocks that no customer used, against the learned chance of a new block; evidence accumulates as an e-CUSUM over a day.',
    subjects: ['country'],
    family: 'structure',
    attack: [{ tactic: 'TA0040', technique: 'T1496.003' }],
    falsePositives: ['A launch with another operator', 'A carrier that opens new ranges'],
    blindSpots: [
      'Numbers drawn from the ranges that customers have',
      'A destination with few customers so far, or more ranges than customers',
    ],
    runbook: 'docs/runbooks/unfamiliar-ranges.md',
  },
  parameters: {
    minKnownNumbers: {
      default: 500,
      min: 50,
      max: 1_000_000,
      unit: 'count',
      help: "Customers' numbers that must have been seen before the rule knows which ranges are theirs.",
    },
    minNumbers: {
      default: 10,
      min: 3,
      max: 100_000,
      unit: 'count',
      help: 'Numbers of unfamiliar ranges in a day below which the rule stays silent.',
    },
    matchNats: {
      default: 13.8,
      min: 3,
      max: 60,
      unit: 'nats',
      help: 'Evidence at which the rule matches.',
    },
    newShareSlack: {
      default: 1.5,
      min: 1,
      max: 20,
      unit: 'ratio',
      help: 'How far above its learned value the share of new ranges may be without counting as evidence.',
    },
  },
  evaluate: (input, values) => {
    const profile = input.baseline.blocks;
    if (profile.numbers < values.minKnownNumbers)
      return {
        verdict: 'insufficient-data',
        missing: `customers' numbers: ${profile.numbers} of ${values.minKnownNumbers}`,
      };
    const share = Math.max(LEAST_SHARE, values.newShareSlack * profile.newBlockShare);
    if (!canRise(share))
      return {
        verdict: 'insufficient-data',
        missing: `known ranges: ${round(100 * profile.newBlockShare, 0)} % of the customers are the first of theirs`,
      };
    const seen = unfamiliarNumbers(input);
    const isEnough = seen.unfamiliar >= values.minNumbers;
    const { nats, startIndex } = cusum(
      [rateRiseEvidence(seen.running.unfamiliar, seen.running.numbers, share)],
      finishedHours(input.past, profile, share),
      input.past.hours.length,
    );
    return {
      verdict: isEnough && nats >= values.matchNats ? 'match' : 'no-match',
      nats: isEnough ? nats : 0,
      startedAtMs:
        nats > 0
          ? (input.past.hours[startIndex]?.startMs ?? floorTo(input.window.atMs, HOUR_MS))
          : null,
      evidence: {
        distinctNumbers: seen.unfamiliar,
        ofNumbers: seen.numbers,
        expected: round(seen.numbers * profile.newBlockShare, 2),
        windowSeconds: SPAN_MS / 1_000,
        evidenceNats: round(nats, 1),
      },
    };
  },
});

/** A few per cent are always new: ported numbers, new ranges. */
const LEAST_SHARE = 0.02;

interface Seen {
  readonly numbers: number;
  readonly unfamiliar: number;
}

/** Numbers of the last day, and those of them in unfamiliar blocks; of the running hour apart. */
const unfamiliarNumbers = (input: CountryInput): Seen & { readonly running: Seen } => {
  const { past, baseline, window } = input;
  let numbers = 0;
  let unfamiliar = 0;
  for (const { firstSend } of recentFirstSends(input, floorTo(window.atMs, HOUR_MS))) {
    numbers += 1;
    if (!baseline.blocks.has(firstSend.block)) unfamiliar += 1;
  }
  const running = { numbers, unfamiliar };
  for (const hour of past.hours) {
    if (hour.startMs < window.atMs - SPAN_MS) continue;
    const seen = seenIn(hour, baseline.blocks);
    numbers += seen.numbers;
    unfamiliar += seen.unfamiliar;
  }
  return { numbers, unfamiliar, running };
};

const seenIn = ({ usedBlocks, unusedBlocks }: PastHour, profile: BlockProfile): Seen => {
  let unfamiliar = 0;
  for (const block of usedBlocks) if (!profile.has(block)) unfamiliar += 1;
  for (const block of unusedBlocks) if (!profile.has(block)) unfamiliar += 1;
  return { numbers: usedBlocks.length + unusedBlocks.length, unfamiliar };
};

/** Evidence of finished hours: every look of an hour asks for the same. */
const finished = new WeakMap<PastHours, { readonly share: number; readonly evidence: Cusum }>();

const finishedHours = (past: PastHours, profile: BlockProfile, share: number): Cusum => {
  const known = finished.get(past);
  if (known?.share === share) return known.evidence;
  const fromMs = (past.hours.at(-1)?.startMs ?? 0) - SPAN_MS;
  const evidence = cusum(
    past.hours.map((hour) => {
      if (hour.startMs <= fromMs) return 0;
      const { unfamiliar, numbers } = seenIn(hour, profile);
      return rateRiseEvidence(unfamiliar, numbers, share);
    }),
  );
  finished.set(past, { share, evidence });
  return evidence;
};
