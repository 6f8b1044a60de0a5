import type { FormatReader, RecordSink } from './format-reader.ts';
import { JsonBalance } from './json-balance.ts';
import { rejectTooLong } from './json-lines.ts';
import { MAX_RECORD_BYTES } from './limits.ts';
import { readTime } from './read-time.ts';
import { LineSplitter } from './split-lines.ts';

/** How a line of an export begins: the log event's time, a blank, then its message. */
export const EXPORT_LINE_START =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d))(?:[ \t]|$)/;

interface OpenEvent {
  readonly line: number;
  readonly timestampMs: number;
  message: string;
  /** Made when the first further line asks for it. */
  balance: JsonBalance | null;
}

/**
 * A CloudWatch Logs export in S3: `<ISO time> <message>` per line. A message may itself hold line
 * breaks; a line without a time therefore goes on with the message before it, but only where that is
 * JSON still open. Anywhere else it is damage, and taking it in would spoil a good record.
 */
export const readS3Export = (sink: RecordSink, firstLine: number): FormatReader => {
  let open: OpenEvent | null = null;
  let isSkipping = false;

  const close = (): void => {
    if (open !== null) {
      const { timestampMs, message, line } = open;
      sink.logEvent({ timestampMs, ingestionTimeMs: undefined, message, line });
    }
    open = null;
    isSkipping = false;
  };

  const goOn = (text: string, line: number): void => {
    if (isSkipping) return;
    if (open !== null) {
      open.balance ??= new JsonBalance(open.message);
      if (open.balance.isOpen) {
        open.message += `\n${text}`;
        open.balance.add(text);
        if (open.message.length <= MAX_RECORD_BYTES) return;
        rejectTooLong(sink, open.line);
        open = null;
        isSkipping = true;
        return;
      }
    }
    const detail = 'A line of a CloudWatch Logs export must begin with the time, in ISO 8601.';
    sink.reject('invalid-timestamp', line, detail);
  };

  return new LineSplitter(
    {
      line: (text, line) => {
        const match = EXPORT_LINE_START.exec(text);
        if (match === null) {
          goOn(text, line);
          return;
        }
        close();
        const timestampMs = readTime(match[1] ?? '');
        if (typeof timestampMs === 'string') {
          isSkipping = true;
          const detail = 'The time at the start of the line is no date between 2015 and 2099.';
          sink.reject(timestampMs, line, detail);
        } else {
          open = { line, timestampMs, message: text.slice(match[0].length), balance: null };
        }
      },
      tooLong: (line) => {
        close();
        rejectTooLong(sink, line);
      },
      end: (isCut) => {
        if (isCut && open?.balance?.isOpen === true) open = null;
        close();
      },
    },
    firstLine,
  );
};
