import { Capture } from './capture.ts';
import {
  BACKSLASH,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  LINE_FEED,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
} from './json-bytes.ts';

const EVENTS_KEY = /"(?:e|logE)vents"\s*:\s*$/;

/** What a scan came to. */
export type Found =
  /** The chunk ended in the value. */
  | 'more'
  /** The value has ended, and is captured whole. */
  | 'end'
  /** The array of events of a document begins; what came before is captured. */
  | 'events'
  /** Damage: JSON strings hold no line breaks. */
  | 'open-text'
  /** Damage: another document begins. */
  | 'new-document';

/** Goes through one JSON value, in chunks, and captures it. */
export class JsonValueScanner {
  readonly capture: Capture;
  /** What the last scan came to. */
  found: Found = 'more';
  /** Line breaks that the last scan went over. */
  lines = 0;
  #isDocument = false;
  /** Brackets open in the value. */
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #lastByte = 0;
  /** Whether the chunk before ended with a line. */
  #isFirstColumn = false;

  /** @param maxBytes a longer value is gone through, and not captured */
  constructor(maxBytes: number) {
    this.capture = new Capture(maxBytes);
  }

  /** @param depth brackets that are open already */
  start(kind: 'document' | 'event', depth: 0 | 1 = 0): void {
    this.capture.clear();
    this.#isDocument = kind === 'document';
    this.#depth = depth;
    this.#isInString = false;
    this.#isEscaped = false;
    this.#lastByte = 0;
    this.#isFirstColumn = false;
  }

  /**
   * Goes on until the value ends, its array of events begins, it proves damaged or the chunk ends.
   *
   * @returns where to go on; at damage, its first byte
   */
  scan(chunk: Buffer, from: number): number {
    const { capture } = this;
    let start = from;
    let index = this.#isEscaped && chunk[from] !== LINE_FEED ? from + 1 : from;
    let depth = this.#depth;
    let isInString = this.#isInString;
    let lastByte = this.#lastByte;
    this.lines = 0;
    const { length } = chunk;
    while (index < length) {
      const byte = chunk[index] as number;
      if (isInString) {
        if (byte === BACKSLASH) {
          // Not even an escape takes a line break into a string.
          index += chunk[index + 1] === LINE_FEED ? 1 : 2;
          continue;
        }
        if (byte === LINE_FEED) return this.#stop('open-text', index);
        if (byte === QUOTE) {
          isInString = false;
          if (depth === 0) return this.#end(chunk, start, index + 1);
        }
      } else if (byte === QUOTE) {
        isInString = true;
      } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        if (depth > 0 && this.#isNewDocument(chunk, index, lastByte))
          return this.#stop('new-document', index);
        if (byte === OPEN_ARRAY && depth === 1 && this.#isDocument) {
          capture.append(chunk, start, index);
          start = index;
          if (EVENTS_KEY.test(capture.tail())) return this.#stop('events', index + 1);
        }
        depth += 1;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        depth -= 1;
        if (depth === 0) return this.#end(chunk, start, index + 1);
      } else if (byte === LINE_FEED) {
        this.lines += 1;
      }
      if (byte > 0x20) lastByte = byte;
      index += 1;
    }
    capture.append(chunk, start, length);
    this.#isEscaped = index > length;
    this.#depth = depth;
    this.#isInString = isInString;
    this.#lastByte = lastByte;
    this.#isFirstColumn = chunk[length - 1] === LINE_FEED;
    return this.#stop('more', length);
  }

  /** A bracket in the first column where no value can stand, or after more than any value may hold. */
  #isNewDocument(chunk: Buffer, index: number, lastByte: number): boolean {
    const isFirstColumn = index > 0 ? chunk[index - 1] === LINE_FEED : this.#isFirstColumn;
    if (!isFirstColumn) return false;
    const mayBeValue = lastByte === COMMA || lastByte === COLON || lastByte === OPEN_ARRAY;
    return !mayBeValue || this.capture.hasOverflowed;
  }

  #end(chunk: Buffer, start: number, next: number): number {
    this.capture.append(chunk, start, next);
    return this.#stop('end', next);
  }

  #stop(found: Found, next: number): number {
    this.found = found;
    return next;
  }
}
