import { readSync, writeSync } from 'node:fs';
import type { RecordCursor } from './record-cursor.ts';
import type { SortRecord } from './sort-record.ts';

/*
 * A run is a file of sorted records, each laid out as
 *   u32 bytes of text | u8 flags | u32 file | u32 line | f64 arrivedAtMs | f64 timestampMs | text
 * Text is one byte a character where it is ASCII, which logs nearly always are, else UTF-16: UTF-8
 * could not carry the lone surrogates that JSON may hold.
 */
const HEADER_BYTES = 29;
const BUFFER_BYTES = 128 * 1024;

const IS_UTF16 = 1;
const IS_USAGE_ROW = 2;
const HAS_INGESTION_TIME = 4;

/** File names by number, so that a spilled record need not repeat its file's name. */
export class FileNames {
  readonly #names: string[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.#names.length);
    return this.#names.push(name) - 1;
  }

  nameOf(number: number): string {
    return this.#names[number] ?? '';
  }
}

/** Writes all records of the cursor to the file. */
export const writeRun = (descriptor: number, records: RecordCursor, names: FileNames): void => {
  let buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  let used = 0;
  for (let record = records.next(); record !== null; record = records.next()) {
    const { text } = record;
    const isUtf16 = Buffer.byteLength(text) !== text.length;
    const textBytes = isUtf16 ? text.length * 2 : text.length;
    const neededBytes = HEADER_BYTES + textBytes;
    if (used + neededBytes > buffer.length) {
      writeAll(descriptor, buffer, used);
      used = 0;
      if (neededBytes > buffer.length) buffer = Buffer.allocUnsafe(neededBytes);
    }
    let flags = isUtf16 ? IS_UTF16 : 0;
    if (record.source === 'usage-row') flags |= IS_USAGE_ROW;
    if (record.hasIngestionTime) flags |= HAS_INGESTION_TIME;
    buffer.writeUInt32LE(textBytes, used);
    buffer.writeUInt8(flags, used + 4);
    buffer.writeUInt32LE(names.numberOf(record.file), used + 5);
    buffer.writeUInt32LE(record.line, used + 9);
    buffer.writeDoubleLE(record.arrivedAtMs, used + 13);
    buffer.writeDoubleLE(record.timestampMs, used + 21);
    buffer.write(text, used + HEADER_BYTES, isUtf16 ? 'utf16le' : 'latin1');
    used += neededBytes;
  }
  writeAll(descriptor, buffer, used);
};

const writeAll = (descriptor: number, buffer: Buffer, length: number): void => {
  for (let written = 0; written < length; )
    written += writeSync(descriptor, buffer, written, length - written);
};

/** Reads a run from its start. `onEnd` is called once, after the last record. */
export const readRun = (descriptor: number, names: FileNames, onEnd: () => void): RecordCursor => {
  let buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  let start = 0;
  let end = 0;
  let position = 0;

  const fill = (neededBytes: number): boolean => {
    if (end - start >= neededBytes) return true;
    const larger = neededBytes > buffer.length ? Buffer.allocUnsafe(neededBytes) : buffer;
    buffer.copy(larger, 0, start, end);
    buffer = larger;
    end -= start;
    start = 0;
    while (end < neededBytes) {
      const count = readSync(descriptor, buffer, end, buffer.length - end, position);
      if (count === 0) return false;
      position += count;
      end += count;
    }
    return true;
  };

  return {
    next: () => {
      if (!fill(HEADER_BYTES)) {
        onEnd();
        return null;
      }
      const textBytes = buffer.readUInt32LE(start);
      fill(HEADER_BYTES + textBytes);
      const flags = buffer.readUInt8(start + 4);
      const textStart = start + HEADER_BYTES;
      const textEnd = textStart + textBytes;
      const record: SortRecord = {
        arrivedAtMs: buffer.readDoubleLE(start + 13),
        timestampMs: buffer.readDoubleLE(start + 21),
        source: (flags & IS_USAGE_ROW) === 0 ? 'log-event' : 'usage-row',
        hasIngestionTime: (flags & HAS_INGESTION_TIME) !== 0,
        text: buffer.toString((flags & IS_UTF16) === 0 ? 'latin1' : 'utf16le', textStart, textEnd),
        file: names.nameOf(buffer.readUInt32LE(start + 5)),
        line: buffer.readUInt32LE(start + 9),
      };
      start = textEnd;
      return record;
    },
  };
};
