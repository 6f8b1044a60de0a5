import type { SmsEvent } from '../core/ingest/events.ts';

const GENERATION_SIZE = 250_000;

/**
 * Tells repeated records of a message from new ones, for the figures of the report. It remembers the
 * last quarter to half million, so its memory stays bounded. (The counters need no such
 * thing: they are sets.)
 */
export class RecentMessages {
  #current = new Set<number>();
  #previous = new Set<number>();

  /** Whether this is the first record of the message, or of this part of it. */
  isNew({ messageHash, numberHash, part }: SmsEvent): boolean {
    const identity = messageHash * 0x20_00_00 + ((numberHash & 0xff_ff) << 5) + part;
    if (this.#current.has(identity) || this.#previous.has(identity)) return false;
    this.#current.add(identity);
    if (this.#current.size >= GENERATION_SIZE) {
      this.#previous = this.#current;
      this.#current = new Set();
    }
    return true;
  }
}
