import type { DeliveryClass } from './events.ts';

/**
 * Words that mark a failure, in order of precedence: the first row with a needle in the text wins.
 * The texts are free: AWS documents twelve of them (SNS developer guide, "Viewing CloudWatch
 * metrics and logs for SMS deliveries"), others have been seen in the wild, and the spelling has
 * changed ("blacklisted" became "on a blocked list").
 */
const FAILURES: readonly (readonly [DeliveryClass, readonly string[]])[] = [
  ['opted-out', ['opted out']],
  ['quota-exhausted', ['no quota left', 'spend limit', 'spending limit']],
  ['rate-exceeded', ['rate exceeded', 'throttl']],
  ['sandbox', ['sandbox']],
  ['protect-blocked', ['protect']],
  ['max-price-exceeded', ['max price']],
  ['spam-blocked', ['spam']],
  ['carrier-blocked', ['carrier has blocked', 'carrier blocked', 'blocked by phone carrier']],
  [
    'destination-blocked',
    ['blocked list', 'blocklist', 'block list', 'blacklist', 'phone has blocked'],
  ],
  ['invalid-number', ['invalid phone number', 'phone number is invalid', 'invalid destination']],
  ['invalid-body', ['message body']],
  ['unreachable', ['unreachable', 'unavailable']],
  ['carrier-unknown-error', ['unknown error']],
];

/** Lower case, with every run of other characters than letters and digits as one space. */
const normalise = (text: string): string => text.toLowerCase().replace(/[^a-z\d]+/g, ' ');

const classifyFailure = (normalised: string): DeliveryClass => {
  for (const [deliveryClass, needles] of FAILURES) {
    for (const needle of needles) if (normalised.includes(needle)) return deliveryClass;
  }
  return 'unknown-failure';
};

/** The class of a message that failed, from `providerResponse`. What is not known is `unknown-failure`. */
export const classifyProviderResponse = (providerResponse: string): DeliveryClass =>
  classifyFailure(normalise(providerResponse));

/** How the text of a success begins. The beginning, so that "not delivered" is none. */
const DELIVERED = ['message has been accepted', 'message accepted', 'success', 'delivered'];
const IN_FLIGHT = ['', 'pending', 'queued', 'unknown', 'sent'];

/**
 * The class of a message where one text must serve as status and reason, as in the usage report.
 * No text, and a message in flight, are `unknown`.
 */
export const classifyStatusText = (text: string): DeliveryClass => {
  const normalised = normalise(text).trim();
  if (IN_FLIGHT.includes(normalised)) return 'unknown';
  if (DELIVERED.some((beginning) => normalised.startsWith(beginning))) return 'delivered';
  return classifyFailure(normalised);
};
