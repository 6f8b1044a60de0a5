import { defineRule } from '../rule.ts';
import { usualConversion } from '../cannot-tell.ts';
import { round } from '../round.ts';
import { slowCusum, slowSums } from '../slow-lane.ts';
import { logMeanExp } from '../statistics/log-mean-exp.ts';
import { SECOND_MS } from '../../time.ts';

/** Rates to which use may have declined, as parts of the lowest normal rate. */
const DECLINED_PARTS = [0.02, 0.3, 0.6, 0.85, 0.93];

/**
 * Conversion, slow lane. Where customers outnumber what is pumped among them, the share of used
 * codes only sinks; over hours and days even a tenth less is more than chance. Carriers and releases
 * make it sink too, so it takes a second family to act.
 */
export const conversionDecline = defineRule({
  meta: {
    id: 'conversion-decline',
    version: 1,
    title: 'Fewer codes sent to one destination are used, for hours or days',
    description:
      'Share of matured first sends whose code was used, by the hour, against the learned share; evidence accumulates as an e-CUSUM over three days.',
    subjects: ['country', 'low-traffic-countries'],
    family: 'conversion',
    attack: [{ tactic: 'TA0040', technique: 'T1496.003' }],
    falsePositives: [
      'A carrier that loses messages',
      'A release that makes more people give up, for one country',
    ],
    blindSpots: ['Fraudsters who enter the codes', 'An application that reports no verifications'],
    runbook: 'docs/runbooks/conversion-decline.md',
  },
  parameters: {
    minMatured: {
      default: 20,
      min: 3,
      max: 100_000,
      unit: 'count',
      help: 'Codes old enough to have been used, since the decline began, below which the rule cannot tell.',
    },
    matchNats: {
      default: 13.8,
      min: 3,
      max: 60,
      unit: 'nats',
      help: 'Evidence at which the rule matches; 13.8 is a likelihood ratio of a million, not a rate of false alarms.',
    },
    declineRatio: {
      default: 0.94,
      min: 0.05,
      max: 0.99,
      unit: 'ratio',
      help: 'Share of the learned conversion rate above which a rate still counts as normal.',
    },
  },
  evaluate: (input, values) => {
    const { window } = input;
    const usual = usualConversion(input);
    if (typeof usual !== 'number') return usual;
    const lowest = values.declineRatio * usual;
    const { nats, startedAtMs } = slowCusum(input, `decline ${lowest}`, ({ matured, converted }) =>
      declineEvidence(converted, matured, lowest),
    );
    const since = slowSums(input, startedAtMs ?? window.atMs);
    if (startedAtMs !== null && since.matured < values.minMatured)
      return {
        verdict: 'insufficient-data',
        missing: `matured codes: ${since.matured} of ${values.minMatured}`,
      };
    return {
      verdict: nats >= values.matchNats ? 'match' : 'no-match',
      nats,
      startedAtMs,
      evidence: {
        maturedCodes: since.matured,
        usedCodes: since.converted,
        usedShare: since.matured === 0 ? null : round(since.converted / since.matured, 3),
        expectedShare: round(usual, 3),
        windowSeconds:
          startedAtMs === null ? 0 : Math.round((window.atMs - startedAtMs) / SECOND_MS),
        evidenceNats: round(nats, 1),
      },
    };
  },
});

/** Log e-value that `used` of `trials` come from a declined rate and not from one of at least `lowestRate`. */
const declineEvidence = (used: number, trials: number, lowestRate: number): number =>
  trials === 0
    ? 0
    : logMeanExp(
        DECLINED_PARTS.map((part) => {
          const rate = part * lowestRate;
          return used * Math.log(part) + (trials - used) * Math.log((1 - rate) / (1 - lowestRate));
        }),
      );
