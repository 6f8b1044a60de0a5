import type { SmsEvent, VerificationEvent } from '../core/ingest/events.ts';
import { HOUR_MS } from '../core/time.ts';

/** A code that is used later than this after its message was not waited for. */
const USED_WITHIN_MS = HOUR_MS;
/** From so many remembered numbers on, old ones are looked for and forgotten. */
const CROWDED = 100_000;

/**
 * Counts the customers whom levers would have kept out: numbers to which a message was stopped and
 * whose code the recording shows as used within the hour. At most, since a message that went out
 * before may have carried that code; at least, since a verification that names no number is not seen.
 */
export class StoppedCustomers {
  readonly #stoppedAtMs = new Map<number, number>();
  #count = 0;
  #hasVerifications = false;

  /** `null` while no used code was seen: then nobody can tell. */
  get count(): number | null {
    return this.#hasVerifications ? this.#count : null;
  }

  noteSend({ numberHash, sentAtMs }: SmsEvent, isStopped: boolean): void {
    if (!isStopped) {
      this.#stoppedAtMs.delete(numberHash);
      return;
    }
    this.#stoppedAtMs.set(numberHash, sentAtMs);
    if (this.#stoppedAtMs.size < CROWDED) return;
    for (const [number, atMs] of this.#stoppedAtMs)
      if (atMs < sentAtMs - USED_WITHIN_MS) this.#stoppedAtMs.delete(number);
  }

  noteVerification({ numberHash, outcome, occurredAtMs }: VerificationEvent): void {
    if (outcome !== 'verified') return;
    this.#hasVerifications = true;
    const stoppedAtMs = numberHash === null ? undefined : this.#stoppedAtMs.get(numberHash);
    if (numberHash === null || stoppedAtMs === undefined) return;
    const waitedMs = occurredAtMs - stoppedAtMs;
    if (waitedMs < 0 || waitedMs > USED_WITHIN_MS) return;
    this.#count += 1;
    this.#stoppedAtMs.delete(numberHash);
  }
}
