import type { UsageRow } from '../../core/ingest/parse-usage-row.ts';
import type { ArrivedRecord } from './arrived-record.ts';

/** A record as it is sorted, spilled and compared: everything that is not a key is in `text`. */
export interface SortRecord {
  readonly arrivedAtMs: number;
  readonly timestampMs: number;
  readonly source: ArrivedRecord['source'];
  /** Whether `arrivedAtMs` is the record's ingestion time. */
  readonly hasIngestionTime: boolean;
  /** The message of a log event, a usage row as JSON. */
  readonly text: string;
  readonly file: string;
  readonly line: number;
}

const compareText = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

/**
 * By arrival, time and text: an order that depends on the records alone, not on the files they come
 * from. What follows only decides which of several equal records stays.
 */
export const compareRecords = (a: SortRecord, b: SortRecord): number =>
  a.arrivedAtMs - b.arrivedAtMs ||
  a.timestampMs - b.timestampMs ||
  compareText(a.text, b.text) ||
  compareText(a.source, b.source) ||
  Number(b.hasIngestionTime) - Number(a.hasIngestionTime) ||
  compareText(a.file, b.file) ||
  a.line - b.line;

/** Whether two records are the same one, from two files that overlap. */
export const isSameRecord = (a: SortRecord, b: SortRecord): boolean =>
  a.arrivedAtMs === b.arrivedAtMs &&
  a.timestampMs === b.timestampMs &&
  a.text === b.text &&
  a.source === b.source;

export const toArrivedRecord = (record: SortRecord): ArrivedRecord => {
  const { arrivedAtMs, timestampMs, text, file, line } = record;
  if (record.source === 'usage-row')
    return { source: 'usage-row', arrivedAtMs, row: JSON.parse(text) as UsageRow, file, line };
  const logRecord = record.hasIngestionTime
    ? { message: text, timestampMs, ingestionTimeMs: arrivedAtMs }
    : { message: text, timestampMs };
  return { source: 'log-event', arrivedAtMs, record: logRecord, file, line };
};
