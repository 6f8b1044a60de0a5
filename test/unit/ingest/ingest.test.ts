import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIngest, ingest, ingestUsageRow } from '../../../lib/core/ingest/ingest.ts';
import type { IngestResult } from '../../../lib/core/ingest/ingest-result.ts';
import { REJECT_REASONS } from '../../../lib/core/ingest/log-record.ts';
import {
  eventOf,
  ingestRecord,
  NUMBER,
  otpVerification,
  rejectionOf,
  snsFailure,
  snsSuccess,
  take,
  tools,
  userAuthEvent,
  userNotification,
  withNumber,
  type Json,
} from './samples.ts';

const NOW_MS = Date.UTC(2026, 8, 1, 12);
const RECORDS = [
  withNumber(snsSuccess),
  withNumber(snsFailure),
  otpVerification,
  userAuthEvent,
  userNotification,
];

/** Values that a field must survive, beside everything that fast-check thinks of. */
const anyJson = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(1e308, -0, '', null, [], {}, [[]], NUMBER, 'arn:aws:x', '+', true),
);

/** One of the valid records, with one or two of its fields replaced or removed at any depth. */
const damagedRecords = fc
  .tuple(
    fc.constantFrom<Json>(...RECORDS),
    fc.array(fc.tuple(fc.nat(), anyJson), { minLength: 1, maxLength: 2 }),
  )
  .map(([record, damages]) => {
    const copy = structuredClone(record);
    for (const [where, value] of damages) {
      const inner = Object.values(copy).filter(
        (child): child is Json =>
          typeof child === 'object' && child !== null && !Array.isArray(child),
      );
      const places = [copy, ...inner].flatMap((parent) =>
        Object.keys(parent).map((key) => [parent, key] as const),
      );
      const place = places[where % places.length];
      if (place) place[0][place[1]] = value;
    }
    return copy;
  });

const isSafe = (value: unknown): boolean =>
  typeof value === 'number' ? Number.isSafeInteger(value) : value !== NUMBER;

/** Whether an answer is one that may leave the stage: whole numbers, known reasons, no phone number. */
const isProper = (result: IngestResult): boolean =>
  result.ok
    ? (result.destination !== null) === (result.event.kind === 'sms') &&
      Object.values(result.event).every(isSafe)
    : REJECT_REASONS.includes(result.reason) && !/\d{6}/.test(result.detail);

