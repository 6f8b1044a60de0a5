import { defineRule } from '../rule.ts';
import { unlearned } from '../cannot-tell.ts';
import { round } from '../round.ts';
import { BLOCKS_OF_A_PLAN, MAX_SHARE } from '../day-blocks.ts';
import { adjacencyEvidence, concentrationEvidence } from '../statistics/concentration-evidence.ts';
import { HOUR_MS } from '../../time.ts';

/** A range that is named in the evidence holds at least this many numbers. */
const MIN_NUMBERS_OF_A_RANGE = 3;
const MAX_RANGES_NAMED = 10;

/**
 * Structure. Fraudsters are paid for the ranges they rent, so their numbers sit in few blocks of
 * the plan, often next to each other; customers are spread. The scan works on hashed blocks; once a
 * destination is suspect the drill-down adds the exact ranges and the neighbours in them.
 */
export const numberRangeConcentration = defineRule({
  meta: {
    id: 'number-range-concentration',
    version: 1,
    title: 'Numbers crowd into few ranges of the numbering plan',
    description:
      'Binomial scan of the busiest /10^4 block against its learned share, plus neighbouring numbers, over the last hour.',
    subjects: ['country'],
    family: 'structure',
    attack: [{ tactic: 'TA0040', technique: 'T1496.003' }],
    falsePositives: [
      'A company that signs up its employees, whose numbers are consecutive',
      'A test team that uses a handful of numbers',
    ],
    blindSpots: [
      'Numbers drawn at random over the whole plan',
      'Numbering plans with only a few blocks',
    ],
    runbook: 'docs/runbooks/number-range-concentration.md',
  },
  parameters: {
    minNumbers: {
      default: 4,
      min: 3,
      max: 10_000,
      unit: 'count',
      help: 'Distinct numbers in one block below which the rule cannot tell.',
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
      help: 'How far above its learned share the busiest block may be without counting as evidence.',
    },
  },
  evaluate: ({ window, baseline, ranges }, values) => {
    const unknown = unlearned(baseline, values);
    if (unknown !== null) return unknown;
    const top = window.topBlockNumbers;
    if (top < values.minNumbers)
      return {
        verdict: 'insufficient-data',
        missing: `numbers in one block: ${top} of ${values.minNumbers}`,
      };
    const { distinctNumbers } = window.lastHour;
    const share = values.shareSlack * baseline.topBlockShare;
    if (share > MAX_SHARE)
      return {
        verdict: 'insufficient-data',
        missing: `spread: ${round(100 * baseline.topBlockShare, 0)} % of the numbers usually share one block`,
      };
    const densest = ranges?.ranges[0];
    const nats =
      concentrationEvidence(top, distinctNumbers, share, BLOCKS_OF_A_PLAN) +
      (densest === undefined ? 0 : adjacencyEvidence(densest.neighbours, densest.distinctNumbers));
    const named = (ranges?.ranges ?? [])
      .filter((range) => range.distinctNumbers >= MIN_NUMBERS_OF_A_RANGE)
      .slice(0, MAX_RANGES_NAMED);
    return {
      verdict: nats >= values.matchNats ? 'match' : 'no-match',
      nats,
      startedAtMs: null,
      evidence: {
        distinctNumbers: top,
        ofNumbers: distinctNumbers,
        expected: round(distinctNumbers * share, 2),
        windowSeconds: HOUR_MS / 1_000,
        evidenceNats: round(nats, 1),
        ...(densest === undefined ? {} : { neighbours: densest.neighbours }),
        ...(named.length === 0
          ? {}
          : {
              ranges: named.map(({ prefix, messages, distinctNumbers }) => ({
                prefix,
                messages,
                distinctNumbers,
              })),
            }),
      },
    };
  },
});
