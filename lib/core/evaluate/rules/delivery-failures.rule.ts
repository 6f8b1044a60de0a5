import { defineRule } from '../rule.ts';
import { round } from '../round.ts';
import { rateRiseEvidence } from '../statistics/rate-rise-evidence.ts';
import { HOUR_MS } from '../../time.ts';

/**
 * Delivery, in support of others. Numbers that are made up or belong to no phone fail more often
 * than customers' do. Carriers fail too, so this never alarms and never acts by itself: it stands in
 * the decision for the person who reads it.
 */
export const deliveryFailures = defineRule({
  meta: {
    id: 'delivery-failures',
    version: 1,
    title: 'More messages to one destination fail than usual',
    description:
      'Failed messages of the last hour against the learned share, as a binomial likelihood ratio. Supports other evidence only.',
    subjects: ['country'],
    family: 'delivery',
    attack: [{ tactic: 'TA0040', technique: 'T1496.003' }],
    falsePositives: ['An outage of a carrier'],
    blindSpots: ['Carriers that report success for what they never deliver'],
    runbook: 'docs/runbooks/delivery-failures.md',
  },
  parameters: {
    minMessages: {
      default: 20,
      min: 3,
      max: 100_000,
      unit: 'count',
      help: 'Messages in the last hour below which the rule cannot tell.',
    },
    matchNats: {
      default: 13.8,
      min: 3,
      max: 60,
      unit: 'nats',
      help: 'Evidence at which the rule matches; 13.8 is a likelihood ratio of a million, not a rate of false alarms.',
    },
    failedSlack: {
      default: 2,
      min: 1,
      max: 20,
      unit: 'ratio',
      help: 'How far above its learned value the share of failures may be without counting as evidence.',
    },
  },
  evaluate: ({ window, baseline }, values) => {
    const { sent, failed } = window.lastHour;
    if (sent < values.minMessages)
      return {
        verdict: 'insufficient-data',
        missing: `messages: ${sent} of ${values.minMessages}`,
      };
    const share = values.failedSlack * baseline.failedShare;
    const nats = Math.max(0, rateRiseEvidence(failed, sent, Math.min(0.99, share)));
    return {
      verdict: nats >= values.matchNats ? 'match' : 'no-match',
      nats,
      startedAtMs: null,
      evidence: {
        messages: sent,
        failed,
        expected: round(sent * baseline.failedShare, 2),
        windowSeconds: HOUR_MS / 1_000,
        evidenceNats: round(nats, 1),
      },
    };
  },
});
