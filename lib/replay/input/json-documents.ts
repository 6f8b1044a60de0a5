import { Capture } from './capture.ts';
import type { FormatReader, RecordSink } from './format-reader.ts';
import { rejectTooLong } from './json-lines.ts';
import { MAX_RECORD_BYTES } from './limits.ts';
import { readJsonValue } from './read-json-value.ts';
import { readLogEvent } from './read-log-event.ts';

const LINE_FEED = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Blanks, and the bytes of a UTF-8 byte order mark, which may stand before any document. */
const isBlank = (byte: number): boolean =>
  byte === 0x20 ||
  byte === 0x09 ||
  byte === 0x0d ||
  byte === 0xef ||
  byte === 0xbb ||
  byte === 0xbf;

const EVENTS_KEY = /"(?:e|logE)vents"\s*:\s*$/;
const IS_CONTROL = /"messageType"\s*:\s*"CONTROL_MESSAGE"/;

type Place =
  /** Before, between and after documents. */
  | 'between'
  /** In a document, but not in its array of events. */
  | 'document'
  /** In the array of events, between two of them. */
  | 'events'
  /** In one event. */
  | 'event'
  /** In an element of the array that can be no event: a number, `null`, rubbish. */
  | 'scalar'
  /** Skipping the rest of a damaged line. */
  | 'damage'
  /** At the start of the line after damage, looking where to go on. */
  | 'resume';

/**
 * A sequence of JSON documents, in one line or many: the output of `filter-log-events` and
 * subscription payloads. The array of events is taken one event at a time, so a document may be
 * larger than memory.
 *
 * After damage it goes on at the next line that can only be the start of a document (a bracket in the
 * first column) or, in an array of events, of an event (an indented line that begins with a bracket).
 * JSON strings hold no line breaks, so a string that is still open at the end of a line is damage.
 */
export class JsonDocuments implements FormatReader {
  readonly #sink: RecordSink;
  readonly #eventSink: RecordSink;
  readonly #capture = new Capture(MAX_RECORD_BYTES);
  #line: number;
  #place: Place = 'between';
  /** Brackets open in the captured value. */
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #lastByte = 0;
  #isFirstColumn = true;
  #captureLine = 1;
  #eventNumber = 0;
  #hasEvents = false;
  #isControl = false;
  #isBareArray = false;
  #wasInEvents = false;
  #mayEventFollow = false;
  #hasDamage = false;

