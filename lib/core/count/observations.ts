/**
 * The unit of counting. Every event becomes one 16-byte observation in a one-minute slot, and a
 * slot is a *set* of observations: merging is set union. Union is idempotent, commutative and
 * associative, so redelivery, reordering and a crash between two writes cannot change a count,
 * and every counter is a pure sum over the set on read. See docs/adr/0002.
 */
import {
  AUTH_EVENT_TYPES,
  AUTH_RESULTS,
  DELIVERY_CLASSES,
  type AuthEvent,
  type AuthEventType,
  type AuthResult,
  type Country,
  type DeliveryClass,
  type DetectorEvent,
  type SmsEvent,
  type VerificationEvent,
} from '../ingest/events.ts';
import { floorTo, MINUTE_MS } from '../time.ts';

export const SLOT_MS = MINUTE_MS;
export const WORDS_PER_OBSERVATION = 4;
export const BYTES_PER_OBSERVATION = 16;

/** `country/TJ`, or `client/<user pool id>/<client id>`. */
export type CounterKey = string;
export const countryKey = (country: Country): CounterKey => `country/${country}`;
export const clientKey = (userPoolId: string, clientId: string | null): CounterKey =>
  `client/${userPoolId}/${clientId ?? '-'}`;
/** Whether a key is that of a user-pool client. */
export const isClientKey = (key: CounterKey): boolean => key.startsWith('client/');
/** The country of a country's key; `null` for any other key. */
export const countryOfKey = (key: CounterKey): Country | null =>
  key.startsWith('country/') ? key.slice('country/'.length) : null;

/** One minute of one key, without what is in it. */
export interface SlotRef {
  readonly key: CounterKey;
  /** Start of the minute of sending (or of the verification, or of the auth event). */
  readonly startMs: number;
}

/**
 * Observations of one key and minute, each four unsigned 32-bit words, in no particular order and
 * possibly repeated: readers fold them as a set. As an argument of `merge` it is a delta.
 */
export interface MinuteSlot extends SlotRef {
  readonly sends: Uint32Array;
  readonly verifications: Uint32Array;
  readonly auths: Uint32Array;
}

export const SPEND_UNKNOWN = 0xff_ff_ff_ff;
const MAX_SPEND_MICRO_USD = SPEND_UNKNOWN - 1;

/** Writes `event` as four words into `words` at `offset`. Layout: docs/architecture.md, "An observation". */
export const encodeSend = (event: SmsEvent, words: number[]): void => {
  words.push(
    event.numberHash >>> 0,
    event.messageHash >>> 0,
    ((event.blockHash & 0xff_ff) |
      (DELIVERY_CLASSES.indexOf(event.deliveryClass) << 16) |
      ((event.part & 0x1f) << 21) |
      ((event.carrierHash & 0x3f) << 26)) >>>
      0,
    event.spendMicroUsd === null
      ? SPEND_UNKNOWN
      : Math.min(MAX_SPEND_MICRO_USD, Math.max(0, event.spendMicroUsd)) >>> 0,
  );
};

export interface SendObservation {
  readonly numberHash: number;
  readonly messageHash: number;
  readonly blockHash: number;
  readonly deliveryClass: DeliveryClass;
  readonly part: number;
  readonly carrierHash: number;
  readonly spendMicroUsd: number | null;
}

const wordAt = (words: Uint32Array, index: number): number => words[index] ?? 0;

export const decodeSend = (words: Uint32Array, offset: number): SendObservation => {
  const packed = wordAt(words, offset + 2);
  const spend = wordAt(words, offset + 3);
  return {
    numberHash: wordAt(words, offset),
    messageHash: wordAt(words, offset + 1),
    blockHash: packed & 0xff_ff,
    deliveryClass: DELIVERY_CLASSES[(packed >>> 16) & 0x1f] ?? 'unknown',
    part: (packed >>> 21) & 0x1f,
    carrierHash: packed >>> 26,
    spendMicroUsd: spend === SPEND_UNKNOWN ? null : spend,
  };
};

const HAS_NUMBER = 1 << 16;
const IS_VERIFIED = 1 << 17;

export const encodeVerification = (event: VerificationEvent, words: number[]): void => {
  words.push(
    (event.numberHash ?? 0) >>> 0,
    event.recordHash >>> 0,
    (event.blockHash & 0xff_ff) |
      (event.numberHash === null ? 0 : HAS_NUMBER) |
      (event.outcome === 'verified' ? IS_VERIFIED : 0),
    (event.occurredAtMs - floorTo(event.occurredAtMs, SLOT_MS)) |
      (reportedAfterSlots(event) << REPORTED_SHIFT),
  );
};

/** Minutes from that in which a code was entered to that in which it was heard of; 65,535 are 45 days. */
const reportedAfterSlots = ({ occurredAtMs, arrivedAtMs }: VerificationEvent): number =>
  Math.min(
    0xff_ff,
    Math.max(0, (floorTo(arrivedAtMs, SLOT_MS) - floorTo(occurredAtMs, SLOT_MS)) / SLOT_MS),
  );
