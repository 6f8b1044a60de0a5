import type { FormatReader, RecordSink } from './format-reader.ts';
import { JsonDocuments } from './json-documents.ts';
import { readJsonLines } from './json-lines.ts';
import { EXPORT_LINE_START, readS3Export } from './s3-export.ts';
import { topLevelKeys } from './top-level-keys.ts';
import { readUsageHeader, readUsageReport } from './usage-report.ts';

/** How records lie in a file. `json-documents` need not keep to lines; `json-lines` do. */
export type InputFormat = 'json-lines' | 'json-documents' | 's3-export' | 'usage-report';

/**
 * Tells the format from the start of a file, or `null`. A line that says nothing (damage, a blank) is
 * passed over, so that one bad line does not cost the file.
 *
 * @param isWhole whether `head` is all that the file holds, so that its last line is complete
 */
export const recogniseFormat = (head: string, isWhole: boolean): InputFormat | null => {
  if (isNoise(head)) return null;
  const lines = head.split('\n');
  let fallback: InputFormat | null = null;
  for (const [index, raw] of lines.entries()) {
    const line = raw.replace(/^\uFEFF/, '').trim();
    if (line === '') continue;
    const isComplete = isWhole || index < lines.length - 1;
    const format = recogniseLine(line, isComplete);
    if (format !== null) return format;
    if (/^\{\s*(?:"|$)/.test(line)) fallback ??= 'json-lines';
    if (/^\[\s*(?:[{[]|$)/.test(line)) fallback ??= 'json-documents';
  }
  return fallback;
};

/** Control characters, and what stands for bytes that are not UTF-8. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const NOT_TEXT = /[\0-\u0008\u000e-\u001f\uFFFD]/g;

/** Whether this is no text: random bytes hold lines of a single bracket, which says JSON elsewhere. */
const isNoise = (head: string): boolean => (head.match(NOT_TEXT)?.length ?? 0) > head.length * 0.1;

const recogniseLine = (line: string, isComplete: boolean): InputFormat | null => {
  if (line.startsWith('{') || line.startsWith('[')) return recogniseJson(line, isComplete);
  if (EXPORT_LINE_START.test(line)) return 's3-export';
  return readUsageHeader(line) === null ? null : 'usage-report';
};

const DOCUMENT_KEYS = ['events', 'logEvents', 'messageType', 'searchedLogStreams', 'nextToken'];

const recogniseJson = (line: string, isComplete: boolean): InputFormat | null => {
  const keys = topLevelKeys(line);
  if (DOCUMENT_KEYS.some((key) => keys.has(key))) return 'json-documents';
  if (!isComplete) return line.startsWith('[') || keys.size === 0 ? null : 'json-lines';
  try {
    return Array.isArray(JSON.parse(line)) ? 'json-documents' : 'json-lines';
  } catch {
    // Pretty-printed JSON breaks its lines after these; a log event that was cut short does not.
    return /[{[,]$/.test(line) ? 'json-documents' : null;
  }
};

const READERS: Readonly<
  Record<InputFormat, (sink: RecordSink, firstLine: number) => FormatReader>
> = {
  'json-lines': readJsonLines,
  'json-documents': (sink, firstLine) => new JsonDocuments(sink, firstLine),
  's3-export': readS3Export,
  'usage-report': readUsageReport,
};

/** The reader of a format. */
export const readerOf = (format: InputFormat, sink: RecordSink, firstLine: number): FormatReader =>
  READERS[format](sink, firstLine);
