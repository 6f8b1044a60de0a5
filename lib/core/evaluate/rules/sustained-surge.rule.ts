import { defineRule } from '../rule.ts';
import { unlearned } from '../cannot-tell.ts';
import { round } from '../round.ts';
import { slowCusum, slowSums } from '../slow-lane.ts';
import { countEvidence } from '../statistics/count-evidence.ts';
import { HOUR_MS, SECOND_MS } from '../../time.ts';

/**
 * Volume, slow lane. A drip stays below every alarm of the hour, and adds up: hours instead of
 * minutes, three days instead of two hours, the same e-CUSUM. The dispersion of an hour is smaller
 * than that of five minutes, since bursts even out, but not nothing, since days differ.
 */
export const sustainedSurge = defineRule({
  meta: {
    id: 'sustained-surge',
    version: 1,
    title: 'More new numbers in one destination than its baseline explains, for hours or days',
    description:
      'Distinct numbers by the hour against the learned level of the destination in its local time; evidence accumulates as an e-CUSUM over three days.',
    subjects: ['country', 'low-traffic-countries'],
    family: 'volume',
    attack: [{ tactic: 'TA0040', technique: 'T1496.003' }],
    falsePositives: ['A launch in the destination', 'A holiday season'],
    blindSpots: [
      'A drip that is small against the customers of the same destination',
      'The first day, while there is no baseline',
    ],
    runbook: 'docs/runbooks/sustained-surge.md',
  },
  parameters: {
    minNumbers: {
      default: 10,
      min: 3,
      max: 100_000,
      unit: 'count',
      help: 'Distinct numbers since the surge began below which the rule stays silent.',
    },
    matchNats: {
      default: 13.8,
      min: 3,
      max: 60,
      unit: 'nats',
      help: 'Evidence at which the rule matches; 13.8 is a likelihood ratio of a million, not a rate of false alarms.',
    },
    slack: {
      default: 1.5,
      min: 1,
      max: 20,
      unit: 'ratio',
      help: 'How far above its learned level a destination may run for days without counting as evidence.',
    },
    dispersion: {
      default: 0.1,
      min: 0,
      max: 5,
      unit: 'ratio',
      help: 'How much burstier than chance an hour of normal traffic is.',
    },
    minExpectedPerHour: {
      default: 0.1,
      min: 0.01,
      max: 10_000,
      unit: 'per-hour',
      help: 'Numbers an hour that are normal for any destination, however rare.',
    },
    minObservedHours: {
      default: 24,
      min: 1,
      max: 672,
      unit: 'hours',
      help: 'Hours of traffic the detector must have seen before this rule says anything.',
    },
  },
  evaluate: (input, values) => {
    const { baseline, window } = input;
    const unknown = unlearned(baseline, values);
    if (unknown !== null) return unknown;
    const { slack, dispersion, minExpectedPerHour } = values;
    const { nats, startedAtMs } = slowCusum(
      input,
      `surge ${slack} ${dispersion} ${minExpectedPerHour}`,
      ({ firstSends, expected }) =>
        countEvidence(firstSends, Math.max(slack * expected, minExpectedPerHour), dispersion),
    );
    const since = slowSums(input, startedAtMs ?? window.atMs);
    const isEnough = since.firstSends >= values.minNumbers;
    return {
      verdict: isEnough && nats >= values.matchNats ? 'match' : 'no-match',
      nats: isEnough ? nats : 0,
      startedAtMs,
      evidence: {
        distinctNumbers: since.firstSends,
        expected: round(since.expected, 2),
        windowSeconds:
          startedAtMs === null ? 0 : Math.round((window.atMs - startedAtMs) / SECOND_MS),
        hours: input.past.hours.length + (window.atMs % HOUR_MS === 0 ? 0 : 1),
        evidenceNats: round(nats, 1),
      },
    };
  },
});
