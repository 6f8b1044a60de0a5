import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AUTH_EVENT_TYPES,
  AUTH_RESULTS,
  DELIVERY_CLASSES,
  type AuthEvent,
  type DetectorEvent,
  type SmsEvent,
  type VerificationEvent,
} from '../../../lib/core/ingest/events.ts';
import {
  clientKey,
  countryKey,
  countryOfKey,
  decodeAuth,
  decodeSend,
  decodeVerification,
  encodeAuth,
  encodeSend,
  encodeVerification,
  SPEND_UNKNOWN,
  toSlotDeltas,
  WORDS_PER_OBSERVATION,
  type MinuteSlot,
} from '../../../lib/core/count/observations.ts';
import { floorTo, HOUR_MS, MINUTE_MS } from '../../../lib/core/time.ts';
import { observationsOf, sms, START_MS } from './histories.ts';

const hash32 = fc.nat(0xff_ff_ff_ff);
const atMs = fc.integer({ min: START_MS, max: START_MS + 3 * HOUR_MS });
const country = fc.constantFrom('TJ', 'US', '+883');

const smsEvent: fc.Arbitrary<SmsEvent> = fc.record({
  kind: fc.constant('sms' as const),
  arrivedAtMs: atMs,
  sentAtMs: atMs,
  country,
  numberHash: hash32,
  blockHash: fc.nat(0xff_ff),
  messageHash: hash32,
  part: fc.nat(31),
  deliveryClass: fc.constantFrom(...DELIVERY_CLASSES),
  carrierHash: fc.nat(63),
  spendMicroUsd: fc.option(fc.nat(SPEND_UNKNOWN - 1)),
});
const verificationEvent: fc.Arbitrary<VerificationEvent> = fc.record({
  kind: fc.constant('verification' as const),
  arrivedAtMs: atMs,
  occurredAtMs: atMs,
  outcome: fc.constantFrom('verified' as const, 'failed' as const),
  country,
  numberHash: fc.option(hash32),
  blockHash: fc.nat(0xff_ff),
  recordHash: hash32,
});
const iso2 = fc
  .tuple(fc.nat(25), fc.nat(25))
  .map(([a, b]) => String.fromCharCode(65 + a) + String.fromCharCode(65 + b));
const authEvent: fc.Arbitrary<AuthEvent> = fc.record({
  kind: fc.constant('auth' as const),
  arrivedAtMs: atMs,
  occurredAtMs: atMs,
  userPoolId: fc.constantFrom('us-east-1_A', 'us-east-1_B'),
  clientId: fc.option(fc.constantFrom('c1', 'c2')),
  eventType: fc.constantFrom(...AUTH_EVENT_TYPES),
  result: fc.constantFrom(...AUTH_RESULTS),
  userHash: fc.option(hash32),
  ipHash: fc.option(hash32),
  ipCountry: fc.option(iso2),
  recordHash: hash32,
});
const anyEvent: fc.Arbitrary<DetectorEvent> = fc.oneof(smsEvent, verificationEvent, authEvent);