  constructor(sink: RecordSink, firstLine: number) {
    this.#sink = sink;
    this.#line = firstLine;
    this.#eventSink = {
      logEvent: (event) => sink.logEvent(event),
      usageRow: (publishedAtMs, row, line) => sink.usageRow(publishedAtMs, row, line),
      reject: (reason, line, detail) =>
        sink.reject(reason, line, `Event ${this.#eventNumber} of the document: ${detail}`),
    };
  }

  get line(): number {
    return this.#line;
  }

  push(chunk: Buffer): void {
    let index = 0;
    while (index < chunk.length) {
      if (this.#place === 'document' || this.#place === 'event') index = this.#scan(chunk, index);
      else index = this.#step(chunk, index);
    }
  }

  end(isCut: boolean): void {
    if (isCut) return;
    if (this.#place === 'between' || this.#place === 'damage' || this.#place === 'resume') return;
    const detail =
      'The file ends inside a JSON document: it was cut short. What came before counts.';
    this.#sink.reject('not-json', this.#line, detail);
  }

  /** One byte outside any captured value. */
  #step(chunk: Buffer, index: number): number {
    const byte = chunk[index] ?? 0;
    const isFirstColumn = this.#isFirstColumn;
    this.#isFirstColumn = byte === LINE_FEED;
    if (byte === LINE_FEED) {
      if (this.#place === 'scalar') this.#finishScalar();
      if (this.#place === 'damage') this.#place = 'resume';
      this.#line += 1;
      return index + 1;
    }
    if (this.#place === 'damage') {
      const end = chunk.indexOf(LINE_FEED, index);
      return end === -1 ? chunk.length : end;
    }
    if (this.#place === 'scalar') {
      if (byte !== COMMA && byte !== CLOSE_ARRAY) return index + 1;
      this.#finishScalar();
    }
    if (isBlank(byte)) return index + 1;
    switch (this.#place) {
      case 'resume':
        return this.#resume(index, byte, isFirstColumn);
      case 'between':
        return this.#startDocument(index, byte);
      default:
        return this.#startEvent(index, byte, isFirstColumn);
    }
  }

  #resume(index: number, byte: number, isFirstColumn: boolean): number {
    const isBracket = byte === OPEN_OBJECT || byte === OPEN_ARRAY;
    if (isBracket && isFirstColumn) {
      this.#place = 'between';
    } else if (byte === OPEN_OBJECT && this.#wasInEvents) {
      this.#place = 'events';
      this.#mayEventFollow = true;
    } else {
      this.#place = 'damage';
      return index + 1;
    }
    return index;
  }

  #startDocument(index: number, byte: number): number {
    if (this.#hasDamage && (byte === COMMA || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT))
      return index + 1;
    this.#captureLine = this.#line;
    this.#eventNumber = 0;
    this.#hasEvents = false;
    this.#isControl = false;
    this.#isBareArray = byte === OPEN_ARRAY;
    if (this.#isBareArray) {
      this.#place = 'events';
      this.#mayEventFollow = true;
      return index + 1;
    }
    if (byte !== OPEN_OBJECT) {
      this.#reportDamage('The line is no JSON document.', false);
      return index;
    }
    this.#startValue('document');
    return index;
  }

  #startEvent(index: number, byte: number, isFirstColumn: boolean): number {
    if (byte === COMMA) {
      this.#mayEventFollow = true;
      return index + 1;
    }
    if (byte === CLOSE_ARRAY) {
      if (this.#isBareArray) this.#place = 'between';
      else {
        this.#startValue('document');
        this.#depth = 1;
      }
      return index + 1;
    }
    if (byte === OPEN_OBJECT && isFirstColumn && !this.#mayEventFollow) {
      this.#reportDamage('The array of events stops before its end.', false);
      this.#place = 'between';
      return index;
    }
    this.#captureLine = this.#line;
    if (byte === CLOSE_OBJECT || byte === COLON) {
      this.#reportDamage('The array of events is broken here.', true);
      return index;
    }
    this.#eventNumber += 1;
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY || byte === QUOTE) this.#startValue('event');
    else this.#place = 'scalar';
    return index;
  }

  #startValue(place: 'document' | 'event'): void {
    this.#place = place;
    this.#capture.clear();
    this.#depth = 0;
    this.#isInString = false;
    this.#isEscaped = false;
    this.#lastByte = 0;
    this.#isFirstColumn = false;
  }

  /** Goes through a captured value until it ends, its array of events begins, it proves damaged or the chunk ends. */
  #scan(chunk: Buffer, from: number): number {
    let start = from;
    let index = this.#isEscaped && chunk[from] !== LINE_FEED ? from + 1 : from;
    let depth = this.#depth;
    let isInString = this.#isInString;
    let lastByte = this.#lastByte;
    const { length } = chunk;
    while (index < length) {
      const byte = chunk[index] as number;
      if (isInString) {
        if (byte === BACKSLASH) {
          // Not even an escape takes a line break into a string.
          index += chunk[index + 1] === LINE_FEED ? 1 : 2;
          continue;
        }
        if (byte === LINE_FEED) {
          const detail = 'A text is still open at the end of the line.';
          this.#reportDamage(detail, this.#place === 'event');
          return index;
        }
        if (byte === QUOTE) {
          isInString = false;
          if (depth === 0) return this.#finishValue(chunk, start, index + 1);
        }
      } else if (byte === QUOTE) {
        isInString = true;
      } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        if (depth > 0 && this.#isNewDocument(chunk, index, lastByte)) {
          this.#reportDamage('The document stops before its end.', false);
          this.#place = 'between';
          return index;
        }
        if (byte === OPEN_ARRAY && depth === 1 && this.#place === 'document') {
          this.#capture.append(chunk, start, index);
          start = index;
          if (EVENTS_KEY.test(this.#capture.tail())) return this.#startEvents(index + 1);
        }
        depth += 1;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        depth -= 1;
        if (depth === 0) return this.#finishValue(chunk, start, index + 1);
      } else if (byte === LINE_FEED) {
        this.#line += 1;
      }
      if (byte > 0x20) lastByte = byte;
      index += 1;
    }
    this.#capture.append(chunk, start, length);
    this.#isEscaped = index > length;
    this.#depth = depth;
    this.#isInString = isInString;
    this.#lastByte = lastByte;
    this.#isFirstColumn = chunk[length - 1] === LINE_FEED;
    return length;
  }

  /** A bracket in the first column where no value can stand, or after more than any value may hold. */
  #isNewDocument(chunk: Buffer, index: number, lastByte: number): boolean {
    const isFirstColumn = index > 0 ? chunk[index - 1] === LINE_FEED : this.#isFirstColumn;
    if (!isFirstColumn) return false;
    const mayBeValue = lastByte === COMMA || lastByte === COLON || lastByte === OPEN_ARRAY;
    return !mayBeValue || this.#capture.hasOverflowed;
  }

  #startEvents(next: number): number {
    this.#isControl = IS_CONTROL.test(this.#capture.text());
    this.#hasEvents = true;
    this.#mayEventFollow = true;
    this.#isFirstColumn = false;
    this.#place = 'events';
    return next;
  }

  #finishValue(chunk: Buffer, start: number, next: number): number {
    this.#capture.append(chunk, start, next);
    this.#isFirstColumn = false;
    if (this.#place === 'event') {
      this.#place = 'events';
      this.#mayEventFollow = false;
      if (!this.#isControl) this.#take(readLogEvent, this.#eventSink);
    } else {
      this.#place = 'between';
      if (!this.#hasEvents) this.#take(readJsonValue, this.#sink);
    }
    return next;
  }

  #take(read: typeof readJsonValue, sink: RecordSink): void {
    if (this.#capture.hasOverflowed) {
      rejectTooLong(sink, this.#captureLine);
      return;
    }
    let value: unknown;
    try {
      value = JSON.parse(this.#capture.text());
    } catch {
      sink.reject('not-json', this.#captureLine, 'The text between the brackets is no valid JSON.');
      return;
    }
    read(value, this.#captureLine, sink);
  }

  #finishScalar(): void {
    this.#place = 'events';
    this.#mayEventFollow = false;
    if (!this.#isControl) readLogEvent(null, this.#captureLine, this.#eventSink);
  }

  #reportDamage(detail: string, wasInEvents: boolean): void {
    const help = 'Reading goes on at the next document or event.';
    this.#sink.reject('not-json', this.#captureLine, `${detail} ${help}`);
    this.#place = 'damage';
    this.#hasDamage = true;
    this.#wasInEvents = wasInEvents;
  }
}
