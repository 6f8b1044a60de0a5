import type { FormatReader } from './format-reader.ts';
import { MAX_RECORD_BYTES } from './limits.ts';

export interface LineHandler {
  /** A line that is not blank, without its line break. */
  line(text: string, lineNumber: number): void;
  tooLong(lineNumber: number): void;
  /** After the last line. */
  end?(isCut: boolean): void;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = 0xfeff;

/** Cuts bytes into lines; holds at most one line of {@link MAX_RECORD_BYTES} and skips longer ones. */
export class LineSplitter implements FormatReader {
  readonly #handler: LineHandler;
  #line: number;
  #rest: Buffer[] = [];
  #restBytes = 0;
  #isSkipping = false;

  constructor(handler: LineHandler, firstLine: number) {
    this.#handler = handler;
    this.#line = firstLine;
  }

  get line(): number {
    return this.#line;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(LINE_FEED, start);
      if (end === -1) break;
      this.#finishLine(chunk, start, end);
      this.#line += 1;
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  end(isCut: boolean): void {
    if (!isCut && (this.#restBytes > 0 || this.#isSkipping)) this.#finishLine(NO_BYTES, 0, 0);
    this.#handler.end?.(isCut);
  }

  #keep(part: Buffer): void {
    if (this.#isSkipping) return;
    this.#restBytes += part.length;
    if (this.#restBytes > MAX_RECORD_BYTES) {
      this.#isSkipping = true;
      this.#rest = [];
    } else {
      this.#rest.push(part);
    }
  }

  #finishLine(chunk: Buffer, start: number, end: number): void {
    if (this.#restBytes === 0) {
      if (end - start > MAX_RECORD_BYTES) this.#handler.tooLong(this.#line);
      else this.#handLine(chunk, start, end);
      return;
    }
    this.#keep(chunk.subarray(start, end));
    if (this.#isSkipping) {
      this.#handler.tooLong(this.#line);
    } else {
      const line = Buffer.concat(this.#rest);
      this.#handLine(line, 0, line.length);
    }
    this.#rest = [];
    this.#restBytes = 0;
    this.#isSkipping = false;
  }

  #handLine(bytes: Buffer, start: number, end: number): void {
    const stop = end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    if (stop === start) return;
    const decoded = bytes.toString('utf8', start, stop);
    // Also inside a file: `cat a.ndjson b.ndjson` puts the mark of the second at the start of a line.
    const text = decoded.charCodeAt(0) === BYTE_ORDER_MARK ? decoded.slice(1) : decoded;
    if (text.trim() !== '') this.#handler.line(text, this.#line);
  }
}

const NO_BYTES = Buffer.alloc(0);
