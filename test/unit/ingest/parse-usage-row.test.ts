import { describe, expect, it } from 'vitest';
import type { SmsEvent } from '../../../lib/core/ingest/events.ts';
import { fnv1a } from '../../../lib/core/ingest/fnv1a.ts';
import { eventOf, ingestUsageRow, NUMBER, rejectionOf, tools } from './samples.ts';

/** The first row of AWS's example, with a number that is not masked. */
const ROW = {
  PublishTimeUTC: '2016-05-10T03:00:29.476Z',
  MessageId: '96a298ac-1458-4825-a7eb-7330e0720b72',
  DestinationPhoneNumber: NUMBER,
  MessageType: 'Promotional',
  DeliveryStatus: 'Message has been accepted by phone carrier',
  PriceInUSD: '0.90084',
  PartNumber: '0',
  TotalParts: '1',
};
const SENT_MS = Date.UTC(2016, 4, 10, 3, 0, 29, 476);
const takeRow = (changes: Record<string, string>): SmsEvent =>
  eventOf(ingestUsageRow({ ...ROW, ...changes })) as SmsEvent;

describe('a row of the usage report', () => {
  it('becomes an SMS event that arrived when it was published', () => {
    expect(ingestUsageRow(ROW)).toEqual({
      ok: true,
      destination: NUMBER,
      event: {
        kind: 'sms',
        arrivedAtMs: SENT_MS,
        sentAtMs: SENT_MS,
        country: 'GB',
        numberHash: tools.keyedHash(`number:${NUMBER}`),
        blockHash: tools.keyedHash('block:+44770090') & 0xffff,
        messageHash: fnv1a(ROW.MessageId),
        part: 0,
        deliveryClass: 'delivered',
        carrierHash: 0,
        spendMicroUsd: 900_840,
      },
    });
  });

  it('may write the number without a plus sign, as in AWS documentation', () => {
    expect(takeRow({ DestinationPhoneNumber: NUMBER.slice(1) })).toEqual(takeRow({}));
  });

  it.each([
    ['1', '1', 0],
    ['0', '1', 0],
    ['1', '3', 1],
    ['3', '3', 3],
    ['31', '31', 31],
    // SNS writes 0 when it did not receive the part's number.
    ['0', '3', 0],
    ['', '', 0],
  ])('with part %s of %s is part %i', (PartNumber, TotalParts, expected) => {
    expect(takeRow({ PartNumber, TotalParts }).part).toBe(expected);
  });

  it('without columns for parts and price is a whole message of unknown price', () => {
    const { PriceInUSD: _price, PartNumber: _part, TotalParts: _total, ...rest } = ROW;
    expect(eventOf(ingestUsageRow(rest))).toMatchObject({ part: 0, spendMicroUsd: null });
  });

  it('without a price has no spend, which is not zero', () => {
    expect(takeRow({ PriceInUSD: '' }).spendMicroUsd).toBeNull();
    expect(takeRow({ PriceInUSD: '0' }).spendMicroUsd).toBe(0);
  });

  it.each([
    ['Phone is currently unreachable/unavailable', 'unreachable'],
    ['Unknown error attempting to reach phone', 'carrier-unknown-error'],
    ['', 'unknown'],
  ])('with status "%s" is %s', (DeliveryStatus, expected) => {
    expect(takeRow({ DeliveryStatus }).deliveryClass).toBe(expected);
  });

  it.each<[Record<string, string>, string, string]>([
    [{ MessageId: '' }, 'invalid-record', 'MessageId'],
    [{ DestinationPhoneNumber: '' }, 'invalid-record', 'DestinationPhoneNumber'],
    [{ PriceInUSD: '-1' }, 'invalid-record', 'PriceInUSD'],
    [{ PriceInUSD: 'free' }, 'invalid-record', 'PriceInUSD'],
    [{ PartNumber: '32', TotalParts: '40' }, 'invalid-record', 'PartNumber, TotalParts'],
    [{ PartNumber: 'one', TotalParts: '2' }, 'invalid-record', 'PartNumber, TotalParts'],
    [{ TotalParts: '-2' }, 'invalid-record', 'PartNumber, TotalParts'],
    [{ DestinationPhoneNumber: '1XXX5550100' }, 'invalid-phone-number', 'DestinationPhoneNumber'],
    [{ DestinationPhoneNumber: '+999123456789' }, 'invalid-phone-number', 'DestinationPhoneNumber'],
    [{ PublishTimeUTC: '' }, 'invalid-timestamp', 'PublishTimeUTC'],
    [{ PublishTimeUTC: '2014-12-31T00:00:00Z' }, 'implausible-timestamp', 'arrival'],
  ])('with %o is refused as %s', (changes, reason, path) => {
    const rejection = rejectionOf(ingestUsageRow({ ...ROW, ...changes }));
    expect(rejection.reason).toBe(reason);
    expect(rejection.detail.split(':')[0]).toBe(path);
  });
});
