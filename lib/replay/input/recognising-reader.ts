import type { FormatReader, RecordSink } from './format-reader.ts';
import { rejectTooLong } from './json-lines.ts';
import { HEAD_BYTES, MAX_RECORD_BYTES } from './limits.ts';
import { readerOf, recogniseFormat } from './recognise-format.ts';

const LINE_FEED = 0x0a;

/** Holds back the start of a file until its format is clear, then reads on in that format. */
export class RecognisingReader implements FormatReader {
  readonly #sink: RecordSink;
  #reader: FormatReader | null = null;
  #head: Buffer[] = [];
  #headBytes = 0;
  #totalBytes = 0;
  /** Bytes of a first line that is too long to be anything, so far. */
  #skippedBytes = 0;
  #isSkipping = false;
  #firstLine = 1;
  #isUnreadable = false;
  #isCut = false;

  constructor(sink: RecordSink) {
    this.#sink = sink;
  }

  get line(): number {
    return this.#reader?.line ?? this.#firstLine;
  }

  /** Whether the rest of the file need not be looked at. */
  get isUnreadable(): boolean {
    return this.#isUnreadable;
  }

  push(chunk: Buffer): void {
    this.#totalBytes += chunk.length;
    if (this.#reader !== null) this.#reader.push(chunk);
    else if (!this.#isUnreadable) this.#gather(chunk);
  }

  end(isCut: boolean): void {
    this.#isCut = isCut;
    if (this.#reader === null && !this.#isUnreadable) this.#endUnrecognised();
    this.#reader?.end(isCut);
  }

  #gather(chunk: Buffer): void {
    let rest = chunk;
    if (this.#isSkipping) {
      const end = chunk.indexOf(LINE_FEED);
      this.#skippedBytes += end === -1 ? chunk.length : end;
      if (end === -1) return;
      this.#endSkippedLine();
      rest = chunk.subarray(end + 1);
    }
    this.#head.push(rest);
    this.#headBytes += rest.length;
    if (this.#headBytes >= HEAD_BYTES) this.#recognise(false);
  }

  #recognise(isWhole: boolean): void {
    const head = Buffer.concat(this.#head);
    const format = recogniseFormat(
      head.toString('utf8', 0, HEAD_BYTES),
      isWhole && head.length <= HEAD_BYTES,
    );
    this.#head = [];
    this.#headBytes = 0;
    if (format !== null) {
      this.#reader = readerOf(format, this.#sink, this.#firstLine);
      this.#reader.push(head);
    } else if (isWhole || head.subarray(0, HEAD_BYTES).includes(LINE_FEED)) {
      this.#rejectFile(describeUnknown(head));
    } else {
      this.#isSkipping = true;
      this.#gather(head);
    }
  }

  #endUnrecognised(): void {
    if (this.#headBytes > 0) this.#recognise(true);
    else if (this.#isSkipping) this.#endSkippedLine();
    if (this.#reader === null && !this.#isUnreadable && this.#totalBytes === 0)
      this.#rejectFile('The file is empty.');
  }

  #endSkippedLine(): void {
    this.#isSkipping = false;
    if (this.#skippedBytes > MAX_RECORD_BYTES) rejectTooLong(this.#sink, this.#firstLine);
    else this.#sink.reject('not-json', this.#firstLine, 'The line is of no known kind.');
    this.#skippedBytes = 0;
    this.#firstLine += 1;
  }

  #rejectFile(detail: string): void {
    this.#isUnreadable = true;
    // A file that ended early is reported as such; that too little of it came is no second fault.
    if (!this.#isCut) this.#sink.reject('unreadable-file', this.#firstLine, detail);
  }
}

const describeUnknown = (head: Buffer): string => {
  const text = head.toString('utf8');
  if (text.replaceAll('\uFEFF', '').trim() === '') return 'The file is empty but for blanks.';
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff))
    return 'The file is UTF-16 (Windows PowerShell writes it so). Convert it to UTF-8.';
  if (head.includes(0) || text.includes('\uFFFD'))
    return 'The file is not text. Give text, plain or packed with gzip.';
  return `The format is not known. Expected one of: ${FORMATS}.`;
};

const FORMATS =
  'log events as NDJSON, the output of "aws logs filter-log-events", decoded subscription payloads, a CloudWatch Logs export, an SNS usage report';
