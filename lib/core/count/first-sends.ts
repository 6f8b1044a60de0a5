import type { SlotDigest } from './slot-digest.ts';
import { SLOT_MS } from './observations.ts';
import { HOUR_MS, MINUTE_MS } from '../time.ts';

/** A number that was sent to within this time is being sent to again: a resend, not a new customer. */
export const RESEND_WINDOW_MS = HOUR_MS;
/** How long a code has to be used before an unused one says anything. */
export const CODE_MATURITY_MS = 10 * MINUTE_MS;
/** A code that is entered later than this after its send is not counted for that send. */
export const CODE_LIFETIME_MS = HOUR_MS;

/** The first SMS to a number for an hour, with what became of its code. */
export interface FirstSend {
  readonly slotMs: number;
  readonly number: number;
  readonly block: number;
  isStopped: boolean;
  isConverted: boolean;
}

/** Whether a code sent in the slot at `slotMs` has had its time at `atMs`. */
export const isMatured = (slotMs: number, atMs: number): boolean =>
  slotMs + SLOT_MS + CODE_MATURITY_MS <= atMs;

/**
 * Tells first sends from resends and joins verifications with their sends, over slots in ascending
 * order. A code entered after a resend, or by whatever route, counts for the first send: a retry
 * must not look like two lost codes. A verification that names only a block uses up one
 * open send of that block.
 */
export const listFirstSends = (digests: readonly SlotDigest[]): FirstSend[] => {
  const firstSends: FirstSend[] = [];
  const lastOfNumber = new Map<number, FirstSend>();
  const openOfBlock = new Map<number, FirstSend[]>();
  const hasBlockVerifications = digests.some((digest) => digest.verifiedBlocks.length > 0);

  for (const digest of digests) {
    const { startMs, numbers, blocks, stopped } = digest;
    for (let index = 0; index < numbers.length; index += 1) {
      const number = numbers[index] ?? 0;
      const last = lastOfNumber.get(number);
      if (last !== undefined && startMs - last.slotMs < RESEND_WINDOW_MS) {
        // Whichever of a minute's messages is read first: one that was sent makes it a real send.
        if (last.slotMs === startMs && stopped[index] === 0) last.isStopped = false;
        continue;
      }
      const block = blocks[index] ?? 0;
      const firstSend = {
        slotMs: startMs,
        number,
        block,
        isStopped: stopped[index] === 1,
        isConverted: false,
      };
      lastOfNumber.set(number, firstSend);
      firstSends.push(firstSend);
      if (!hasBlockVerifications) continue;
      const open = openOfBlock.get(block);
      if (open === undefined) openOfBlock.set(block, [firstSend]);
      else open.push(firstSend);
    }
    for (const number of digest.verifiedNumbers) {
      const send = lastOfNumber.get(number);
      if (send !== undefined && startMs - send.slotMs <= CODE_LIFETIME_MS) send.isConverted = true;
    }
    for (const block of digest.verifiedBlocks) {
      const send = openOfBlock
        .get(block)
        ?.find(
          (open) =>
            !open.isConverted && !open.isStopped && startMs - open.slotMs <= CODE_LIFETIME_MS,
        );
      if (send !== undefined) send.isConverted = true;
    }
  }
  return firstSends;
};
