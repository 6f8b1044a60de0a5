import type { LogRecord, RejectReason } from '../../core/ingest/log-record.ts';

/** One row of the SNS daily usage report, each field as it stands in the file. */
export interface UsageRow {
  readonly publishTimeUtc: string;
  readonly messageId: string;
  readonly destinationPhoneNumber: string;
  readonly messageType: string;
  readonly deliveryStatus: string;
  readonly priceInUsd: string;
  readonly partNumber: string;
  readonly totalParts: string;
}

interface Origin {
  /** `ingestionTime`, else `timestamp`; of a usage row `PublishTimeUTC`. */
  readonly arrivedAtMs: number;
  /** As given on the command line, or relative to the directory given there; `-` is standard input. */
  readonly file: string;
  /** 1-based line on which the record begins. */
  readonly line: number;
}

/** A record at the moment at which the detector could first see it. */
export type ArrivedRecord =
  | (Origin & { readonly source: 'log-event'; readonly record: LogRecord })
  | (Origin & { readonly source: 'usage-row'; readonly row: UsageRow });

/** A record that could not be read. */
export interface RejectedRecord {
  readonly reason: RejectReason;
  readonly file: string;
  readonly line: number;
  /** What is wrong and what to do, without any value from the record. */
  readonly detail: string;
}
