import type { Country } from '../ingest/events.ts';

/** The decision log, `sms-pumping-detector/decision/1`. Its JSON Schema is docs/decision-1.schema.json. */
export const DECISION_SCHEMA = 'sms-pumping-detector/decision/1';

/** What a decision is about: the smallest thing that explains the surge. */
export type Subject =
  /** `prefix` is E.164 without at least its last four digits: `+9929012`. */
  | { readonly kind: 'number-range'; readonly country: Country; readonly prefix: string }
  | { readonly kind: 'country'; readonly country: Country }
  | { readonly kind: 'low-traffic-countries'; readonly countries: readonly Country[] }
  | { readonly kind: 'account' };

export const DECISION_KINDS = ['open', 'update', 'contain', 'release', 'close'] as const;
export type DecisionKind = (typeof DECISION_KINDS)[number];

/** What we think. What we did stands in `actions`. */
export type Verdict = 'clear' | 'suspicious' | 'pumping' | 'not-assessed';

export type EvidenceValue =
  | number
  | string
  | boolean
  | null
  | readonly Readonly<Record<string, number | string>>[];
export type Evidence = Readonly<Record<string, EvidenceValue>>;

/** One rule's result as the log carries it. All rules are listed, matches first. */
export interface Reason {
  readonly ruleId: string;
  readonly ruleVersion: number;
  readonly verdict: 'match' | 'no-match' | 'insufficient-data' | 'error';
  /** 0..100. */
  readonly score: number;
  readonly evidence: Evidence;
  /** SSM keys (without the instance prefix) that move this result. */
  readonly tune: readonly string[];
}

export const ACTION_KINDS = [
  'block-country',
  'filter-country',
  'block-number-range',
  'lower-spend-limit',
] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];

export type CountryTarget = { readonly country: Country };
export type NumberRangeTarget = { readonly country: Country; readonly prefix: string };
export type SpendLimitTarget = { readonly limitUsd: number; readonly monthToDateUsd: number };
export type ActionTarget = CountryTarget | NumberRangeTarget | SpendLimitTarget;

export type ActionOutcome = 'applied' | 'would-apply' | 'skipped' | 'failed';

export interface Action {
  readonly actionId: string;
  readonly kind: ActionKind | 'restore';
  readonly target: ActionTarget;
  readonly outcome: ActionOutcome;
  /** When the lever goes back by itself; `null` for a restore and for what was not applied. */
  readonly expiresAt: string | null;
  /** The lever's value before: `ALLOW`, `BLOCK`, ... for a country, USD for the limit, `null` for none. */
  readonly previous: string | number | null;
  /** Why it was skipped (`protected-country`, `cap-reached`, `operator-changed`, `cooldown`) or failed. */
  readonly reason: string | null;
  /** On a restore: the action that it undoes. */
  readonly undoes?: string;
}

export interface Decision {
  readonly schema: typeof DECISION_SCHEMA;
  /** Unique; sorts in the order of the log. */
  readonly decisionId: string;
  readonly incidentId: string;
  readonly kind: DecisionKind;
  /** The detector's clock: never earlier than the arrival of any evidence in it. */
  readonly evaluatedAt: string;
  readonly subject: Subject;
  readonly verdict: Verdict;
  /** 0..100. */
  readonly riskScore: number;
  readonly message: string;
  readonly reasons: readonly Reason[];
  /** Since the incident began, for the subject. */
  readonly messagesObserved: number;
  readonly spendUsd: number;
  /** What of `spendUsd` is above the learned expectation. */
  readonly estimatedLossUsd: number;
  readonly mode: 'monitor' | 'enforce';
  readonly actions: readonly Action[];
  readonly attack: { readonly technique: 'T1496.003'; readonly tactic: 'TA0040' };
  readonly settingsHash: string;
  readonly codeVersion: string;
}
