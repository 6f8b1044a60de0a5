import { describe, expect, it } from 'vitest';
import type { SmsEvent, VerificationEvent } from '../../../lib/core/ingest/events.ts';
import {
  eventOf,
  otpVerification,
  rejectionOf,
  snsSuccess,
  take,
  tools,
  withNumber,
  type Json,
} from './samples.ts';

const OCCURRED_MS = Date.UTC(2026, 8, 1, 0, 0, 38, 716);
const ARRIVED_MS = OCCURRED_MS + 500;
const NUMBER = '+5571928780093';
const takeVerification = (record: Json): VerificationEvent =>
  eventOf(take(record, ARRIVED_MS)) as VerificationEvent;
const byPrefix = (destinationPrefix: unknown): Json => ({
  ...otpVerification,
  destination: undefined,
  destinationPrefix,
});

describe('an OTP verification', () => {
  it('becomes a verification event, its number hashed', () => {
    expect(take(otpVerification, ARRIVED_MS)).toEqual({
      ok: true,
      destination: null,
      event: {
        kind: 'verification',
        arrivedAtMs: ARRIVED_MS,
        occurredAtMs: OCCURRED_MS,
        outcome: 'verified',
        country: 'BR',
        numberHash: tools.keyedHash(`number:${NUMBER}`),
        blockHash: tools.keyedHash('block:+557192878') & 0xffff,
        recordHash: expect.any(Number),
      },
    });
  });

  it('has the hashes of the SMS that it answers', () => {
    const sms = eventOf(
      take(withNumber(snsSuccess, { destination: NUMBER }), Date.UTC(2016, 5, 28, 1)),
    ) as SmsEvent;
    const { numberHash, blockHash, country } = takeVerification(otpVerification);
    expect({ numberHash, blockHash, country }).toEqual({
      numberHash: sms.numberHash,
      blockHash: sms.blockHash,
      country: sms.country,
    });
  });

  it('by prefix has the block of every number in it, and no number', () => {
    const event = takeVerification(byPrefix('+557192878'));
    expect(event.numberHash).toBeNull();
    for (const last of ['0000', '0093', '9999']) {
      const full = takeVerification({ ...otpVerification, destination: `+557192878${last}` });
      expect(event.blockHash).toBe(full.blockHash);
      expect(event.country).toBe(full.country);
    }
  });

  it.each<[string, Json]>([
    ['without pool and client', { userPoolId: undefined, clientId: undefined }],
    ['with null for pool and client', { userPoolId: null, clientId: null }],
    ['with a prefix beside the number', { destinationPrefix: '+557192878' }],
    ['with fields nobody knows', { extra: true }],
    ['with the time in another zone', { timestamp: '2026-08-31T21:00:38.716-03:00' }],
  ])('%s means the same', (_, changes) => {
    expect(takeVerification({ ...otpVerification, ...changes })).toEqual(
      takeVerification(otpVerification),
    );
  });

  it('that failed says so', () => {
    expect(takeVerification({ ...otpVerification, outcome: 'failed' }).outcome).toBe('failed');
  });

  it('redelivered has one identity, and differs from every other', () => {
    const identities = [
      otpVerification,
      { ...otpVerification, outcome: 'failed' },
      { ...otpVerification, timestamp: '2026-09-01T00:00:38.717Z' },
      { ...otpVerification, destination: '+5571928780094' },
      byPrefix('+557192878'),
    ].map((record) => takeVerification(record).recordHash);
    expect(new Set(identities).size).toBe(identities.length);
    expect(takeVerification({ ...otpVerification }).recordHash).toBe(identities[0]);
  });

  it.each<[string, Json, string]>([
    ['version', { version: undefined }, 'version'],
    ['version', { version: 2 }, 'version'],
    ['version', { version: '1' }, 'version'],
    ['outcome', { outcome: 'maybe' }, 'outcome'],
    ['outcome', { outcome: undefined }, 'outcome'],
    ['destination', { destination: undefined }, 'destinationPrefix'],
    ['destination', { destination: 5571928780093 }, 'destination'],
    ['destination', { destination: {} }, 'destination'],
    ['prefix', { destination: null, destinationPrefix: [] }, 'destinationPrefix'],
  ])('with an unusable %s is refused by its path', (_, changes, path) => {
    const rejection = rejectionOf(take({ ...otpVerification, ...changes }, ARRIVED_MS));
    expect(rejection.reason).toBe('invalid-record');
    expect(rejection.detail.split(':')[0]).toBe(path);
  });

  it.each(['5571928780093', '+55 71928780093', '+999123456789', 'x'])(
    'to "%s" is refused',
    (destination) => {
      const rejection = rejectionOf(take({ ...otpVerification, destination }, ARRIVED_MS));
      expect(rejection.reason).toBe('invalid-phone-number');
    },
  );

  it.each(['+55', '557192878', '+557192878000', '+99912345', '+55719287x'])(
    'with prefix "%s" is refused',
    (prefix) => {
      expect(rejectionOf(take(byPrefix(prefix), ARRIVED_MS)).reason).toBe('invalid-phone-number');
    },
  );

  it.each([
    [undefined, 'invalid-timestamp'],
    ['now', 'invalid-timestamp'],
    ['2026-09-02T00:00:00Z', 'implausible-timestamp'],
    ['2026-08-01T00:00:00Z', 'implausible-timestamp'],
  ])('at %o is refused as %s', (timestamp, reason) => {
    expect(rejectionOf(take({ ...otpVerification, timestamp }, ARRIVED_MS)).reason).toBe(reason);
  });
});