describe('ingest', () => {
  it.each<[string, unknown, string]>([
    ['text', 'START RequestId: 8f5', 'not-json'],
    ['nothing', '', 'not-json'],
    ['half a record', JSON.stringify(snsSuccess).slice(0, -1), 'not-json'],
    ['a number', '12345', 'unknown-record'],
    ['null', 'null', 'unknown-record'],
    ['a list', '[{"notification":{},"delivery":{}}]', 'unknown-record'],
    ['an empty object', {}, 'unknown-record'],
    ['another application', { level: 'info', message: 'hello' }, 'unknown-record'],
    ['a notification without a delivery', { notification: {} }, 'unknown-record'],
    ['an event source without a log source', { eventSource: 'x' }, 'unknown-record'],
    ['another type', { type: 'otp-sent', version: 1 }, 'unknown-record'],
    ['a type that is no text', { type: ['otp-verification'] }, 'unknown-record'],
  ])('refuses %s', (_, message, reason) => {
    expect(rejectionOf(take(message, NOW_MS)).reason).toBe(reason);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1.5])(
    'refuses a log event at %d',
    (timestampMs) => {
      const message = JSON.stringify(otpVerification);
      expect(rejectionOf(ingestRecord({ message, timestampMs })).reason).toBe('invalid-timestamp');
    },
  );

  it('survives nesting of any depth', () => {
    const depth = 200_000;
    const deep = '['.repeat(depth) + ']'.repeat(depth);
    expect(take('['.repeat(depth), NOW_MS).ok).toBe(false);
    expect(take(deep, NOW_MS).ok).toBe(false);
    expect(take(`{"notification":${deep},"delivery":${deep}}`, NOW_MS).ok).toBe(false);
    const cognito = JSON.stringify(userAuthEvent).replace(
      '"challenges":[]',
      `"challenges":${deep}`,
    );
    expect(take(cognito, 1_721_237_156_000).ok).toBe(true);
  });

  it('takes __proto__ for a key like any other', () => {
    const inherited = `{"__proto__":${JSON.stringify(withNumber(snsSuccess))}}`;
    expect(rejectionOf(take(inherited, NOW_MS)).reason).toBe('unknown-record');
  });

  it('lets the last of repeated keys win, as JSON.parse does', () => {
    const text = JSON.stringify(withNumber(snsSuccess)).replace(
      '"status":"SUCCESS"',
      '"status":"FAILURE","status":"SUCCESS"',
    );
    expect(eventOf(take(text, Date.UTC(2016, 5, 28, 1)))).toMatchObject({
      deliveryClass: 'delivered',
    });
  });

  it('answers the same for one record as for a stream of them', () => {
    const record = {
      message: JSON.stringify(withNumber(snsSuccess)),
      timestampMs: Date.UTC(2016, 5, 28, 1),
    };
    expect(ingest(record, tools)).toEqual(ingestRecord(record));
    expect(ingestUsageRow({}, tools)).toEqual(createIngest(tools).usageRow({}));
  });

  it('answers the same whatever it has seen before', () => {
    const numbers = fc.array(
      fc
        .tuple(fc.constantFrom('+4477009', '+1202555', '+77015', '+992901'), fc.nat(99_999))
        .map(([start, rest]) => start + String(rest).padStart(5, '0')),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(numbers, (destinations) => {
        const warm = createIngest(tools);
        for (const destination of destinations) {
          const record = {
            message: JSON.stringify(withNumber(snsSuccess, { destination })),
            timestampMs: Date.UTC(2016, 5, 28, 1),
          };
          expect(warm.record(record)).toEqual(createIngest(tools).record(record));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('never throws on any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.json()), (message) => {
        expect(ingestRecord({ message, timestampMs: NOW_MS })).toSatisfy(isProper);
      }),
    );
  });

  it('never throws on a damaged record, and never repeats a value of it', () => {
    fc.assert(
      fc.property(
        damagedRecords,
        fc.constantFrom(NOW_MS, 1_721_237_156_000, Date.UTC(2016, 5, 28, 1)),
        (record, arrivedAtMs) => {
          expect(take(record, arrivedAtMs)).toSatisfy(isProper);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('never throws on any row', () => {
    const rows = fc.dictionary(
      fc.constantFrom(
        'PublishTimeUTC',
        'MessageId',
        'DestinationPhoneNumber',
        'DeliveryStatus',
        'PriceInUSD',
        'PartNumber',
        'TotalParts',
        '__proto__',
      ),
      fc.oneof(
        fc.string(),
        fc.constantFrom(NUMBER, '2026-09-01T00:00:00Z', '0.5', '1', '447700900123'),
      ),
    );
    fc.assert(
      fc.property(rows, (row) => {
        expect(createIngest(tools).usageRow(row)).toSatisfy(isProper);
      }),
    );
  });

  it('gives back every fact of a valid delivery status', () => {
    const facts = fc.record({
      sentAtMs: fc.integer({ min: Date.UTC(2015, 0, 9), max: Date.UTC(2099, 11, 20) }),
      delayMs: fc.integer({ min: -15 * 60_000, max: 4 * 24 * 3_600_000 - 60_000 }),
      subscriber: fc.nat(9_999),
      microUsd: fc.option(fc.nat(2_000_000)),
      messageId: fc.uuid(),
    });
    fc.assert(
      fc.property(facts, ({ sentAtMs, delayMs, subscriber, microUsd, messageId }) => {
        const destination = `+99290123${String(subscriber).padStart(4, '0')}`;
        const timestamp = new Date(sentAtMs).toISOString().replace('T', ' ').slice(0, -1);
        const priceInUSD = microUsd === null ? '' : microUsd / 1e6;
        const record = {
          ...withNumber(snsSuccess, { destination, priceInUSD }),
          notification: { messageId, timestamp },
        };
        const result = take(record, sentAtMs + delayMs);
        expect(result).toSatisfy(isProper);
        expect(result).toMatchObject({
          destination,
          event: {
            sentAtMs,
            arrivedAtMs: sentAtMs + delayMs,
            country: 'TJ',
            numberHash: tools.keyedHash(`number:${destination}`),
            spendMicroUsd: microUsd,
          },
        });
      }),
    );
  });
});
