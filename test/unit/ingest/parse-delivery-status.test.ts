import { describe, expect, it } from 'vitest';
import { fnv1a } from '../../../lib/core/ingest/fnv1a.ts';
import type { SmsEvent } from '../../../lib/core/ingest/events.ts';
import {
  eventOf,
  ingestRecord,
  NUMBER,
  rejectionOf,
  snsFailure,
  snsSuccess,
  take,
  tools,
  withNumber,
  type Json,
} from './samples.ts';

const SENT_MS = Date.UTC(2016, 5, 28, 0, 40, 34, 558);
const ARRIVED_MS = SENT_MS + 2_000;
const takeSms = (record: unknown): SmsEvent => eventOf(take(record, ARRIVED_MS)) as SmsEvent;
const without = (record: Json, key: string): Json =>
  Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));

describe('an SNS delivery status', () => {
  it('of a success becomes a delivered SMS event', () => {
    expect(take(withNumber(snsSuccess), ARRIVED_MS)).toEqual({
      ok: true,
      destination: NUMBER,
      event: {
        kind: 'sms',
        arrivedAtMs: ARRIVED_MS,
        sentAtMs: SENT_MS,
        country: 'GB',
        numberHash: tools.keyedHash(`number:${NUMBER}`),
        blockHash: tools.keyedHash('block:+44770090') & 0xffff,
        messageHash: fnv1a('34d9b400-c6dd-5444-820d-fbeb0f1f54cf'),
        part: 0,
        deliveryClass: 'delivered',
        carrierHash: expect.any(Number),
        spendMicroUsd: 6_450,
      },
    });
    expect(takeSms(withNumber(snsSuccess)).carrierHash).toBeGreaterThan(0);
  });

  it('of a failure has its price, a class of failure and no carrier', () => {
    expect(takeSms(withNumber(snsFailure))).toMatchObject({
      sentAtMs: SENT_MS + 1,
      deliveryClass: 'carrier-unknown-error',
      carrierHash: 0,
      spendMicroUsd: 6_450,
    });
  });

  it('with the masked number of AWS documentation is refused', () => {
    expect(rejectionOf(take(snsSuccess, ARRIVED_MS))).toEqual({
      ok: false,
      reason: 'invalid-phone-number',
      detail: 'delivery.destination: not in E.164 form',
    });
  });

  it('arrives at its ingestion time, else at the time of the log event', () => {
    const message = JSON.stringify(withNumber(snsSuccess));
    const arrival = (ingestionTimeMs?: number): number =>
      eventOf(ingestRecord({ message, timestampMs: ARRIVED_MS, ingestionTimeMs })).arrivedAtMs;
    expect(arrival(ARRIVED_MS + 5)).toBe(ARRIVED_MS + 5);
    expect(arrival()).toBe(ARRIVED_MS);
  });

  it('that comes 72 hours late is booked when it was sent', () => {
    const late = take(withNumber(snsSuccess), SENT_MS + 72 * 3_600_000);
    expect(eventOf(late)).toMatchObject({ sentAtMs: SENT_MS });
  });

  it.each<[string, Json]>([
    ['no carrier name', { phoneCarrier: undefined }],
    ['no number of parts', { numberOfMessageParts: undefined }],
    ['codes as strings', { mcc: '310', mnc: '270' }],
    ['the price as a string', { priceInUSD: '0.00645' }],
    ['null instead of a carrier', { phoneCarrier: null }],
    ['fields nobody knows', { surprise: { nested: [1, 2, 3] } }],
  ])('with %s means the same', (_, delivery) => {
    expect(takeSms(withNumber(snsSuccess, delivery))).toEqual(takeSms(withNumber(snsSuccess)));
  });

  it.each<[string, Json]>([
    ['missing', { priceInUSD: undefined }],
    ['empty', { priceInUSD: '' }],
    ['null', { priceInUSD: null }],
  ])('whose price is %s has no spend, which is not zero', (_, delivery) => {
    expect(takeSms(withNumber(snsSuccess, delivery)).spendMicroUsd).toBeNull();
  });

  it('whose price is zero has a spend of zero', () => {
    expect(takeSms(withNumber(snsSuccess, { priceInUSD: 0 })).spendMicroUsd).toBe(0);
  });

  it.each<[string, Json, string]>([
    ['missing codes', { mcc: undefined, mnc: undefined }, 'delivered'],
    ['codes of another type', { mcc: {}, mnc: [] }, 'delivered'],
  ])('with %s has no carrier', (_, delivery, deliveryClass) => {
    expect(takeSms(withNumber(snsSuccess, delivery))).toMatchObject({
      carrierHash: 0,
      deliveryClass,
    });
  });

  it.each<[unknown, unknown, string]>([
    ['SUCCESS', undefined, 'delivered'],
    ['SUCCESS', 'Message has been accepted by phone.', 'delivered'],
    ['FAILURE', 'No quota left for account', 'quota-exhausted'],
    ['FAILURE', undefined, 'unknown-failure'],
    ['FAILURE', 42, 'unknown-failure'],
    ['FAILURE', 'Message has been accepted by phone carrier', 'unknown-failure'],
    [undefined, 'Message has been accepted by phone carrier', 'delivered'],
    [undefined, 'Phone has blocked SMS', 'destination-blocked'],
    [undefined, undefined, 'unknown'],
    ['PENDING', '', 'unknown'],
  ])('with status %o and response %o is %s', (status, providerResponse, expected) => {
    const record = { ...withNumber(snsSuccess, { providerResponse }), status };
    expect(takeSms(record).deliveryClass).toBe(expected);
  });

  it.each<[string, Json, string]>([
    ['notification', { ...withNumber(snsSuccess), notification: null }, 'notification'],
    ['notification', { ...withNumber(snsSuccess), notification: [] }, 'notification'],
    ['delivery', { ...withNumber(snsSuccess), delivery: 'x' }, 'delivery'],
    [
      'message id',
      { ...withNumber(snsSuccess), notification: { timestamp: 'x' } },
      'notification.messageId',
    ],
    [
      'message id',
      { ...withNumber(snsSuccess), notification: { messageId: 7 } },
      'notification.messageId',
    ],
    ['status', { ...withNumber(snsSuccess), status: 7 }, 'status'],
    ['destination', withNumber(snsSuccess, { destination: undefined }), 'delivery.destination'],
    ['destination', withNumber(snsSuccess, { destination: 447700900123 }), 'delivery.destination'],
    ['destination', withNumber(snsSuccess, { destination: [NUMBER] }), 'delivery.destination'],
    ['price', withNumber(snsSuccess, { priceInUSD: -0.01 }), 'delivery.priceInUSD'],
    ['price', withNumber(snsSuccess, { priceInUSD: 'NaN' }), 'delivery.priceInUSD'],
    ['price', withNumber(snsSuccess, { priceInUSD: {} }), 'delivery.priceInUSD'],
  ])('with an unusable %s is refused by its path', (_, record, path) => {
    const rejection = rejectionOf(take(record, ARRIVED_MS));
    expect(rejection.reason).toBe('invalid-record');
    expect(rejection.detail.split(':')[0]).toBe(path);
  });

  it.each([
    '447700900123',
    '+44 7700 900123',
    '+44-7700-900123',
    '+447700900abc',
    '+4477009001234567',
    '+447700',
    '+047700900123',
    '++447700900123',
    ' +447700900123',
    '+447700900123\n',
    '+٤٤٧٧٠٠٩٠٠١٢٣',
    '+',
    '',
    'SENDER',
    '+999123456789',
  ])('to "%s" is refused', (destination) => {
    expect(rejectionOf(take(withNumber(snsSuccess, { destination }), ARRIVED_MS)).reason).toBe(
      'invalid-phone-number',
    );
  });

  it.each([
    'arn:aws:lambda:us-east-1:123456789012:function:example',
    'https://example.com/hook',
    'http://example.com/hook',
  ])('to %s is another protocol of the same topic', (destination) => {
    expect(rejectionOf(take(withNumber(snsSuccess, { destination }), ARRIVED_MS)).reason).toBe(
      'unknown-record',
    );
  });

  it.each([undefined, null, '', 'yesterday', {}, '2016-06-31 00:40:34.558'])(
    'sent at %o is refused',
    (timestamp) => {
      const notification = { messageId: 'm', timestamp };
      expect(
        rejectionOf(take({ ...withNumber(snsSuccess), notification }, ARRIVED_MS)),
      ).toMatchObject({ reason: 'invalid-timestamp' });
    },
  );

  it('without status, mcc, mnc and carrier is still an event', () => {
    expect(takeSms(without(withNumber(snsSuccess), 'status')).kind).toBe('sms');
  });

  it('of one number is one hash in every record, and of its neighbour one block', () => {
    const [one, same, neighbour, far] = [NUMBER, NUMBER, '+447700909999', '+447700910123'].map(
      (destination) => takeSms(withNumber(snsSuccess, { destination })),
    );
    expect(one?.numberHash).toBe(same?.numberHash);
    expect(one?.numberHash).not.toBe(neighbour?.numberHash);
    expect(one?.blockHash).toBe(neighbour?.blockHash);
    expect(one?.blockHash).not.toBe(far?.blockHash);
  });
});
