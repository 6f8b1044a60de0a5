import type { SmsEvent } from '../core/ingest/events.ts';

const GENERATION_SIZE = 250_000;

/** What a record adds to the figures of the report. */
export interface MessageNews {
  /** Whether this is the first record of its message. */
  readonly isNewMessage: boolean;
  /** Whether its price is not counted yet, by an earlier record of the same or by one of the whole or its parts. */
  readonly isNewPrice: boolean;
}

/**
 * Tells repeated records of a message from new ones, for the figures of the report. It remembers the
 * last quarter to half million, so its memory stays bounded. (The counters need no such
 * thing: they are sets.)
 */
export class RecentMessages {
  /** By message, the parts whose price is counted: bit 0 is the whole. */
  #current = new Map<number, number>();
  #previous = new Map<number, number>();

  note({ messageHash, numberHash, part, spendMicroUsd }: SmsEvent): MessageNews {
    // 21 bits of the number's hash tell apart two messages whose ids collide in 32 bits.
    const identity = messageHash * 0x20_00_00 + (numberHash & 0x1f_ff_ff);
    const known = this.#current.get(identity) ?? this.#previous.get(identity);
    const counted = known ?? 0;
    const isCounted = part === 0 ? counted !== 0 : (counted & (1 | (1 << part))) !== 0;
    const isNewPrice = spendMicroUsd !== null && !isCounted;
    if (known === undefined || isNewPrice)
      this.#remember(identity, isNewPrice ? counted | (1 << part) : counted);
    return { isNewMessage: known === undefined, isNewPrice };
  }

  #remember(identity: number, counted: number): void {
    this.#current.set(identity, counted);
    if (this.#current.size < GENERATION_SIZE) return;
    this.#previous = this.#current;
    this.#current = new Map();
  }
}
