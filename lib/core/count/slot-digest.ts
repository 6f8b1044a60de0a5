import {
  decodeVerification,
  SPEND_UNKNOWN,
  WORDS_PER_OBSERVATION,
  type MinuteSlot,
} from './observations.ts';
import { DELIVERY_CLASSES, type DeliveryClass } from '../ingest/events.ts';

/** Failures before the network: nothing was sent, nothing is owed, and no code could be entered. */
const NEVER_SENT: readonly DeliveryClass[] = [
  'protect-blocked',
  'quota-exhausted',
  'rate-exceeded',
  'sandbox',
  'max-price-exceeded',
  'invalid-body',
  'opted-out',
];
const isNeverSent = new Set(NEVER_SENT.map((name) => DELIVERY_CLASSES.indexOf(name)));
const DELIVERED = DELIVERY_CLASSES.indexOf('delivered');
const UNKNOWN = DELIVERY_CLASSES.indexOf('unknown');

/** One minute of one key with every message counted once. Columns have one entry a message. */
export interface SlotDigest {
  readonly startMs: number;
  /** Signed 32-bit forms of the keyed number hashes: small integers, which maps hash fastest. */
  readonly numbers: Int32Array;
  readonly blocks: Uint16Array;
  /** 1 where the message was stopped before it was sent. */
  readonly stopped: Uint8Array;
  /** Hash of the carrier where the message was delivered and its record names one, else 0. */
  readonly carriers: Uint8Array;
  /** Of `numbers.length` messages, those that were not stopped. */
  readonly sent: number;
  readonly failed: number;
  /** Of the messages that were sent. */
  readonly spendMicroUsd: number;
  readonly unpriced: number;
  /** Numbers whose code was entered in this minute, and after how many more it was heard of. */
  readonly verifiedNumbers: Int32Array;
  readonly numbersReportedAfter: Uint16Array;
  /** Blocks of verifications that name no number. */
  readonly verifiedBlocks: Uint16Array;
  readonly blocksReportedAfter: Uint16Array;
}

interface Message {
  readonly number: number;
  readonly block: number;
  deliveryClass: number;
  /** Of the records that say it was delivered. */
  carrier: number;
  /** Price of the record of the whole message, `null` when none came or it has no price. */
  wholeMicroUsd: number | null;
  /** Price by part number; `null` while no part with a price came. */
  partsMicroUsd: Map<number, number> | null;
}

/** A later record of a message replaces a vaguer status; a failure outranks a hand-over to the carrier. */
const statusRank = (deliveryClass: number): number => {
  if (deliveryClass === UNKNOWN) return 0;
  if (deliveryClass === DELIVERED) return 1;
  return 2 + deliveryClass;
};

/**
 * Folds the observations of a slot. Several records of a message (a repeated receipt, the parts of
 * a usage report) are one message; its price is that of the whole record, else the sum of its parts.
 */
