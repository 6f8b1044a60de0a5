import type { Readable } from 'node:stream';
import type { RejectReason } from '../../core/ingest/log-record.ts';
import type { ArrivedRecord, RejectedRecord } from './arrived-record.ts';
import { errorCode, findInputs, type InputFile } from './find-inputs.ts';
import type { RecordSink } from './format-reader.ts';
import { readBytes } from './read-bytes.ts';
import { RecognisingReader } from './recognising-reader.ts';
import type { RecordCursor } from './record-cursor.ts';
import { RecordSorter } from './record-sorter.ts';
import { toArrivedRecord } from './sort-record.ts';
import { unpack } from './unpack.ts';

/** Keeps the whole process below about 200 MB. */
const DEFAULT_MAX_MEMORY_BYTES = 32 * 1024 * 1024;

const CHUNK_RECORDS = 1_000;

export interface ReplayInputOptions {
  readonly onReject: (rejected: RejectedRecord) => void;
  /** `bytesTotal` is `null` when an input has no size (standard input, a pipe). Packed bytes where packed. */
  readonly onProgress?: (bytesRead: number, bytesTotal: number | null) => void;
  /** @default process.stdin */
  readonly stdin?: Readable;
  /** Records that take more are sorted on disk. @default 32 MiB */
  readonly maxMemoryBytes?: number;
  /** Where to sort on disk. @default os.tmpdir() */
  readonly tempDir?: string;
}

/** `read` is what came in: what came out, `duplicates`, and what was rejected. */
export interface ReplayInputStats {
  readonly read: number;
  /** Dropped because another file (or line) holds the very same record. */
  readonly duplicates: number;
  /** Bytes of the files themselves, packed where they are packed. */
  readonly bytes: number;
}

export interface ReplayInput {
  /**
   * All records in order of arrival, then of their own time, then of their text, in arrays of up to
   * 1,000. Can be called once. Everything is read before the first array comes; until the generator
   * ends (or is returned, or throws), what does not fit in memory lies in a private temporary
   * directory, phone numbers included.
   */
  records(): AsyncGenerator<readonly ArrivedRecord[], void, undefined>;
  stats(): ReplayInputStats;
}

/**
 * Opens recorded logs: files, directories, `.gz` of either, `-` for standard input.
 *
 * @throws UnusableInputError when a path cannot be opened or there is nothing to read
 */
export const openReplayInput = async (
  paths: readonly string[],
  options: ReplayInputOptions,
): Promise<ReplayInput> => new SortedReplayInput(await findInputs(paths), options);

class SortedReplayInput implements ReplayInput {
  readonly #files: readonly InputFile[];
  readonly #options: ReplayInputOptions;
  readonly #sorter: RecordSorter;
  readonly #bytesTotal: number | null;
  #bytesRead = 0;
  #read = 0;
  #isStarted = false;

  constructor(files: readonly InputFile[], options: ReplayInputOptions) {
    const { maxMemoryBytes = DEFAULT_MAX_MEMORY_BYTES, tempDir } = options;
    this.#files = files;
    this.#options = options;
    this.#sorter = new RecordSorter({ maxMemoryBytes, tempDir });
    this.#bytesTotal = files.reduce<number | null>(
      (total, { sizeBytes }) => (total === null || sizeBytes === null ? null : total + sizeBytes),
      0,
    );
  }

  async *records(): AsyncGenerator<readonly ArrivedRecord[], void, undefined> {
    if (this.#isStarted) throw new Error('records() can be called only once.');
    this.#isStarted = true;
    try {
      for (const file of this.#files) await this.#readFile(file);
      const sorted = this.#sorter.sorted();
      for (let chunk = takeChunk(sorted); chunk.length > 0; chunk = takeChunk(sorted)) yield chunk;
    } finally {
      this.#sorter.dispose();
    }
  }

  stats(): ReplayInputStats {
    return { read: this.#read, duplicates: this.#sorter.duplicates, bytes: this.#bytesRead };
  }

  async #readFile(file: InputFile): Promise<void> {
    const sink = this.#sinkOf(file.name);
    const reader = new RecognisingReader(sink);
    const bytes = unpack(
      this.#countBytes(readBytes(file.path, this.#options.stdin ?? process.stdin)),
    );
    let failure: unknown = null;
    try {
      for (;;) {
        // Only the reading is watched: what the callbacks and the sorter throw is not the file's fault.
        const next = await bytes.next().catch((error: unknown) => {
          failure = error ?? new Error('unknown error');
          return null;
        });
        if (next === null || next.done === true) break;
        this.#options.onProgress?.(this.#bytesRead, this.#bytesTotal);
        reader.push(next.value);
        if (reader.isUnreadable) break;
      }
    } finally {
      await bytes.return(undefined);
    }
    reader.end(failure !== null);
    if (failure !== null) sink.reject('unreadable-file', reader.line, describeFailure(failure));
  }

  async *#countBytes(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      this.#bytesRead += chunk.length;
      yield chunk;
    }
  }

  #sinkOf(file: string): RecordSink {
    return {
      logEvent: ({ timestampMs, ingestionTimeMs, message, line }) => {
        this.#read += 1;
        this.#sorter.add({
          arrivedAtMs: ingestionTimeMs ?? timestampMs,
          timestampMs,
          source: 'log-event',
          hasIngestionTime: ingestionTimeMs !== undefined,
          text: message,
          file,
          line,
        });
      },
      usageRow: (publishedAtMs, row, line) => {
        this.#read += 1;
        this.#sorter.add({
          arrivedAtMs: publishedAtMs,
          timestampMs: publishedAtMs,
          source: 'usage-row',
          hasIngestionTime: false,
          text: JSON.stringify(row),
          file,
          line,
        });
      },
      reject: (reason: RejectReason, line, detail) => {
        this.#read += 1;
        this.#options.onReject({ reason, file, line, detail });
      },
    };
  }
}

const takeChunk = (sorted: RecordCursor): readonly ArrivedRecord[] => {
  const chunk: ArrivedRecord[] = [];
  while (chunk.length < CHUNK_RECORDS) {
    const record = sorted.next();
    if (record === null) break;
    chunk.push(toArrivedRecord(record));
  }
  return chunk;
};

const describeFailure = (failure: unknown): string => {
  const code = errorCode(failure);
  if (code === 'Z_BUF_ERROR')
    return 'The gzip data ends early: the file was cut short. The records before the cut count; fetch the file again for the rest.';
  if (code.startsWith('Z_'))
    return 'The gzip data is damaged. The records before the damage count; fetch the file again for the rest.';
  return `The file cannot be read to its end (${code}). The records before that count.`;
};
