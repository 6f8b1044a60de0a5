import type { LogRecord, RejectReason } from '../../core/ingest/log-record.ts';
import type { UsageRow } from '../../core/ingest/parse-usage-row.ts';

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
