import { defineRule } from '../rule.ts';
import { usualConversion } from '../cannot-tell.ts';
import { round } from '../round.ts';
import { cusum, MAX_NATS } from '../statistics/cusum.ts';
import { canCollapse, rateCollapseEvidence } from '../statistics/rate-evidence.ts';
import { earlyHearing, youngCodes } from '../young-codes.ts';
import { WINDOW_MS } from '../../count/window.ts';
import { SECOND_MS } from '../../time.ts';

/**
 * Conversion. Nobody types in a code that was pumped. Only first sends whose code has had ten
 * minutes count, and a code that came in by any route counts for its first send, so neither a slow
 * customer nor a resend looks like fraud. A burst need not wait: where codes are mostly used within
 * three minutes, of ten codes that are older some would have been.
 */
export const conversionCollapse = defineRule({
  meta: {
    id: 'conversion-collapse',
    version: 3,
    title: 'Codes sent to one destination are no longer used',
    description:
      'Share of matured first sends whose code was entered, against the learned share of the destination; evidence accumulates as an e-CUSUM over two hours.',
    subjects: ['country', 'low-traffic-countries'],
    family: 'conversion',
    attack: [{ tactic: 'TA0040', technique: 'T1496.003' }],
    falsePositives: [
      'A carrier that loses messages',
      'An application release that breaks the code form for one country',
    ],
    blindSpots: [
      'Fraudsters who enter the codes',
      'An application that reports no verifications',
      'The first minutes of a burst',
    ],
    runbook: 'docs/runbooks/conversion-collapse.md',
  },
  parameters: {
    minMatured: {
      default: 10,
      min: 3,
      max: 100_000,
      unit: 'count',
      help: 'Codes old enough to have been used, in two hours, below which the rule cannot tell.',
    },
    matchNats: {
      default: 13.8,
      min: 3,
      max: 60,
      unit: 'nats',
      help: 'Evidence at which the rule matches; 13.8 is a likelihood ratio of a million, not a rate of false alarms.',
    },
    earlySeconds: {
      default: 180,
      min: 180,
      max: 600,
      unit: 'seconds',
      help: 'Age at which codes are counted in part, before they have had their ten minutes: at least 240 of 20 codes while it is not learned how soon codes are used here. 600 is never.',
    },
    collapseRatio: {
      default: 0.6,
      min: 0.05,
      max: 0.95,
      unit: 'ratio',
      help: 'Share of the learned conversion rate above which a rate still counts as normal.',
    },
  },
  evaluate: (input, values) => {
    const { window } = input;
    const usual = usualConversion(input);
    if (typeof usual !== 'number') return usual;
    const lowestNormalRate = values.collapseRatio * usual;
    if (!canCollapse(lowestNormalRate))
      return {
        verdict: 'insufficient-data',
        missing: `verifications: of ${round(100 * usual, 1)} % codes used, no collapse can be told`,
      };
    let matured = 0;
    let converted = 0;
    for (const bin of window.bins) {
      matured += bin.matured;
      converted += bin.converted;
    }
    const early = earlyHearing(input.baseline, values.earlySeconds * SECOND_MS);
    const young = youngCodes(input, early);
    const areYoungEnough = young.sent >= early.minCodes;
    if (matured < values.minMatured && !areYoungEnough)
      return {
        verdict: 'insufficient-data',
        missing: `matured codes: ${matured} of ${values.minMatured}`,
      };
    const evidence = cusum(
      window.bins.map((bin) => rateCollapseEvidence(bin.converted, bin.matured, lowestNormalRate)),
    );
    const earlyNats = areYoungEnough
      ? Math.max(0, rateCollapseEvidence(young.used, young.sent, early.part * lowestNormalRate))
      : 0;
    const nats = Math.min(MAX_NATS, evidence.nats + earlyNats);
    const startedAtMs =
      window.bins[evidence.startIndex]?.startMs ?? (earlyNats > 0 ? young.sinceMs : null);
    return {
      verdict: nats >= values.matchNats ? 'match' : 'no-match',
      nats,
      startedAtMs,
      evidence: {
        maturedCodes: matured,
        usedCodes: converted,
        ...(areYoungEnough ? { youngCodes: young.sent, youngUsedCodes: young.used } : {}),
        usedShare: matured === 0 ? null : round(converted / matured, 3),
        expectedShare: round(usual, 3),
        windowSeconds: WINDOW_MS / 1_000,
        evidenceNats: round(nats, 1),
      },
    };
  },
});
