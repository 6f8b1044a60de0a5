import { crowdedBlocks } from '../day-blocks.ts';
import { defineRule } from '../rule.ts';
import { unlearned } from '../cannot-tell.ts';
import { round } from '../round.ts';
import { defaultsOf, type Parameters } from '../../settings/parameter.ts';
import { MAX_NATS } from '../statistics/cusum.ts';
import { DAY_MS } from '../../time.ts';

const parameters = {
  minNumbers: {
    default: 5,
    min: 3,
    max: 10_000,
    unit: 'count',
    help: 'Distinct numbers of a day in one block below which it is not looked at.',
  },
  matchNats: {
    default: 13.8,
    min: 3,
    max: 60,
    unit: 'nats',
    help: 'Evidence at which the rule matches.',
  },
  minObservedHours: {
    default: 24,
    min: 1,
    max: 672,
    unit: 'hours',
    help: 'Hours of traffic the detector must have seen before it knows how crowded ranges usually are.',
  },
  shareSlack: {
    default: 1.5,
    min: 1,
    max: 20,
    unit: 'ratio',
    help: 'How far above its learned share a block may be without counting as evidence.',
  },
} as const satisfies Parameters;

/** Its values where nobody has set others. */
export const RANGE_BUILDUP_DEFAULTS = defaultsOf(parameters);

/**
 * Structure, slow lane. A few ranges that get a handful of numbers an hour show in no hour, and in
 * the day; so does a range that is pumped under the cover of a launch. Every block is held against
 * its own usual share, where that is known.
 */
export const rangeBuildup = defineRule({
  meta: {
    id: 'range-buildup',
    version: 2,
    title: 'Numbers crowd into few ranges over a day',
    description:
      "Binomial scan of every /10^4 block of a day against its learned share; what crowded blocks say adds up. A block whose codes are used is customers'.",
    subjects: ['country'],
    family: 'structure',
    attack: [{ tactic: 'TA0040', technique: 'T1496.003' }],
    falsePositives: [
      'A company that signs up its employees, whose numbers are consecutive',
      'An operator that opens a new range',
    ],
    blindSpots: [
      'Numbers drawn at random over the whole plan',
      'Numbering plans with only a few blocks',
      'Fraudsters who enter the codes',
    ],
    runbook: 'docs/runbooks/range-buildup.md',
  },
  parameters,
  evaluate: (input, values) => {
    const { baseline } = input;
    const unknown = unlearned(baseline, values);
    if (unknown !== null) return unknown;
    const day = crowdedBlocks(input, values.shareSlack, values.minNumbers);
    const crowded = day.blocks;
    const nats = Math.min(
      MAX_NATS,
      crowded.reduce((sum, block) => sum + block.nats, 0),
    );
    return {
      verdict: nats >= values.matchNats ? 'match' : 'no-match',
      nats,
      startedAtMs: null,
      evidence: {
        crowdedRanges: crowded.length,
        distinctNumbers: crowded.reduce((sum, { numbers }) => sum + numbers, 0),
        ofNumbers: day.numbers,
        expected: round(day.numbers * crowded.reduce((sum, { share }) => sum + share, 0), 2),
        usedCodes: crowded.reduce((sum, { used }) => sum + used, 0),
        windowSeconds: DAY_MS / 1_000,
        evidenceNats: round(nats, 1),
      },
    };
  },
});
