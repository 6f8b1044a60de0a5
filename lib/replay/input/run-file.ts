import { readSync, writeSync } from 'node:fs';
import {
  HEADER_BYTES,
  lengthOfRecord,
  readRecord,
  roomFor,
  writeRecord,
  type FileNames,
} from './record-bytes.ts';
import type { RecordCursor } from './record-cursor.ts';

const BUFFER_BYTES = 128 * 1024;

/** Writes all records of the cursor to the file: a run. */
export const writeRun = (descriptor: number, records: RecordCursor, names: FileNames): void => {
  let buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  let used = 0;
  for (let record = records.next(); record !== null; record = records.next()) {
    const room = roomFor(record);
    if (used + room > buffer.length) {
      writeAll(descriptor, buffer, used);
      used = 0;
      if (room > buffer.length) buffer = Buffer.allocUnsafe(room);
    }
    used = writeRecord(buffer, used, record, names);
  }
  writeAll(descriptor, buffer, used);
};

const writeAll = (descriptor: number, buffer: Buffer, length: number): void => {
  for (let written = 0; written < length; )
    written += writeSync(descriptor, buffer, written, length - written);
};

/** Reads a run from its start. `onEnd` is called after the last record. */
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
      const length = lengthOfRecord(buffer, start);
      fill(length);
      const record = readRecord(buffer, start, names);
      start += length;
      return record;
    },
  };
};
