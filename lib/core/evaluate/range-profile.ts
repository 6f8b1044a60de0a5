import type { Country } from '../ingest/events.ts';

/** One /10^4 block of the numbering plan as the delivery log shows it. Never a whole number. */
export interface RangeCount {
  /** E.164 without the last four digits. */
  readonly prefix: string;
  /** The block's keyed hash, as counted. */
  readonly blockHash: number;
  readonly messages: number;
  readonly distinctNumbers: number;
  /** Gaps of at most five between the block's sorted numbers: sequential dialling. */
  readonly neighbours: number;
}

/** Exact distinct numbers of one country, read back from the delivery log. */
export interface RangeProfile {
  readonly windowSeconds: number;
  readonly distinctNumbers: number;
  /** Most numbers first. */
  readonly ranges: readonly RangeCount[];
}

/**
 * Reads recent destinations back from where they are kept anyway: the delivery log in CloudWatch
 * Logs, or in replay the recorded events. Nothing from which a number could be rebuilt is stored
 * by the detector. Rejects with `StoreError` when the log cannot be read.
 */
export interface DeliveryLog {
  /**
   * SMS to `country` sent in `[fromMs, toMs)` that arrived by now. `null` where there are more than
   * can be read: then nothing is known of ranges, and a part is never handed out for the whole.
   */
  profileRanges(country: Country, fromMs: number, toMs: number): Promise<RangeProfile | null>;
}
