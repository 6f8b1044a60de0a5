/** How many of the last bytes outlive an overflow. */
const TAIL_BYTES = 256;

/** Gathers the bytes of one JSON value that may stretch over several chunks, up to a limit. */
export class Capture {
  readonly #maxBytes: number;
  #bytes = Buffer.allocUnsafe(8 * 1024);
  #length = 0;
  #hasOverflowed = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Whether the value was longer than the limit: of it only the last bytes are still there. */
  get hasOverflowed(): boolean {
    return this.#hasOverflowed;
  }

  clear(): void {
    this.#length = 0;
    this.#hasOverflowed = false;
  }

  append(chunk: Buffer, from: number, to: number): void {
    let start = from;
    if (this.#length + to - from > this.#maxBytes) {
      this.#hasOverflowed = true;
      start = Math.max(from, to - TAIL_BYTES);
      const kept = Math.min(this.#length, TAIL_BYTES);
      this.#bytes.copyWithin(0, this.#length - kept, this.#length);
      this.#length = kept;
    }
    this.#makeRoom(this.#length + to - start);
    chunk.copy(this.#bytes, this.#length, start, to);
    this.#length += to - start;
  }

  text(): string {
    return this.#bytes.toString('utf8', 0, this.#length);
  }

  tail(): string {
    return this.#bytes.toString('latin1', Math.max(0, this.#length - TAIL_BYTES), this.#length);
  }

  #makeRoom(neededBytes: number): void {
    if (neededBytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(neededBytes, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
