import { readRecord, roomFor, writeRecord, type FileNames } from './record-bytes.ts';
import type { RecordCursor } from './record-cursor.ts';
import { compareRecords, type SortRecord } from './sort-record.ts';

const BLOCK_BYTES = 1024 * 1024;

/** What a record takes beside its bytes: its keys, its place and its position in the order. */
const KEY_BYTES = 40;

/**
 * Records in memory, as bytes outside the JavaScript heap: a heap full of records would grow to
 * several times their size before the garbage collector takes notice.
 */
export class RecordArena {
  readonly #names: FileNames;
  #blocks: Buffer[] = [];
  /** The block being filled, and how far. */
  #block = -1;
  #used = 0;
  #usedBytes = 0;
  #arrivedAtMs: number[] = [];
  #timestampMs: number[] = [];
  #blockOf: number[] = [];
  #offsetOf: number[] = [];

  constructor(names: FileNames) {
    this.#names = names;
  }

  /** Memory in use, roughly. */
  get usedBytes(): number {
    return this.#usedBytes;
  }

  add(record: SortRecord): void {
    const room = roomFor(record);
    let block = this.#blocks[this.#block];
    if (block === undefined || this.#used + room > block.length) block = this.#nextBlock(room);
    this.#blockOf.push(this.#block);
    this.#offsetOf.push(this.#used);
    this.#arrivedAtMs.push(record.arrivedAtMs);
    this.#timestampMs.push(record.timestampMs);
    const end = writeRecord(block, this.#used, record, this.#names);
    this.#usedBytes += end - this.#used + KEY_BYTES;
    this.#used = end;
  }

  /** The records in order. The arena must not change until the last one is read. */
  sorted(): RecordCursor {
    const arrivedAtMs = this.#arrivedAtMs;
    const timestampMs = this.#timestampMs;
    const order = Array.from(arrivedAtMs, (_, index) => index);
    order.sort(
      (a, b) =>
        (arrivedAtMs[a] as number) - (arrivedAtMs[b] as number) ||
        (timestampMs[a] as number) - (timestampMs[b] as number) ||
        compareRecords(this.#at(a), this.#at(b)),
    );
    let next = 0;
    return {
      next: () => {
        const index = order[next];
        next += 1;
        return index === undefined ? null : this.#at(index);
      },
    };
  }

  /** Empties the arena and keeps its memory for what comes. */
  clear(): void {
    this.#block = -1;
    this.#used = 0;
    this.#usedBytes = 0;
    this.#arrivedAtMs = [];
    this.#timestampMs = [];
    this.#blockOf = [];
    this.#offsetOf = [];
  }

  /** Empties the arena and gives its memory back. */
  release(): void {
    this.clear();
    this.#blocks = [];
  }

  #at(index: number): SortRecord {
    const block = this.#blocks[this.#blockOf[index] as number] as Buffer;
    return readRecord(block, this.#offsetOf[index] as number, this.#names);
  }

  #nextBlock(room: number): Buffer {
    this.#block += 1;
    this.#used = 0;
    const known = this.#blocks[this.#block];
    if (known !== undefined && known.length >= room) return known;
    const block = Buffer.allocUnsafeSlow(Math.max(BLOCK_BYTES, room));
    this.#blocks[this.#block] = block;
    return block;
  }
}
