import { CARRIER_HASHES } from '../../ingest/hash-carrier.ts';
import { shareOfCarrier } from '../carrier-profile.ts';
import { defineRule } from '../rule.ts';
import { round } from '../round.ts';
import { rateRiseEvidence } from '../statistics/rate-rise-evidence.ts';
import { HOUR_MS } from '../../time.ts';

/** For having looked at whichever carrier stands out. */
const LOOKED_AT_NATS = Math.log(CARRIER_HASHES);
/** Roamers and a new virtual operator's first customers: as much as this of any carrier is normal. */
const NORMAL_SHARE = 0.02;

/**
 * Delivery, in support of others. Pumped messages go through the few carriers that share what they
 * earn, so these have more of a destination's numbers than its customers give them. An outage of one
 * carrier gives the others more, too, so this never alarms and never acts by itself: it stands in
 * the decision for the person who reads it. First sends are counted and not messages, since who asks
 * five times is with one carrier five times; delivered ones only, since a failure names no carrier.
 */
export const carrierShift = defineRule({
  meta: {
    id: 'carrier-shift',
    version: 1,
    title: 'One carrier has more of a destination than usual',
    description:
      'Delivered first messages of the last hour through the carrier that stands out most, against its learned share, as a binomial likelihood ratio. Supports other evidence only.',
    subjects: ['country'],
    family: 'delivery',
    attack: [{ tactic: 'TA0040', technique: 'T1496.003' }],
    falsePositives: [
      'An outage of a carrier, which leaves the others a larger share',
      'A carrier that takes over the customers of another',
      'A campaign to the customers of one carrier, or a company that signs up its employees',
    ],
    blindSpots: [
      'Messages that fail: they name no carrier',
      'Two carriers whose codes share one of the 63 hashes that are kept: they are taken for one',
      'A carrier that most customers have: its share cannot rise enough',
      'Destinations with hardly any customers, of which no shares are known',
    ],
    runbook: 'docs/runbooks/carrier-shift.md',
  },
  parameters: {
    minMessages: {
      default: 20,
      min: 3,
      max: 100_000,
      unit: 'count',
      help: 'Delivered first messages that name their carrier, in the last hour, below which the rule cannot tell.',
    },
    matchNats: {
      default: 13.8,
      min: 3,
      max: 60,
      unit: 'nats',
      help: 'Evidence at which the rule matches; 13.8 is a likelihood ratio of a million, not a rate of false alarms.',
    },
    shareSlack: {
      default: 1.2,
      min: 1,
      max: 20,
      unit: 'ratio',
      help: "How far above its learned value a carrier's share may be without counting as evidence.",
    },
    minKnownMessages: {
      default: 100,
      min: 10,
      max: 100_000,
      unit: 'count',
      help: 'Such messages in four weeks below which the shares of the carriers are not known.',
    },
  },
  evaluate: ({ window: { carriers }, baseline: { carriers: profile } }, values) => {
    let messages = 0;
    for (const count of carriers.values()) messages += count;
    if (messages < values.minMessages)
      return {
        verdict: 'insufficient-data',
        missing: `messages that name a carrier: ${messages} of ${values.minMessages}`,
      };
    if (profile === null || profile.firstSends < values.minKnownMessages)
      return {
        verdict: 'insufficient-data',
        missing: `messages with a known carrier: ${profile?.firstSends ?? 'none'} of ${values.minKnownMessages}`,
      };
    const seen = [...carriers]
      .sort(([a, count], [b, other]) => other - count || a - b)
      .map(([carrier, count]) => {
        const usual = shareOfCarrier(profile, carrier);
        const share = values.shareSlack * Math.max(NORMAL_SHARE, usual);
        return {
          count,
          usual,
          nats: Math.max(0, rateRiseEvidence(count, messages, share) - LOOKED_AT_NATS),
          couldTell: rateRiseEvidence(messages, messages, share) > 0,
        };
      });
    const [busiest] = seen;
    const strongest = seen.reduce((most, one) => (one.nats > most.nats ? one : most));
    const isMatch = strongest.nats >= values.matchNats;
    // An attack makes its carrier the busiest: where that has nearly all customers, none can be ruled out.
    if (!isMatch && busiest?.couldTell === false)
      return {
        verdict: 'insufficient-data',
        missing: `carriers: ${round(100 * busiest.usual, 0)} % of the messages usually go through the busiest`,
      };
    return {
      verdict: isMatch ? 'match' : 'no-match',
      nats: strongest.nats,
      startedAtMs: null,
      evidence: {
        messages,
        throughCarrier: strongest.count,
        expected: round(messages * strongest.usual, 2),
        expectedShare: round(strongest.usual, 3),
        windowSeconds: HOUR_MS / 1_000,
        evidenceNats: round(strongest.nats, 1),
      },
    };
  },
});
