import { reject, type Rejected } from './ingest-result.ts';
import { isJsonObject } from './json-object.ts';
import type { LogRecord } from './log-record.ts';

export interface SubscriptionBatch {
  readonly ok: true;
  readonly records: readonly LogRecord[];
  /** Log events without a message or a time: to be counted like every other record that cannot be read. */
  readonly rejected: readonly Rejected[];
}

const EMPTY: SubscriptionBatch = { ok: true, records: [], rejected: [] };

const decodeLogEvent = (logEvent: unknown, index: number): LogRecord | Rejected => {
  const path = `logEvents[${index}]`;
  if (!isJsonObject(logEvent)) return reject('invalid-record', `${path}: not an object`);
  const { message, timestamp, ingestionTime } = logEvent;
  if (typeof message !== 'string') return reject('invalid-record', `${path}.message: not a string`);
  if (typeof timestamp !== 'number')
    return reject('invalid-timestamp', `${path}.timestamp: not a number`);
  return {
    message,
    timestampMs: timestamp,
    ingestionTimeMs: typeof ingestionTime === 'number' ? ingestionTime : undefined,
  };
};

/**
 * The records of one decoded CloudWatch Logs subscription payload, in its order. A control message,
 * with which CloudWatch Logs probes a destination, has none.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 */
export const decodeSubscription = (payload: unknown): SubscriptionBatch | Rejected => {
  if (!isJsonObject(payload)) return reject('unknown-record', 'payload: not an object');
  if (payload.messageType === 'CONTROL_MESSAGE') return EMPTY;
  if (payload.messageType !== 'DATA_MESSAGE')
    return reject('unknown-record', 'messageType: neither DATA_MESSAGE nor CONTROL_MESSAGE');
  if (!Array.isArray(payload.logEvents)) return reject('invalid-record', 'logEvents: not an array');

  const records: LogRecord[] = [];
  const rejected: Rejected[] = [];
  for (const [index, logEvent] of payload.logEvents.entries()) {
    const decoded = decodeLogEvent(logEvent, index);
    if ('ok' in decoded) rejected.push(decoded);
    else records.push(decoded);
  }
  return { ok: true, records, rejected };
};