export const digestSlot = (slot: MinuteSlot): SlotDigest => {
  const messages = new Map<number, Message>();
  const { sends } = slot;
  for (let at = 0; at < sends.length; at += WORDS_PER_OBSERVATION) {
    const number = (sends[at] ?? 0) | 0;
    const messageHash = (sends[at + 1] ?? 0) >>> 0;
    const packed = sends[at + 2] ?? 0;
    const price = sends[at + 3] ?? SPEND_UNKNOWN;
    const deliveryClass = (packed >>> 16) & 0x1f;
    const part = (packed >>> 21) & 0x1f;
    const carrier = deliveryClass === DELIVERED ? packed >>> 26 : 0;
    // 21 bits of the number's hash tell apart two messages whose ids collide in 32 bits.
    const identity = messageHash * 0x20_00_00 + ((number >>> 0) & 0x1f_ff_ff);
    let message = messages.get(identity);
    if (message === undefined) {
      message = {
        number,
        block: packed & 0xff_ff,
        deliveryClass,
        carrier,
        wholeMicroUsd: null,
        partsMicroUsd: null,
      };
      messages.set(identity, message);
    } else {
      if (statusRank(deliveryClass) > statusRank(message.deliveryClass))
        message.deliveryClass = deliveryClass;
      message.carrier = Math.max(message.carrier, carrier);
    }
    if (price === SPEND_UNKNOWN) continue;
    if (part === 0) message.wholeMicroUsd = Math.max(message.wholeMicroUsd ?? 0, price);
    else {
      const parts = (message.partsMicroUsd ??= new Map<number, number>());
      parts.set(part, Math.max(parts.get(part) ?? 0, price));
    }
  }

  const numbers = new Int32Array(messages.size);
  const blocks = new Uint16Array(messages.size);
  const stopped = new Uint8Array(messages.size);
  const carriers = new Uint8Array(messages.size);
  let index = 0;
  let sent = 0;
  let failed = 0;
  let spendMicroUsd = 0;
  let unpriced = 0;
  for (const message of [...messages.values()].sort(byNumber)) {
    numbers[index] = message.number;
    blocks[index] = message.block;
    if (message.deliveryClass === DELIVERED) carriers[index] = message.carrier;
    if (isNeverSent.has(message.deliveryClass)) stopped[index] = 1;
    else {
      sent += 1;
      if (message.deliveryClass !== DELIVERED && message.deliveryClass !== UNKNOWN) failed += 1;
      const price = message.wholeMicroUsd ?? sumParts(message.partsMicroUsd);
      if (price === null) unpriced += 1;
      else spendMicroUsd += price;
    }
    index += 1;
  }
  return {
    startMs: slot.startMs,
    numbers,
    blocks,
    stopped,
    carriers,
    sent,
    failed,
    spendMicroUsd,
    unpriced,
    ...digestVerifications(slot.verifications),
  };
};

/** So that nothing downstream can depend on the order of arrival. What was delivered, and names its carrier, comes first. */
const byNumber = (a: Message, b: Message): number =>
  a.number - b.number || a.deliveryClass - b.deliveryClass || b.carrier - a.carrier;

const sumParts = (parts: ReadonlyMap<number, number> | null): number | null => {
  if (parts === null) return null;
  let sum = 0;
  for (const price of parts.values()) sum += price;
  return sum;
};

const digestVerifications = (
  words: Uint32Array,
): Pick<
  SlotDigest,
  'verifiedNumbers' | 'numbersReportedAfter' | 'verifiedBlocks' | 'blocksReportedAfter'
> => {
  /** When each was first heard of: a redelivery comes later. */
  const numbers = new Map<number, number>();
  const records = new Map<number, { readonly block: number; readonly after: number }>();
  for (let at = 0; at < words.length; at += WORDS_PER_OBSERVATION) {
    const { outcome, numberHash, blockHash, recordHash, reportedAfterSlots } = decodeVerification(
      words,
      at,
    );
    if (outcome !== 'verified') continue;
    if (numberHash === null) {
      const after = Math.min(reportedAfterSlots, records.get(recordHash)?.after ?? Infinity);
      records.set(recordHash, { block: blockHash, after });
    } else {
      const number = numberHash | 0;
      numbers.set(number, Math.min(reportedAfterSlots, numbers.get(number) ?? Infinity));
    }
  }
  const byHash = [...numbers].sort(([a], [b]) => a - b);
  const byBlock = [...records.values()].sort((a, b) => a.block - b.block || a.after - b.after);
  return {
    verifiedNumbers: Int32Array.from(byHash, ([number]) => number),
    numbersReportedAfter: Uint16Array.from(byHash, ([, after]) => after),
    verifiedBlocks: Uint16Array.from(byBlock, ({ block }) => block),
    blocksReportedAfter: Uint16Array.from(byBlock, ({ after }) => after),
  };
};
