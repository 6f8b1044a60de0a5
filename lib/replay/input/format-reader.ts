import type { RejectReason } from '../../core/ingest/log-record.ts';
import type { UsageRow } from '../../core/ingest/parse-usage-row.ts';

/** What a reader of one format hands on. */
export interface RecordSink {
  logEvent(event: {
    readonly timestampMs: number;
    readonly ingestionTimeMs: number | undefined;
    readonly message: string;
    readonly line: number;
  }): void;
  usageRow(publishedAtMs: number, row: UsageRow, line: number): void;
  reject(reason: RejectReason, line: number, detail: string): void;
}

/** Takes a file's bytes in pieces of any size. Never throws on what the bytes say. */
export interface FormatReader {
  push(chunk: Buffer): void;
  /**
   * @param isCut the bytes ended early (damaged gzip, failed disk): what is incomplete is dropped
   *   without a word, since the cut itself is reported.
   */
  end(isCut: boolean): void;
  /** The line reached so far. */
  readonly line: number;
}
