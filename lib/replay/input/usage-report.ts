import type { UsageRow } from './arrived-record.ts';
import { splitCsv } from './csv.ts';
import type { FormatReader, RecordSink } from './format-reader.ts';
import { rejectTooLong } from './json-lines.ts';
import { readIsoTime } from './read-time.ts';
import { LineSplitter } from './split-lines.ts';

const COLUMNS: readonly (readonly [keyof UsageRow, string])[] = [
  ['publishTimeUtc', 'publishtimeutc'],
  ['messageId', 'messageid'],
  ['destinationPhoneNumber', 'destinationphonenumber'],
  ['messageType', 'messagetype'],
  ['deliveryStatus', 'deliverystatus'],
  ['priceInUsd', 'priceinusd'],
  ['partNumber', 'partnumber'],
  ['totalParts', 'totalparts'],
];

type ColumnPositions = Readonly<Record<keyof UsageRow, number>> & { readonly width: number };

/** Where each column of the report stands, or `null` when the line is not its header. */
export const readUsageHeader = (text: string): ColumnPositions | null => {
  const names = splitCsv(text)?.map((name) => name.trim().toLowerCase());
  if (names === undefined) return null;
  const positions = Object.fromEntries(COLUMNS.map(([key, name]) => [key, names.indexOf(name)]));
  if (Object.values(positions).includes(-1)) return null;
  return { ...(positions as Record<keyof UsageRow, number>), width: names.length };
};

/** A row is below 1 KB; more can only be a quote that is never closed. */
const MAX_ROW_CHARS = 64 * 1024;

const ROW_START = /^"?\d{4}-\d\d-\d\d[T ]/;

/** The SNS daily usage report: CSV with a header, which may come again where files were joined. */
export const readUsageReport = (sink: RecordSink, firstLine: number): FormatReader => {
  let columns: ColumnPositions | null = null;
  /** A record whose quoted field is still open. */
  let open: { text: string; readonly line: number } | null = null;

  const rejectOpen = (isCut: boolean): void => {
    if (open !== null && !isCut)
      sink.reject('invalid-record', open.line, 'A quoted field of the row is never closed.');
    open = null;
  };

  const takeRow = (fields: readonly string[], line: number): void => {
    if (columns === null) {
      sink.reject('invalid-record', line, 'The row stands before the header of the usage report.');
      return;
    }
    if (fields.length !== columns.width) {
      const detail = `The row has ${fields.length} fields where the header has ${columns.width}.`;
      sink.reject('invalid-record', line, detail);
      return;
    }
    const positions = columns;
    const field = (key: keyof UsageRow): string => fields[positions[key]] ?? '';
    const row: UsageRow = {
      publishTimeUtc: field('publishTimeUtc'),
      messageId: field('messageId'),
      destinationPhoneNumber: field('destinationPhoneNumber'),
      messageType: field('messageType'),
      deliveryStatus: field('deliveryStatus'),
      priceInUsd: field('priceInUsd'),
      partNumber: field('partNumber'),
      totalParts: field('totalParts'),
    };
    const publishedAtMs = readIsoTime(row.publishTimeUtc.trim());
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
        const header = fields[0]?.trim().toLowerCase() === 'publishtimeutc';
        if (header) columns = readUsageHeader(whole) ?? columns;
        else takeRow(fields, start);
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
