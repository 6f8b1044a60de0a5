import { isJsonObject } from '../../core/ingest/json-object.ts';
import type { RecordSink } from './format-reader.ts';
import { readLogEvent } from './read-log-event.ts';

/** Takes a whole JSON value: a log event, a subscription payload or the output of `filter-log-events`. */
export const readJsonValue = (value: unknown, line: number, sink: RecordSink): void => {
  if (!isJsonObject(value)) {
    sink.reject('unknown-record', line, `The value is no JSON object. ${EXPECTED}`);
    return;
  }
  if (value['messageType'] === 'CONTROL_MESSAGE') return;
  if ('message' in value) {
    readLogEvent(value, line, sink);
    return;
  }
  const name = ['logEvents', 'events'].find((key) => key in value);
  if (name !== undefined) {
    const events = value[name];
    if (Array.isArray(events)) for (const event of events) readLogEvent(event, line, sink);
    else sink.reject('invalid-record', line, `"${name}" is not an array of log events.`);
    return;
  }
  if ('messageType' in value)
    sink.reject('invalid-record', line, 'The subscription payload has no "logEvents".');
  else if ('timestamp' in value && ('logStream' in value || 'logStreamName' in value))
    readLogEvent(value, line, sink);
  else sink.reject('unknown-record', line, `The JSON object is of no known kind. ${EXPECTED}`);
};

const EXPECTED =
  'Expected a log event with "message" and "timestamp", or an object with "events" or "logEvents".';
