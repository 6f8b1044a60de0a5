import type { Baseline } from '../evaluate/baseline.ts';
import type { AccountInput, CountryInput, DestinationInput } from '../evaluate/rule.ts';
import type { Destination } from '../respond/plan.ts';
import type { IncidentTotals } from './incident-totals.ts';
import type { Judgement } from './judge.ts';

/** One subject as it was just seen. */
export interface Case {
  readonly judgement: Judgement;
  /** `null` for the account. */
  readonly input: DestinationInput | null;
  readonly baseline: Baseline | null;
  /** What levers may be moved for: the country itself, or of several together those that are pumped now. */
  readonly destinations: readonly Destination[];
  /** Of several together, those that levers are held of. */
  readonly held: readonly CountryInput[];
  /** Of the account, whose traffic is nobody's counters: what its last hour came to. */
  readonly totals?: IncidentTotals;
  /** Of the account: what was judged. */
  readonly account?: AccountInput;
}

/** What is known of a subject whose counters could not be read. */
export const unseen = (atMs: number): Case => ({
  input: null,
  baseline: null,
  destinations: [],
  held: [],
  judgement: {
    verdict: 'not-assessed',
    riskScore: 0,
    findings: [],
    startedAtMs: atMs,
    hasEvidence: false,
    lastActiveAtMs: null,
    isActive: false,
    excessUsd: null,
    projectedUsd: null,
    dayExcessUsd: null,
    holdback: null,
    group: null,
  },
});
