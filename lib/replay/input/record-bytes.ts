import type { SortRecord } from './sort-record.ts';

/*
 * A record in bytes, in memory and on disk:
 *   u32 bytes of text | u8 flags | u32 file | u32 line | f64 arrivedAtMs | f64 timestampMs | text
 * Text is one byte a character where it is ASCII, which logs nearly always are, else UTF-16: UTF-8
 * could not carry the lone surrogates that JSON may hold.
 */
export const HEADER_BYTES = 29;

const IS_UTF16 = 1;
const IS_USAGE_ROW = 2;
const HAS_INGESTION_TIME = 4;

/** File names by number, so that a record need not repeat its file's name. */
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

const isAscii = (text: string): boolean => Buffer.byteLength(text) === text.length;

/** An upper bound of what {@link writeRecord} needs. */
export const roomFor = (record: SortRecord): number => HEADER_BYTES + record.text.length * 2;

/** Writes a record at `offset` and gives the offset after it. */
export const writeRecord = (
  bytes: Buffer,
  offset: number,
  record: SortRecord,
  names: FileNames,
): number => {
  const { text } = record;
  const ascii = isAscii(text);
  const textBytes = ascii ? text.length : text.length * 2;
  let flags = ascii ? 0 : IS_UTF16;
  if (record.source === 'usage-row') flags |= IS_USAGE_ROW;
  if (record.hasIngestionTime) flags |= HAS_INGESTION_TIME;
  bytes.writeUInt32LE(textBytes, offset);
  bytes.writeUInt8(flags, offset + 4);
  bytes.writeUInt32LE(names.numberOf(record.file), offset + 5);
  bytes.writeUInt32LE(record.line, offset + 9);
  bytes.writeDoubleLE(record.arrivedAtMs, offset + 13);
  bytes.writeDoubleLE(record.timestampMs, offset + 21);
  bytes.write(text, offset + HEADER_BYTES, ascii ? 'latin1' : 'utf16le');
  return offset + HEADER_BYTES + textBytes;
};

/** How many bytes the record at `offset` takes. Its first four must be there. */
export const lengthOfRecord = (bytes: Buffer, offset: number): number =>
  HEADER_BYTES + bytes.readUInt32LE(offset);

export const readRecord = (bytes: Buffer, offset: number, names: FileNames): SortRecord => {
  const flags = bytes.readUInt8(offset + 4);
  return {
    arrivedAtMs: bytes.readDoubleLE(offset + 13),
    timestampMs: bytes.readDoubleLE(offset + 21),
    source: (flags & IS_USAGE_ROW) === 0 ? 'log-event' : 'usage-row',
    hasIngestionTime: (flags & HAS_INGESTION_TIME) !== 0,
    text: bytes.toString(
      (flags & IS_UTF16) === 0 ? 'latin1' : 'utf16le',
      offset + HEADER_BYTES,
      offset + lengthOfRecord(bytes, offset),
    ),
    file: names.nameOf(bytes.readUInt32LE(offset + 5)),
    line: bytes.readUInt32LE(offset + 9),
  };
};
