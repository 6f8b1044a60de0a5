import type { UsageRow } from '../../core/ingest/parse-usage-row.ts';
import { splitCsv } from './csv.ts';
import type { FormatReader, RecordSink } from './format-reader.ts';
import { rejectTooLong } from './json-lines.ts';
import { readTime } from './read-time.ts';
import { LineSplitter } from './split-lines.ts';

const COLUMNS = [
  'PublishTimeUTC',
  'MessageId',
  'DestinationPhoneNumber',
  'MessageType',
  'DeliveryStatus',
  'PriceInUSD',
  'PartNumber',
  'TotalParts',
] as const;

interface Header {
  /** Where each of {@link COLUMNS} stands. */
  readonly positions: readonly number[];
  readonly width: number;
}

/** What the header line says, or `null` when the line is not the report's header. */
export const readUsageHeader = (text: string): Header | null => {
  const names = splitCsv(text)?.map((name) => name.trim().toLowerCase());
  if (names === undefined) return null;
  const positions = COLUMNS.map((name) => names.indexOf(name.toLowerCase()));
  return positions.includes(-1) ? null : { positions, width: names.length };
};

/** A row is below 1 KB; more can only be a quote that is never closed. */
const MAX_ROW_CHARS = 16 * 1024;

const ROW_START = /^"?\d{4}-\d\d-\d\d[T ]/;

/** The SNS daily usage report: CSV with a header, which may come again where files were joined. */
export const readUsageReport = (sink: RecordSink, firstLine: number): FormatReader => {
  let header: Header | null = null;
  /** A record whose quoted field is still open. */
  let open: { text: string; readonly line: number } | null = null;

  const rejectOpen = (isCut: boolean): void => {
    if (open !== null && !isCut)
      sink.reject('invalid-record', open.line, 'A quoted field of the row is never closed.');
    open = null;
  };

  const takeRow = (fields: readonly string[], line: number): void => {
    if (header === null) {
      sink.reject('invalid-record', line, 'The row stands before the header of the usage report.');
      return;
    }
    if (fields.length !== header.width) {
      const detail = `The row has ${fields.length} fields where the header has ${header.width}.`;
      sink.reject('invalid-record', line, detail);
      return;
    }
    const { positions } = header;
    const row: UsageRow = Object.fromEntries(
      COLUMNS.map((name, index) => [name, fields[positions[index] ?? 0] ?? '']),
    );
    const publishedAtMs = readTime(row['PublishTimeUTC']?.trim());
    if (typeof publishedAtMs === 'number') {
      sink.usageRow(publishedAtMs, row, line);
    } else {
      const detail = '"PublishTimeUTC" is no ISO 8601 time in UTC between 2015 and 2099.';
      sink.reject(publishedAtMs, line, detail);
    }
  };

  return new LineSplitter(
    {
      line: (text, line) => {
        // A new row under an open quote means that the quote was damage, not the start of a long field.
        if (open !== null && ROW_START.test(text)) rejectOpen(false);
        const start: number = open?.line ?? line;
        const whole: string = open === null ? text : `${open.text}\n${text}`;
        const fields = open !== null && !text.includes('"') ? null : splitCsv(whole);
        if (fields === null) {
          open = { text: whole, line: start };
          if (whole.length > MAX_ROW_CHARS) rejectOpen(false);
          return;
        }
        open = null;
        const repeated = ROW_START.test(whole) ? null : readUsageHeader(whole);
        if (repeated === null) takeRow(fields, start);
        else header = repeated;
      },
      tooLong: (line) => {
        rejectOpen(false);
        rejectTooLong(sink, line);
      },
      end: rejectOpen,
    },
    firstLine,
  );
};
