import { isJsonObject } from '../../core/ingest/json-object.ts';
import type { RecordSink } from './format-reader.ts';
import { readTime } from './read-time.ts';

/** What CloudWatch Logs writes to see whether a subscriber is there. */
const CONTROL_MESSAGE_START = 'CWL CONTROL MESSAGE';

const TIME_HELP = 'must be epoch milliseconds between 2015 and 2099';

/** Takes one CloudWatch log event, in any of the shapes in which AWS hands it out. */
export const readLogEvent = (value: unknown, line: number, sink: RecordSink): void => {
  if (!isJsonObject(value)) {
    sink.reject('invalid-record', line, 'The log event is not a JSON object.');
    return;
  }
  const { message, timestamp, ingestionTime } = value;
  if (typeof message !== 'string') {
    const detail =
      message === undefined
        ? 'The log event has no "message". Give the raw string that AWS wrote.'
        : '"message" is not a string. Give the raw string that AWS wrote, not the object in it.';
    sink.reject('invalid-record', line, detail);
    return;
  }
  if (message.startsWith(CONTROL_MESSAGE_START)) return;

  const timestampMs = readTime(timestamp);
  if (typeof timestampMs === 'string') {
    const verb = timestamp === undefined ? 'is missing; it' : 'is unusable: it';
    sink.reject(timestampMs, line, `"timestamp" ${verb} ${TIME_HELP}.`);
    return;
  }
  const ingestionTimeMs =
    ingestionTime === undefined || ingestionTime === null ? undefined : readTime(ingestionTime);
  if (typeof ingestionTimeMs === 'string') {
    const detail = `"ingestionTime" is unusable: it ${TIME_HELP}, or be left out.`;
    sink.reject(ingestionTimeMs, line, detail);
    return;
  }
  sink.logEvent({ timestampMs, ingestionTimeMs, message, line });
};
