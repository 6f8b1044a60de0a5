import type { AccountBaseline, Baseline } from './baseline.ts';
import type { PastHours } from './past-hours.ts';
import type { RangeProfile } from './range-profile.ts';
import type { Evidence } from '../decide/decision.ts';
import type { Country } from '../ingest/events.ts';
import type { SourceView } from '../count/source-view.ts';
import type { WindowView } from '../count/window.ts';
import { defaultsOf, type Parameters, type Values } from '../settings/parameter.ts';

/** Whether verifications come in at all: the absence of conversions proves nothing without a feed. */
export type VerificationFeed =
  | 'alive'
  /** None has ever been seen: the application does not report them. */
  | 'absent'
  /** They came before, but for no destination do any come now: the feed is broken, not the customers. */
  | 'silent';

interface CommonInput {
  readonly evaluatedAtMs: number;
  readonly window: WindowView;
  readonly account: AccountBaseline;
}

interface DestinationCommon extends CommonInput {
  readonly baseline: Baseline;
  readonly verificationFeed: VerificationFeed;
  /** Starts of the window's bins in which no verification would have come in: what was sent then is not unused. */
  readonly silentBins: ReadonlySet<number>;
  /** Age at which codes are heard at the soonest, by the owner's setting. */
  readonly codesHeardAfterMs: number;
  /** Whether any user pool exports its records. */
  readonly hasCognito: boolean;
  /** The slow lane: finished hours of the last days, since what was dealt with before. */
  readonly past: PastHours;
  /**
   * For each bin of the window, how many times its usual traffic the account has elsewhere; 1 and
   * more. A campaign raises everything at once, and that is no surge of one destination.
   */
  readonly commonMode: readonly number[];
}

/** One destination, with what is normal for it. */
export interface CountryInput extends DestinationCommon {
  readonly subject: { readonly kind: 'country'; readonly country: Country };
  /** The drill-down; `null` until some evidence asks for it. */
  readonly ranges: RangeProfile | null;
  /** Where the requests came from; `null` until some evidence asks, or while nothing tells. */
  readonly sources: SourceView | null;
}

/** The destinations that have hardly any customers, taken together: a spray shows in the sum before it shows in one. */
export interface LowTrafficInput extends DestinationCommon {
  readonly subject: {
    readonly kind: 'low-traffic-countries';
    readonly countries: readonly Country[];
  };
}

export type DestinationInput = CountryInput | LowTrafficInput;

/** All destinations together. */
export interface AccountInput extends CommonInput {
  readonly subject: { readonly kind: 'account' };
}

/** Everything a rule may look at. Built by `count` and the baselines; a rule never reads a store or a clock. */
export type RuleInput = DestinationInput | AccountInput;

/**
 * The kinds of fact. `delivery` only supports: carriers fail on their own. `money` says that
 * something is dear, and never that it is fraud.
 */
export type Family =
  | 'volume'
  | 'conversion'
  | 'structure'
  | 'repetition'
  | 'source'
  | 'delivery'
  | 'money';

export interface RuleMeta<Kind extends RuleInput['subject']['kind']> {
  /** Stable for ever, never reused: file name, SSM segment, metric dimension and decision-log entry. */
  readonly id: string;
  /** Raised whenever the logic or a default changes. */
  readonly version: number;
  readonly title: string;
  readonly description: string;
  /** What the rule can be asked about. */
  readonly subjects: readonly Kind[];
  /** Rules of different families rest on different facts; only their agreement is strong. */
  readonly family: Family;
  readonly attack: readonly { readonly tactic: `TA${string}`; readonly technique: `T${string}` }[];
  readonly falsePositives: readonly string[];
  readonly blindSpots: readonly string[];
  readonly runbook: `docs/runbooks/${string}.md`;
}

/** Three answers, not two: "cannot tell" must never be read as "fine". */
export type RuleResult =
  | {
      readonly verdict: 'match' | 'no-match';
      /** Strength of the evidence, natural logarithm; 0 and more. */
      readonly nats: number;
      /** When what the rule sees began; `null` when it cannot say. */
      readonly startedAtMs: number | null;
      readonly evidence: Evidence;
    }
  | { readonly verdict: 'insufficient-data'; readonly missing: string };

export interface Rule {
  readonly meta: RuleMeta<RuleInput['subject']['kind']>;
  readonly parameters: Parameters;
  /** `overrides` must have been validated by the settings; anything absent is at its default. */
  readonly evaluate: (input: RuleInput, overrides?: Readonly<Record<string, number>>) => RuleResult;
}

type InputOf<Kind> = Extract<RuleInput, { readonly subject: { readonly kind: Kind } }>;

const NO_OVERRIDES: Readonly<Record<string, number>> = {};

/** Gives the author typed parameters and input, and the engine one plain `Rule`. */
export const defineRule = <
  const P extends Parameters,
  Kind extends RuleInput['subject']['kind'],
>(definition: {
  readonly meta: RuleMeta<Kind>;
  readonly parameters: P;
  readonly evaluate: (input: InputOf<Kind>, values: Values<P>) => RuleResult;
}): Rule => {
  const defaults = defaultsOf(definition.parameters);
  const subjects: readonly string[] = definition.meta.subjects;
  // The engine asks again and again with the very same values in force.
  let lastOverrides = NO_OVERRIDES;
  let lastValues = defaults;
  return {
    meta: definition.meta,
    parameters: definition.parameters,
    evaluate: (input, overrides = NO_OVERRIDES) => {
      if (!subjects.includes(input.subject.kind))
        return {
          verdict: 'insufficient-data',
          missing: `a subject of kind ${subjects.join(' or ')}`,
        };
      if (overrides !== lastOverrides) {
        lastValues = { ...defaults, ...overrides };
        lastOverrides = overrides;
      }
      return definition.evaluate(input as InputOf<Kind>, lastValues);
    },
  };
};
