import { expectedFirstSends } from '../baseline.ts';
import { defineRule } from '../rule.ts';
import { unlearned } from '../cannot-tell.ts';
import { round } from '../round.ts';
import { countEvidence } from '../statistics/count-evidence.ts';
import { cusum } from '../statistics/cusum.ts';
import { BIN_MS } from '../../count/window.ts';
import { HOUR_MS } from '../../time.ts';

/**
 * Volume. Counts numbers, not messages: a customer who asks for the code again is no surge. Each
 * five minutes are compared with what is normal for the destination at that hour of its own day,
 * and the evidence adds up while it lasts (e-CUSUM), so a short burst and a long ramp both show.
 */
export const destinationSurge = defineRule({
  meta: {
    id: 'destination-surge',
    version: 2,
    title: 'More new numbers in one destination than its baseline explains',
    description:
      'Distinct numbers by five minutes against the learned level of the destination in its local time, times how much the rest of the account has risen; evidence accumulates as an e-CUSUM over two hours.',
    subjects: ['country', 'low-traffic-countries'],
    family: 'volume',
    attack: [{ tactic: 'TA0040', technique: 'T1496.003' }],
    falsePositives: [
      'A launch or a campaign in the destination',
      'An event that brings many customers of one country at once',
    ],
    blindSpots: [
      'Pumping below about four times the normal traffic of a busy destination, ten times that of a quiet one',
      'Many messages to few numbers',
      'The first day, while there is no baseline',
    ],
    runbook: 'docs/runbooks/destination-surge.md',
  },
  parameters: {
    minMessages: {
      default: 10,
      min: 3,
      max: 100_000,
      unit: 'count',
      help: 'Distinct numbers in the last hour below which the rule stays silent.',
    },
    matchNats: {
      default: 13.8,
      min: 3,
      max: 60,
      unit: 'nats',
      help: 'Evidence at which the rule matches; 13.8 is a likelihood ratio of a million, not a rate of false alarms.',
    },
    slack: {
      default: 1.35,
      min: 1,
      max: 20,
      unit: 'ratio',
      help: 'How far above its learned level a destination may run without counting as evidence.',
    },
    dispersion: {
      default: 0.3,
      min: 0,
      max: 5,
      unit: 'ratio',
      help: 'How much burstier than chance normal traffic is; higher is more patient with bursts of a busy destination.',
    },
    minExpectedPerHour: {
      default: 0.24,
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
  evaluate: ({ window, baseline, commonMode }, values) => {
    const unknown = unlearned(baseline, values);
    if (unknown !== null) return unknown;
    const { distinctNumbers } = window.lastHour;
    const expected = round(expectedFirstSends(baseline, window.atMs - HOUR_MS, window.atMs), 2);
    const windowSeconds = HOUR_MS / 1_000;
    const isEnough = distinctNumbers >= values.minMessages;
    if (!window.bins.some(({ firstSends }) => firstSends > 1))
      return {
        verdict: 'no-match',
        nats: 0,
        startedAtMs: null,
        evidence: { distinctNumbers, expected, windowSeconds },
      };
    const expectedIn = (startMs: number, lengthMs: number): number =>
      Math.max(
        values.slack * expectedFirstSends(baseline, startMs, startMs + lengthMs),
        (values.minExpectedPerHour * lengthMs) / HOUR_MS,
      );
    const evidence = cusum(
      window.bins.map(({ firstSends, startMs, elapsedMs }, index) =>
        countEvidence(
          firstSends,
          (commonMode[index] ?? 1) * expectedIn(startMs, elapsedMs),
          values.dispersion,
        ),
      ),
    );
    const startedAtMs = window.bins[evidence.startIndex]?.startMs ?? null;
    return {
      verdict: isEnough && evidence.nats >= values.matchNats ? 'match' : 'no-match',
      nats: evidence.nats,
      startedAtMs,
      evidence: {
        distinctNumbers,
        expected,
        windowSeconds,
        evidenceNats: round(evidence.nats, 1),
        elsewhereRatio: round(commonMode.at(-1) ?? 1, 1),
        surgeSeconds:
          startedAtMs === null ? 0 : (window.bins.length - evidence.startIndex) * (BIN_MS / 1_000),
      },
    };
  },
});
