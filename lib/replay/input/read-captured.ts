import type { Capture } from './capture.ts';
import type { RecordSink } from './format-reader.ts';
import { rejectTooLong } from './json-lines.ts';
import type { readJsonValue } from './read-json-value.ts';

/** Hands a captured JSON value to its reader, or rejects one that is too long or broken. */
export const readCaptured = (
  capture: Capture,
  line: number,
  read: typeof readJsonValue,
  sink: RecordSink,
): void => {
  if (capture.hasOverflowed) {
    rejectTooLong(sink, line);
    return;
  }
  let value: unknown;
  try {
    value = JSON.parse(capture.text());
  } catch {
    sink.reject('not-json', line, 'The text between the brackets is no valid JSON.');
    return;
  }
  read(value, line, sink);
};
