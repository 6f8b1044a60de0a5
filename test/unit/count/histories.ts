import * as fc from 'fast-check';
import {
  DELIVERY_CLASSES,
  type DeliveryClass,
  type DetectorEvent,
  type SmsEvent,
  type VerificationEvent,
} from '../../../lib/core/ingest/events.ts';
import {
  toSlotDeltas,
  WORDS_PER_OBSERVATION,
  type MinuteSlot,
} from '../../../lib/core/count/observations.ts';
import { digestSlot, type SlotDigest } from '../../../lib/core/count/slot-digest.ts';
import { MINUTE_MS, SECOND_MS } from '../../../lib/core/time.ts';

/** A full hour. */
export const START_MS = Date.UTC(2026, 8, 8, 6, 0);
export const minute = (index: number): number => START_MS + index * MINUTE_MS;

/** Numbers of a test are small; ten share a block. */
export const blockOf = (number: number): number => Math.floor(number / 10);

export const sms = (
  atMinute: number,
  number: number,
  overrides: Partial<SmsEvent> = {},
): SmsEvent => ({
  kind: 'sms',
  arrivedAtMs: minute(atMinute),
  sentAtMs: minute(atMinute),
  country: 'TJ',
  numberHash: number,
  blockHash: blockOf(number),
  messageHash: atMinute * 1_000 + number,
  part: 0,
  deliveryClass: 'delivered',
  carrierHash: 1,
  spendMicroUsd: 10_000,
  ...overrides,
});

export const verified = (
  atMinute: number,
  number: number,
  overrides: Partial<VerificationEvent> = {},
): VerificationEvent => ({
  kind: 'verification',
  arrivedAtMs: minute(atMinute),
  occurredAtMs: minute(atMinute),
  outcome: 'verified',
  country: 'TJ',
  numberHash: number,
  blockHash: blockOf(number),
  recordHash: 5_000_000 + atMinute * 1_000 + number,
  ...overrides,
});

/** A verification by an application that reports the destination's prefix only. */
export const verifiedInBlock = (atMinute: number, block: number, record = 0): VerificationEvent =>
  verified(atMinute, 0, {
    numberHash: null,
    blockHash: block,
    recordHash: 9_000_000 + atMinute * 1_000 + block * 10 + record,
  });

/** The slots of one key, ascending. */
export const slotsOf = (events: readonly DetectorEvent[]): MinuteSlot[] =>
  toSlotDeltas(events).sort((a, b) => a.startMs - b.startMs);

export const digestsOf = (events: readonly DetectorEvent[]): SlotDigest[] =>
  slotsOf(events).map(digestSlot);

/** The observations of `words` as comparable strings. */
export const observationsOf = (words: Uint32Array): string[] => {
  const observations: string[] = [];
  for (let at = 0; at < words.length; at += WORDS_PER_OBSERVATION)
    observations.push([...words.subarray(at, at + WORDS_PER_OBSERVATION)].join(' '));
  return observations;
};

const STOPPED: readonly DeliveryClass[] = [
  'protect-blocked',
  'quota-exhausted',
  'rate-exceeded',
  'sandbox',
  'max-price-exceeded',
  'invalid-body',
  'opted-out',
];
export const isStoppedClass = (deliveryClass: DeliveryClass): boolean =>
  STOPPED.includes(deliveryClass);

/** Minutes that a random history spans: more than a window with what it looks back to. */
const SPAN_MINUTES = 260;
const NUMBERS = 24;

const record = fc.record({
  deliveryClass: fc.oneof(
    { weight: 3, arbitrary: fc.constant<DeliveryClass>('delivered') },
    { weight: 2, arbitrary: fc.constantFrom(...DELIVERY_CLASSES) },
  ),
  carrierHash: fc.nat(3),
  part: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 4 })),
  spendMicroUsd: fc.option(fc.integer({ min: 0, max: 300_000 }), { freq: 3 }),
});

/** A message with one to three records of it, which may be the same one again. */
const message: fc.Arbitrary<readonly SmsEvent[]> = fc
  .tuple(
    fc.nat(SPAN_MINUTES - 1),
    fc.nat(NUMBERS - 1),
    fc.nat(0xff_ff_ff_ff),
    fc.array(record, { minLength: 1, maxLength: 3 }),
  )
  .map(([atMinute, number, messageHash, records]) =>
    records.map((overrides) => sms(atMinute, number, { messageHash, ...overrides })),
  );

type Naming = 'number' | 'block';

const verification = (
  kinds: readonly (Naming | 'failed')[],
): fc.Arbitrary<readonly VerificationEvent[]> =>
  fc
    .tuple(
      fc.nat(SPAN_MINUTES - 1),
      fc.nat(NUMBERS - 1),
      fc.constantFrom(...kinds),
      fc.nat(0xff_ff_ff_ff),
      fc.nat(6),
    )
    .map(([atMinute, number, kind, recordHash, reportedAfter]) => [
      verified(atMinute, number, {
        recordHash,
        arrivedAtMs: minute(atMinute + reportedAfter),
        ...(kind === 'block' ? { numberHash: null } : {}),
        ...(kind === 'failed' ? { outcome: 'failed' } : {}),
      }),
    ]);

export type CountedEvent = SmsEvent | VerificationEvent;

/**
 * Sends, resends, receipts that come twice, parts and verifications of one destination, in any
 * order. Verifications name the number, only its block, or one or the other.
 */
export const history = (
  naming: readonly Naming[] = ['number', 'block'],
  size = 60,
): fc.Arbitrary<readonly CountedEvent[]> =>
  fc
    .array(
      fc.oneof<
        [
          fc.WeightedArbitrary<readonly CountedEvent[]>,
          fc.WeightedArbitrary<readonly CountedEvent[]>,
        ]
      >(
        { weight: 3, arbitrary: message },
        { weight: 2, arbitrary: verification([...naming, ...naming, 'failed']) },
      ),
      { maxLength: size, size: 'max' },
    )
    .map((groups) => groups.flat());

/** A tick within or just after a random history. */
export const tick: fc.Arbitrary<number> = fc
  .integer({ min: 150 * 4, max: (SPAN_MINUTES + 20) * 4 })
  .map((quarters) => START_MS + quarters * 15 * SECOND_MS);
