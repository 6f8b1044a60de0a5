import { RecordArena } from './record-arena.ts';
import { FileNames } from './record-bytes.ts';
import { distinct, mergeCursors, type RecordCursor } from './record-cursor.ts';
import { readRun, writeRun } from './run-file.ts';
import type { SortRecord } from './sort-record.ts';
import { SpillDirectory } from './spill-directory.ts';
import { SpillFailedError } from './spill-failed-error.ts';

/** So many runs of a level are merged into one of the next: bounds open files and read buffers. */
const FAN_IN = 64;

interface Run {
  readonly descriptor: number;
  /** How often its records have been merged. */
  readonly level: number;
}

/**
 * Sorts any number of records in bounded memory and drops repeated ones. What fits in memory never
 * touches the disk; beyond that, sorted runs go to a {@link SpillDirectory} and are merged at the end.
 */
export class RecordSorter {
  readonly #maxMemoryBytes: number;
  readonly #directory: SpillDirectory;
  readonly #names = new FileNames();
  readonly #arena = new RecordArena(this.#names);
  #runs: Run[] = [];
  #duplicates = 0;

  constructor(options: {
    readonly maxMemoryBytes: number;
    readonly tempDir?: string | undefined;
  }) {
    this.#maxMemoryBytes = options.maxMemoryBytes;
    this.#directory = new SpillDirectory(options.tempDir);
  }

  /** Repeated records dropped so far. */
  get duplicates(): number {
    return this.#duplicates;
  }

  add(record: SortRecord): void {
    this.#arena.add(record);
    if (this.#arena.usedBytes >= this.#maxMemoryBytes) this.#spill();
  }

  /** All records in order, once. Call it after the last `add`. */
  sorted(): RecordCursor {
    const inMemory = this.#arena.sorted();
    if (this.#runs.length === 0) return this.#distinct(inMemory);
    return this.#distinct(mergeCursors([...this.#runs.map((run) => this.#read(run)), inMemory]));
  }

  /** Frees memory and disk. */
  dispose(): void {
    this.#arena.release();
    this.#runs = [];
    this.#directory.remove();
  }

  #spill(): void {
    this.#write(this.#arena.sorted(), 0);
    this.#arena.clear();
    for (let level = 0; ; level += 1) {
      const full = this.#runs.filter((run) => run.level === level);
      if (full.length < FAN_IN) return;
      this.#runs = this.#runs.filter((run) => run.level !== level);
      this.#write(mergeCursors(full.map((run) => this.#read(run))), level + 1);
    }
  }

  #write(records: RecordCursor, level: number): void {
    try {
      const descriptor = this.#directory.create();
      writeRun(descriptor, this.#distinct(records), this.#names);
      this.#runs.push({ descriptor, level });
    } catch (error) {
      throw new SpillFailedError(this.#directory.parent, error);
    }
  }

  #read({ descriptor }: Run): RecordCursor {
    return readRun(descriptor, this.#names, () => this.#directory.close(descriptor));
  }

  #distinct(records: RecordCursor): RecordCursor {
    return distinct(records, () => {
      this.#duplicates += 1;
    });
  }
}