const REPORTED_SHIFT = 16;

export interface VerificationObservation {
  readonly numberHash: number | null;
  readonly recordHash: number;
  readonly blockHash: number;
  readonly outcome: 'verified' | 'failed';
  readonly offsetInSlotMs: number;
  /** Minutes from that in which the code was entered to that in which it was heard of. */
  readonly reportedAfterSlots: number;
}

export const decodeVerification = (words: Uint32Array, offset: number): VerificationObservation => {
  const packed = wordAt(words, offset + 2);
  return {
    numberHash: (packed & HAS_NUMBER) === 0 ? null : wordAt(words, offset),
    recordHash: wordAt(words, offset + 1),
    blockHash: packed & 0xff_ff,
    outcome: (packed & IS_VERIFIED) === 0 ? 'failed' : 'verified',
    offsetInSlotMs: wordAt(words, offset + 3) & 0xff_ff,
    reportedAfterSlots: wordAt(words, offset + 3) >>> REPORTED_SHIFT,
  };
};

const HAS_USER = 1 << 16;
const HAS_IP = 1 << 17;
const NO_COUNTRY = 0;
const letter = (text: string, index: number): number => text.charCodeAt(index) - 64;

const encodeIso2 = (iso2: string | null): number =>
  iso2 === null ? NO_COUNTRY : letter(iso2, 0) * 27 + letter(iso2, 1);
const decodeIso2 = (code: number): string | null =>
  code === NO_COUNTRY
    ? null
    : String.fromCharCode(64 + Math.floor(code / 27)) + String.fromCharCode(64 + (code % 27));

export const encodeAuth = (event: AuthEvent, words: number[]): void => {
  words.push(
    (event.userHash ?? 0) >>> 0,
    event.recordHash >>> 0,
    (event.ipHash ?? 0) >>> 0,
    encodeIso2(event.ipCountry) |
      (event.userHash === null ? 0 : HAS_USER) |
      (event.ipHash === null ? 0 : HAS_IP) |
      (AUTH_EVENT_TYPES.indexOf(event.eventType) << 20) |
      (AUTH_RESULTS.indexOf(event.result) << 24),
  );
};

export interface AuthObservation {
  readonly userHash: number | null;
  readonly recordHash: number;
  readonly ipHash: number | null;
  readonly ipCountry: string | null;
  readonly eventType: AuthEventType;
  readonly result: AuthResult;
}

export const decodeAuth = (words: Uint32Array, offset: number): AuthObservation => {
  const packed = wordAt(words, offset + 3);
  return {
    userHash: (packed & HAS_USER) === 0 ? null : wordAt(words, offset),
    recordHash: wordAt(words, offset + 1),
    ipHash: (packed & HAS_IP) === 0 ? null : wordAt(words, offset + 2),
    ipCountry: decodeIso2(packed & 0xff_ff),
    eventType: AUTH_EVENT_TYPES[(packed >>> 20) & 0xf] ?? 'other',
    result: AUTH_RESULTS[(packed >>> 24) & 0x3] ?? 'unknown',
  };
};

const NO_WORDS = new Uint32Array(0);

/** Sums a batch in memory: one delta per key and minute, whatever the number of events. */
export const toSlotDeltas = (events: readonly DetectorEvent[]): MinuteSlot[] => {
  interface Open {
    readonly key: CounterKey;
    readonly startMs: number;
    readonly sends: number[];
    readonly verifications: number[];
    readonly auths: number[];
  }
  const byKey = new Map<CounterKey, Map<number, Open>>();
  const openSlot = (key: CounterKey, atMs: number): Open => {
    const startMs = floorTo(atMs, SLOT_MS);
    let slots = byKey.get(key);
    if (slots === undefined) byKey.set(key, (slots = new Map()));
    let open = slots.get(startMs);
    if (open === undefined) {
      open = { key, startMs, sends: [], verifications: [], auths: [] };
      slots.set(startMs, open);
    }
    return open;
  };
  for (const event of events) {
    if (event.kind === 'sms')
      encodeSend(event, openSlot(countryKey(event.country), event.sentAtMs).sends);
    else if (event.kind === 'verification')
      encodeVerification(
        event,
        openSlot(countryKey(event.country), event.occurredAtMs).verifications,
      );
    else
      encodeAuth(
        event,
        openSlot(clientKey(event.userPoolId, event.clientId), event.occurredAtMs).auths,
      );
  }
  const pack = (words: readonly number[]): Uint32Array =>
    words.length === 0 ? NO_WORDS : new Uint32Array(words);
  return [...byKey.values()].flatMap((slots) =>
    [...slots.values()].map((open) => ({
      key: open.key,
      startMs: open.startMs,
      sends: pack(open.sends),
      verifications: pack(open.verifications),
      auths: pack(open.auths),
    })),
  );
};
