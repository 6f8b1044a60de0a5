import type { FormatReader, RecordSink } from './format-reader.ts';
import { readJsonValue } from './read-json-value.ts';
import { LineSplitter } from './split-lines.ts';

/** One JSON value per line: log events, or whole payloads. */
export const readJsonLines = (sink: RecordSink, firstLine: number): FormatReader =>
  new LineSplitter(
    {
      line: (text, line) => {
        let value: unknown;
        try {
          value = JSON.parse(text);
        } catch {
          sink.reject('not-json', line, 'The line is no complete JSON value: it may be cut short.');
          return;
        }
        readJsonValue(value, line, sink);
      },
      tooLong: (line) => rejectTooLong(sink, line),
    },
    firstLine,
  );

export const rejectTooLong = (sink: RecordSink, line: number): void =>
  sink.reject(
    'line-too-long',
    line,
    'The record is longer than 1 MiB, which no record of an SMS is. Remove it.',
  );
