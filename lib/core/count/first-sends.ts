import { NO_CARRIERS, packCarriers, type CarrierCounts } from './carrier-counts.ts';
import type { SlotDigest } from './slot-digest.ts';
import { SLOT_MS } from './observations.ts';
import { HOUR_MS, MINUTE_MS } from '../time.ts';

/** A number that was sent to within this time is being sent to again: a resend, not a new customer. */
export const RESEND_WINDOW_MS = HOUR_MS;
/** How long a code has to be used before an unused one says anything. */
export const CODE_MATURITY_MS = 10 * MINUTE_MS;
/** Codes that were used, and the use heard of, within so many minutes after that of their sending are used promptly: most are. */
export const PROMPT_MS = 3 * MINUTE_MS;
/** A code that is entered later than this after its send is not counted for that send. */
export const CODE_LIFETIME_MS = HOUR_MS;

/** The first SMS to a number for an hour, with what became of its code. */
export interface FirstSend {
  readonly row: MinuteRow;
  readonly block: number;
  isStopped: boolean;
  isConverted: boolean;
}

/** The first sends of one minute. */
export interface MinuteRow {
  readonly startMs: number;
  /** All messages, resends and stopped ones too. */
  readonly attempts: number;
  /** Of the messages, those that were stopped before they were sent. */
  readonly stopped: number;
  readonly firstSends: FirstSend[];
  /** Messages to a number beyond its fourth within an hour of each other: no customer asks so often. */
  repeats: number;
  /** Of the first sends, those that went out, and of these those whose code was used. */
  unstopped: number;
  converted: number;
  /** Of these, those whose code was used promptly (`PROMPT_MS`). */
  promptlyUsed: number;
  /** Of the first sends, those that were delivered, by carrier, where it is named. */
  carriers: CarrierCounts;
}

/** People who do not get their code ask again twice, seldom three times. */
const MESSAGES_OF_A_CUSTOMER = 4;

/** Whether a code sent in the slot at `slotMs` has had its time at `atMs`. */
export const isMatured = (slotMs: number, atMs: number): boolean =>
  slotMs + SLOT_MS + CODE_MATURITY_MS <= atMs;

interface LastSend {
  lastMs: number;
  /** Messages since the first send. */
  messages: number;
  /** The first send of the hour, or hours, in which the number was sent to again and again. */
  readonly firstSend: FirstSend;
}

/**
 * Tells first sends from resends and joins verifications with their sends, slot by slot in
 * ascending order. A code entered after a resend, or by whatever route, counts for the first send:
 * a retry must not look like two lost codes. A verification that names only a block uses up one open
 * send of that block.
 */
export class SendLedger {
  readonly #lastSends = new Map<number, LastSend>();
  readonly #openOfBlock = new Map<number, FirstSend[]>();
  readonly #base: SendLedger | null;
  readonly #matchesBlocks: boolean;

  /**
   * @param options.base what came before: it is looked up, and its sends may be converted, but it
   * takes no new ones
   * @param options.matchesBlocks whether verifications that name only a block are matched; not with a base
   */
  constructor(options: { readonly base?: SendLedger; readonly matchesBlocks?: boolean } = {}) {
    this.#base = options.base ?? null;
    this.#matchesBlocks = options.matchesBlocks ?? false;
  }

  /** How many numbers are remembered. */
  get size(): number {
    return this.#lastSends.size;
  }

  apply(digest: SlotDigest): MinuteRow {
    const { startMs, numbers, blocks, stopped, carriers } = digest;
    const byCarrier = new Map<number, number>();
    const row: MinuteRow = {
      startMs,
      attempts: numbers.length,
      stopped: numbers.length - digest.sent,
      firstSends: [],
      repeats: 0,
      unstopped: 0,
      converted: 0,
      promptlyUsed: 0,
      carriers: NO_CARRIERS,
    };
    for (let index = 0; index < numbers.length; index += 1) {
      const number = numbers[index] ?? 0;
      const isStopped = stopped[index] === 1;
      const last = this.#find(number);
      if (last !== undefined && startMs - last.lastMs < RESEND_WINDOW_MS) {
        if (this.#noteResend(number, last, startMs) > MESSAGES_OF_A_CUSTOMER) row.repeats += 1;
        // Whichever of a minute's messages is read first: one that was sent makes it a real send.
        if (last.firstSend.row === row && !isStopped) last.firstSend.isStopped = false;
        continue;
      }
      const firstSend = { row, block: blocks[index] ?? 0, isStopped, isConverted: false };
      this.#lastSends.set(number, { lastMs: startMs, messages: 1, firstSend });
      row.firstSends.push(firstSend);
      const carrier = carriers[index] ?? 0;
      if (carrier !== 0) byCarrier.set(carrier, (byCarrier.get(carrier) ?? 0) + 1);
    }
    row.carriers = packCarriers(byCarrier);
    for (const firstSend of row.firstSends) if (!firstSend.isStopped) row.unstopped += 1;
    for (const [index, number] of digest.verifiedNumbers.entries()) {
      const last = this.#find(number);
      if (last === undefined) continue;
      convert(last.firstSend, startMs, digest.numbersReportedAfter[index] ?? 0);
    }
    if (this.#matchesBlocks) this.#applyBlocks(row, digest);
    return row;
  }

  #find(number: number): LastSend | undefined {
    return this.#lastSends.get(number) ?? this.#base?.find(number);
  }

  /** For a ledger on top of this one. */
  find(number: number): LastSend | undefined {
    return this.#find(number);
  }

  /** How many messages the number has had since its first send. */
  #noteResend(number: number, last: LastSend, atMs: number): number {
    const messages = last.messages + 1;
    if (this.#lastSends.has(number)) {
      last.lastMs = atMs;
      last.messages = messages;
    } else this.#lastSends.set(number, { lastMs: atMs, messages, firstSend: last.firstSend });
    return messages;
  }

  #applyBlocks(row: MinuteRow, { verifiedBlocks, blocksReportedAfter }: SlotDigest): void {
    for (const firstSend of row.firstSends) {
      if (firstSend.isStopped) continue;
      const open = this.#openOfBlock.get(firstSend.block);
      if (open === undefined) this.#openOfBlock.set(firstSend.block, [firstSend]);
      else open.push(firstSend);
    }
    for (const [index, block] of verifiedBlocks.entries()) {
      const firstSend = this.#openOfBlock
        .get(block)
        ?.find((open) => !open.isConverted && row.startMs - open.row.startMs <= CODE_LIFETIME_MS);
      if (firstSend === undefined) continue;
      convert(firstSend, row.startMs, blocksReportedAfter[index] ?? 0);
    }
  }
}

const convert = (firstSend: FirstSend, atMs: number, reportedAfterSlots: number): void => {
  if (firstSend.isConverted || atMs - firstSend.row.startMs > CODE_LIFETIME_MS) return;
  firstSend.isConverted = true;
  if (firstSend.isStopped) return;
  firstSend.row.converted += 1;
  const reportedAtMs = atMs + reportedAfterSlots * SLOT_MS;
  if (reportedAtMs - firstSend.row.startMs <= PROMPT_MS) firstSend.row.promptlyUsed += 1;
};

/** The rows of a whole stretch of slots, ascending. What counts as first is right from an hour after its start on. */
export const listRows = (digests: readonly SlotDigest[]): readonly MinuteRow[] => {
  const matchesBlocks = digests.some(({ verifiedBlocks }) => verifiedBlocks.length > 0);
  const ledger = new SendLedger({ matchesBlocks });
  return digests.map((digest) => ledger.apply(digest));
};
