import { WORDS_PER_OBSERVATION } from '../core/count/observations.ts';

/** Up to this many observations a linear scan beats a hash table, and most minutes are this small. */
const MAX_UNINDEXED = 16;
const EMPTY_CELL = -1;
/** Instead of a cell: the observation has one already. */
const ALREADY_PRESENT = -1;

/** Spreads all four words of the observation at `offset` over 32 bits. */
export const hashObservation = (words: Uint32Array, offset: number, seed = 0): number => {
  let hash = seed ^ 0x9e37_79b1;
  for (let word = 0; word < WORDS_PER_OBSERVATION; word++) {
    hash = Math.imul(hash ^ (words[offset + word] as number), 0x85eb_ca6b);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

const isSame = (a: Uint32Array, at: number, b: Uint32Array, bt: number): boolean =>
  a[at + 1] === b[bt + 1] && a[at] === b[bt] && a[at + 2] === b[bt + 2] && a[at + 3] === b[bt + 3];

/**
 * A growing set of observations in one typed array, 16 bytes each, in order of arrival. Append-only:
 * what {@link words} returned once never changes afterwards, though the set may.
 */
export class ObservationSet {
  #buffer: Uint32Array<ArrayBuffer>;
  #length = 0;
  #view: Uint32Array | null = null;
  /** Open addressing, offsets into the buffer; `null` while the set is small or sealed. */
  #cells: Int32Array | null = null;

  constructor(expectedWords = 0) {
    this.#buffer = new Uint32Array(expectedWords);
  }

  get size(): number {
    return this.#length / WORDS_PER_OBSERVATION;
  }

  /** The observations so far, without copying. Not to be written to. The same object until one is added. */
  get words(): Uint32Array {
    return (this.#view ??= this.#buffer.subarray(0, this.#length));
  }

  /** Adds the observations that are not in the set yet, and returns how many those were. */
  add(words: Uint32Array): number {
    if (words.length % WORDS_PER_OBSERVATION !== 0)
      throw new RangeError(`${words.length} words are no whole number of observations`);
    const before = this.#length;
    this.#reserve(words.length);
    for (let offset = 0; offset < words.length; offset += WORDS_PER_OBSERVATION)
      this.#addOne(words, offset);
    if (this.#length !== before) this.#view = null;
    return (this.#length - before) / WORDS_PER_OBSERVATION;
  }

  /** Frees spare capacity and the index. The set stays usable: the next `add` builds the index again. */
  seal(): void {
    if (this.#buffer.length !== this.#length) {
      this.#buffer = this.#buffer.slice(0, this.#length);
      this.#view = null;
    }
    this.#cells = null;
  }

  #addOne(words: Uint32Array, offset: number): void {
    if (this.#cells === null) {
      for (let at = 0; at < this.#length; at += WORDS_PER_OBSERVATION)
        if (isSame(this.#buffer, at, words, offset)) return;
    } else {
      const cell = this.#freeCell(words, offset);
      if (cell === ALREADY_PRESENT) return;
      this.#cells[cell] = this.#length;
    }
    const buffer = this.#buffer;
    const end = this.#length;
    buffer[end] = words[offset] as number;
    buffer[end + 1] = words[offset + 1] as number;
    buffer[end + 2] = words[offset + 2] as number;
    buffer[end + 3] = words[offset + 3] as number;
    this.#length = end + WORDS_PER_OBSERVATION;
  }

  /** The cell where the observation belongs, or `ALREADY_PRESENT`. */
  #freeCell(words: Uint32Array, offset: number): number {
    const cells = this.#cells as Int32Array;
    const mask = cells.length - 1;
    let cell = hashObservation(words, offset) & mask;
    for (;;) {
      const at = cells[cell] as number;
      if (at === EMPTY_CELL) return cell;
      if (isSame(this.#buffer, at, words, offset)) return ALREADY_PRESENT;
      cell = (cell + 1) & mask;
    }
  }

  /** Makes room for `extraWords` more, doubling, and keeps the index at most half full. */
  #reserve(extraWords: number): void {
    const needed = this.#length + extraWords;
    if (needed > this.#buffer.length) {
      const grown = new Uint32Array(Math.max(needed, this.#length * 2));
      grown.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = grown;
    }
    const maxObservations = needed / WORDS_PER_OBSERVATION;
    if (maxObservations <= MAX_UNINDEXED) return;
    if (this.#cells !== null && this.#cells.length >= 2 * maxObservations) return;
    this.#cells = new Int32Array(2 ** Math.ceil(Math.log2(4 * maxObservations))).fill(EMPTY_CELL);
    for (let at = 0; at < this.#length; at += WORDS_PER_OBSERVATION)
      this.#cells[this.#freeCell(this.#buffer, at)] = at;
  }
}

/** The observations of all `parts`, each once. Every part is itself a set: one alone is returned as it is. */
export const unionOf = (parts: readonly Uint32Array[]): Uint32Array => {
  const [first, ...rest] = parts.filter((part) => part.length > 0);
  if (first === undefined) return new Uint32Array(0);
  if (rest.length === 0) return first;
  const union = new ObservationSet(parts.reduce((sum, part) => sum + part.length, 0));
  for (const part of [first, ...rest]) union.add(part);
  return union.words;
};
