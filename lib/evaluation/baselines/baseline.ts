import type { LabelledSms } from '../labelled-sms.ts';
import type { Scope } from '../contender.ts';
import type { WarmUpSummary } from './warm-up-summary.ts';

/** An SMS as a baseline gets to know it: all but the label. */
export interface SeenSms extends Pick<LabelledSms, 'country' | 'number' | 'address' | 'usd'> {
  readonly sentAtMs: number;
  /** When the delivery log showed it. */
  readonly seenAtMs: number;
  /** By the baseline's own lever. */
  readonly isStopped: boolean;
}

/** Moves the baseline's lever for an hour from now; again before that is over, it renews. */
export type Act = (scope: Scope) => void;

/** What a baseline does as time goes by. It hears what it wants to hear. */
export interface BaselineRule {
  onSms?(seen: SeenSms, act: Act): void;
  /** A code was entered; `seen` is the SMS that brought it. */
  onVerified?(seen: SeenSms, atMs: number, act: Act): void;
  /** Every five minutes. */
  onTick?(atMs: number, act: Act): void;
  /** Asked at every send: what refuses it, or `null`. */
  refuse?(sms: LabelledSms, atMs: number): Scope | null;
}

/** A way to find SMS pumping that is in use, or published. */
export interface Baseline {
  readonly id: string;
  /** One line for a table. */
  readonly title: string;
  /** The parameter that trades misses for false actions. */
  readonly parameter: {
    readonly name: string;
    readonly defaultValue: number;
    /** What tuning tries, the most sensitive first. */
    readonly candidates: readonly number[];
  };
  readonly create: (value: number, past: WarmUpSummary) => BaselineRule;
}
