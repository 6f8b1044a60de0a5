import type { FormatReader, RecordSink } from './format-reader.ts';
import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  isBlank,
  LINE_FEED,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
} from './json-bytes.ts';
import { JsonValueScanner } from './json-value-scanner.ts';
import { MAX_RECORD_BYTES } from './limits.ts';
import { readCaptured } from './read-captured.ts';
import { readJsonValue } from './read-json-value.ts';
import { readLogEvent } from './read-log-event.ts';

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
  readonly #scanner = new JsonValueScanner(MAX_RECORD_BYTES);
  #line: number;
  #place: Place = 'between';
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
        this.#startValue('document', 1);
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

  #startValue(place: 'document' | 'event', depth: 0 | 1 = 0): void {
    this.#place = place;
    this.#scanner.start(place, depth);
    this.#isFirstColumn = false;
  }

  /** Goes on with a captured value. */
  #scan(chunk: Buffer, from: number): number {
    const next = this.#scanner.scan(chunk, from);
    this.#line += this.#scanner.lines;
    const { found } = this.#scanner;
    if (found === 'end') this.#finishValue();
    else if (found === 'events') this.#startEvents();
    else if (found === 'open-text')
      this.#reportDamage('A text is still open at the end of the line.', this.#place === 'event');
    else if (found === 'new-document') {
      this.#reportDamage('The document stops before its end.', false);
      this.#place = 'between';
    }
    return next;
  }

  #startEvents(): void {
    this.#isControl = IS_CONTROL.test(this.#scanner.capture.text());
    this.#hasEvents = true;
    this.#mayEventFollow = true;
    this.#place = 'events';
  }

  #finishValue(): void {
    if (this.#place === 'event') {
      this.#place = 'events';
      this.#mayEventFollow = false;
      if (!this.#isControl) this.#read(readLogEvent, this.#eventSink);
    } else {
      this.#place = 'between';
      if (!this.#hasEvents) this.#read(readJsonValue, this.#sink);
    }
  }

  #read(read: typeof readJsonValue, sink: RecordSink): void {
    readCaptured(this.#scanner.capture, this.#captureLine, read, sink);
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
