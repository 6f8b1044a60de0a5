import { defineRule } from '../rule.ts';
import { round } from '../round.ts';
import { cusum } from '../statistics/cusum.ts';
import { rateRiseEvidence } from '../statistics/rate-rise-evidence.ts';
import { WINDOW_MS } from '../../count/window.ts';

/**
 * Repetition. Somebody who waits for a code asks again, once or twice; a program that is paid for
 * each message asks a hundred times. Counted are messages beyond the fourth to the same number, so
 * an outage, in which everybody asks again, does not look like it.
 */
export const resendFlood = defineRule({
  meta: {
    id: 'resend-flood',
    version: 1,
    title: 'The same numbers are sent to again and again',
    description:
      'Messages beyond the fourth to one number within an hour of each other, as a share of all messages; evidence accumulates as an e-CUSUM over two hours.',
    subjects: ['country'],
    family: 'repetition',
    attack: [{ tactic: 'TA0040', technique: 'T1496.003' }],
    falsePositives: [
      'A test team that uses a handful of numbers',
      'A client that retries in a loop',
    ],
    blindSpots: ['Numbers that are used up to four times an hour'],
    runbook: 'docs/runbooks/resend-flood.md',
  },
  parameters: {
    minMessages: {
      default: 20,
      min: 3,
      max: 100_000,
      unit: 'count',
      help: 'Messages in two hours below which the rule stays silent.',
    },
    matchNats: {
      default: 13.8,
      min: 3,
      max: 60,
      unit: 'nats',
      help: 'Evidence at which the rule matches; 13.8 is a likelihood ratio of a million, not a rate of false alarms.',
    },
    normalShare: {
      default: 0.03,
      min: 0.001,
      max: 0.5,
      unit: 'ratio',
      help: 'Share of the messages that may be fifth and later ones to their number.',
    },
  },
  evaluate: ({ window }, values) => {
    let messages = 0;
    let repeats = 0;
    for (const bin of window.bins) {
      messages += bin.attempts;
      repeats += bin.repeats;
    }
    const { nats, startIndex } =
      repeats === 0
        ? { nats: 0, startIndex: window.bins.length }
        : cusum(
            window.bins.map((bin) =>
              rateRiseEvidence(bin.repeats, bin.attempts, values.normalShare),
            ),
          );
    const isEnough = messages >= values.minMessages;
    return {
      verdict: isEnough && nats >= values.matchNats ? 'match' : 'no-match',
      nats: isEnough ? nats : 0,
      startedAtMs: window.bins[startIndex]?.startMs ?? null,
      evidence: {
        messages,
        repeats,
        expected: round(messages * values.normalShare, 2),
        windowSeconds: WINDOW_MS / 1_000,
        evidenceNats: round(nats, 1),
      },
    };
  },
});