describe('an observation', () => {
  it('of a send gives back everything that was written into it', () => {
    fc.assert(
      fc.property(smsEvent, smsEvent, (before, event) => {
        const words: number[] = [];
        encodeSend(before, words);
        encodeSend(event, words);
        expect(words).toHaveLength(2 * WORDS_PER_OBSERVATION);
        const { numberHash, messageHash, blockHash, deliveryClass } = event;
        const { part, carrierHash, spendMicroUsd } = event;
        expect(decodeSend(Uint32Array.from(words), WORDS_PER_OBSERVATION)).toEqual({
          numberHash,
          messageHash,
          blockHash,
          deliveryClass,
          part,
          carrierHash,
          spendMicroUsd,
        });
      }),
    );
  });

  it('of a verification gives back everything that was written into it', () => {
    fc.assert(
      fc.property(verificationEvent, (event) => {
        const words: number[] = [];
        encodeVerification(event, words);
        const { numberHash, recordHash, blockHash, outcome, occurredAtMs, arrivedAtMs } = event;
        const slotOf = (ms: number): number => Math.floor(ms / MINUTE_MS);
        expect(decodeVerification(Uint32Array.from(words), 0)).toEqual({
          numberHash,
          recordHash,
          blockHash,
          outcome,
          offsetInSlotMs: occurredAtMs - floorTo(occurredAtMs, MINUTE_MS),
          reportedAfterSlots: Math.min(
            0xff_ff,
            Math.max(0, slotOf(arrivedAtMs) - slotOf(occurredAtMs)),
          ),
        });
      }),
    );
  });

  it('of an auth event gives back everything that was written into it', () => {
    fc.assert(
      fc.property(authEvent, (event) => {
        const words: number[] = [];
        encodeAuth(event, words);
        const { userHash, recordHash, ipHash, ipCountry, eventType, result } = event;
        expect(decodeAuth(Uint32Array.from(words), 0)).toEqual({
          userHash,
          recordHash,
          ipHash,
          ipCountry,
          eventType,
          result,
        });
      }),
    );
  });

  it('keeps an unknown price apart from one of nothing and from one too high to hold', () => {
    const priceOf = (spendMicroUsd: number | null): number | null => {
      const words: number[] = [];
      encodeSend(sms(0, 1, { spendMicroUsd }), words);
      return decodeSend(Uint32Array.from(words), 0).spendMicroUsd;
    };
    expect(priceOf(null)).toBeNull();
    expect(priceOf(0)).toBe(0);
    expect(priceOf(SPEND_UNKNOWN)).toBe(SPEND_UNKNOWN - 1);
    expect(priceOf(1e12)).toBe(SPEND_UNKNOWN - 1);
    expect(priceOf(-5)).toBe(0);
  });
});

describe('toSlotDeltas', () => {
  const contents = (deltas: readonly MinuteSlot[]): unknown =>
    new Map(
      deltas
        .map(({ key, startMs, sends, verifications, auths }): [string, unknown] => [
          `${key} ${startMs}`,
          [sends, verifications, auths].map((words) => observationsOf(words).sort()),
        ])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );

  it('gives the same observations in the same slots whatever the order of events', () => {
    fc.assert(
      fc.property(
        fc
          .array(anyEvent, { maxLength: 40 })
          .chain((events) =>
            fc.tuple(
              fc.constant(events),
              fc.shuffledSubarray(events, { minLength: events.length }),
            ),
          ),
        ([events, shuffled]) => {
          expect(contents(toSlotDeltas(shuffled))).toEqual(contents(toSlotDeltas(events)));
        },
      ),
    );
  });

  it('gives one delta for each key and minute, and loses no event', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
        const deltas = toSlotDeltas(events);
        expect(new Set(deltas.map(({ key, startMs }) => `${key} ${startMs}`)).size).toBe(
          deltas.length,
        );
        const words = deltas.reduce(
          (sum, { sends, verifications, auths }) =>
            sum + sends.length + verifications.length + auths.length,
          0,
        );
        expect(words).toBe(events.length * WORDS_PER_OBSERVATION);
        for (const { startMs } of deltas) expect(startMs % MINUTE_MS).toBe(0);
      }),
    );
  });

  it('books by the time of sending, not of arrival', () => {
    const late = sms(3, 1, { arrivedAtMs: START_MS + 40 * HOUR_MS, sentAtMs: START_MS + 200_000 });
    expect(toSlotDeltas([late]).map(({ startMs }) => startMs)).toEqual([START_MS + 180_000]);
  });
});

describe('a counter key', () => {
  it('of a country names it, and no other key does', () => {
    expect(countryOfKey(countryKey('+883'))).toBe('+883');
    expect(countryOfKey(clientKey('us-east-1_A', null))).toBeNull();
    expect(clientKey('us-east-1_A', null)).not.toBe(clientKey('us-east-1_A', 'c1'));
  });
});
