import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  classifyProviderResponse,
  classifyStatusText,
} from '../../../lib/core/ingest/classify-provider-response.ts';
import { DELIVERY_CLASSES, type DeliveryClass } from '../../../lib/core/ingest/events.ts';

const CASES: readonly (readonly [string, DeliveryClass])[] = [
  // Documented by AWS.
  ['Blocked as spam by phone carrier', 'spam-blocked'],
  ['Destination is on a blocked list', 'destination-blocked'],
  ['Invalid phone number', 'invalid-number'],
  ['Message body is invalid', 'invalid-body'],
  ['Phone carrier has blocked this message', 'carrier-blocked'],
  ['Phone carrier is currently unreachable/unavailable', 'unreachable'],
  ['Phone has blocked SMS', 'destination-blocked'],
  ['Phone is on a blocked list', 'destination-blocked'],
  ['Phone is currently unreachable/unavailable', 'unreachable'],
  ['Phone number is opted out', 'opted-out'],
  ['This delivery would exceed max price', 'max-price-exceeded'],
  ['Unknown error attempting to reach phone', 'carrier-unknown-error'],
  // Documented once.
  ['Destination is blacklisted', 'destination-blocked'],
  ['Phone is blacklisted', 'destination-blocked'],
  // Not documented, seen in logs.
  ['Rate exceeded.', 'rate-exceeded'],
  ['No quota left for account', 'quota-exhausted'],
  ['Sandboxed account unable to send to number.', 'sandbox'],
  ['The destination phone number is opted out of receiving messages', 'opted-out'],
  ['Blocked by protect configuration', 'protect-blocked'],
  ['Country is blocked by Protect', 'protect-blocked'],
  // Other spellings of the same.
  ['  PHONE NUMBER IS OPTED-OUT ', 'opted-out'],
  ['phone  carrier\thas blocked this message', 'carrier-blocked'],
  ['Throttling', 'rate-exceeded'],
  // Unknown ones stay visible.
  ['Unhandled provider', 'unknown-failure'],
  ['Message has been lost', 'unknown-failure'],
  ['', 'unknown-failure'],
];

describe('classifyProviderResponse', () => {
  it.each(CASES)('"%s" is %s', (text, expected) => {
    expect(classifyProviderResponse(text)).toBe(expected);
  });

  it('gives any text a failure class', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const answer = classifyProviderResponse(text);
        expect(DELIVERY_CLASSES).toContain(answer);
        expect(answer).not.toBe('delivered');
      }),
    );
  });
});

describe('classifyStatusText', () => {
  it.each<readonly [string, DeliveryClass]>([
    ['Message has been accepted by phone carrier', 'delivered'],
    ['Message has been accepted by phone.', 'delivered'],
    ['SUCCESSFUL', 'delivered'],
    ['Success', 'delivered'],
    ['Delivered', 'delivered'],
    ['Not delivered', 'unknown-failure'],
    ['Undelivered', 'unknown-failure'],
    ['Unsuccessful', 'unknown-failure'],
    ['FAILURE', 'unknown-failure'],
    ['', 'unknown'],
    ['  ', 'unknown'],
    ['PENDING', 'unknown'],
    ['Queued', 'unknown'],
    ...CASES.filter(([text]) => text !== ''),
  ])('"%s" is %s', (text, expected) => {
    expect(classifyStatusText(text)).toBe(expected);
  });
});
