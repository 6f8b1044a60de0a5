import { createDestinations } from './destinations.ts';
import { reject, type IngestResult } from './ingest-result.ts';
import { isJsonObject, parseJson } from './json-object.ts';
import type { LogRecord } from './log-record.ts';
import { parseCognitoRecord } from './parse-cognito-record.ts';
import { parseDeliveryStatus } from './parse-delivery-status.ts';
import { parseUsageRow, type UsageRow } from './parse-usage-row.ts';
import { parseVerification } from './parse-verification.ts';
import { arrivalOf } from './plausible-time.ts';
import type { IngestTools } from './tools.ts';

/** Turns one record into an event. Total: whatever the record holds, it answers and does not throw. */
export interface Ingest {
  /**
   * A log event. Its kind is told from the message itself, never from the log group's name, which
   * people choose freely.
   */
  readonly record: (record: LogRecord) => IngestResult;
  /** A row of the daily usage report. */
  readonly usageRow: (row: UsageRow) => IngestResult;
}

/** Makes the stage. Keep it as long as the process: it remembers number blocks, which changes its speed and nothing else. */
export const createIngest = (tools: IngestTools): Ingest => {
  const destinations = createDestinations(tools);
  return {
    usageRow: (row) => parseUsageRow(row, destinations),
    record: (record) => {
      const value = parseJson(record.message);
      if (value === undefined) return reject('not-json', 'message: not JSON');
      if (!isJsonObject(value)) return reject('unknown-record', 'message: not a JSON object');
      const arrivedAtMs = arrivalOf(record);
      if (arrivedAtMs === null)
        return reject('invalid-timestamp', 'timestamp, ingestionTime: not epoch milliseconds');

      if (value.notification !== undefined && value.delivery !== undefined)
        return parseDeliveryStatus(value, arrivedAtMs, destinations);
      if (value.eventSource !== undefined && value.logSourceId !== undefined)
        return parseCognitoRecord(value, record, arrivedAtMs, tools);
      if (value.type === 'otp-verification')
        return parseVerification(value, arrivedAtMs, destinations);
      return reject('unknown-record', 'message: no known kind of record');
    },
  };
};

/** One log event, for callers that have no more than one. */
export const ingest = (record: LogRecord, tools: IngestTools): IngestResult =>
  createIngest(tools).record(record);

/** One row of the usage report, for callers that have no more than one. */
export const ingestUsageRow = (row: UsageRow, tools: IngestTools): IngestResult =>
  createIngest(tools).usageRow(row);
