import type { RejectReason } from '../core/ingest/log-record.ts';

/** `summary.json`. */
export interface Summary {
  readonly events: {
    readonly read: number;
    readonly accepted: number;
    readonly rejected: Readonly<Partial<Record<RejectReason, number>>>;
  };
  /** First and last arrival, ISO 8601; `null` when nothing was accepted. */
  readonly period: { readonly from: string | null; readonly to: string | null };
  readonly incidents: number;
  /** By action kind, of the actions that were applied or (in `monitor`) would have been. */
  readonly actions: Readonly<Record<string, number>>;
  readonly spendUsd: number;
  readonly estimatedLossUsd: number;
  /** Recorded price of the SMS that the applied actions would have stopped. */
  readonly estimatedSavedUsd: number;
  readonly eventsPerSecond: number;
  readonly settingsHash: string;
}
