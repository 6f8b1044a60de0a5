import { classifyProviderResponse, classifyStatusText } from './classify-provider-response.ts';
import { toE164, type Destinations } from './destinations.ts';
import type { DeliveryClass } from './events.ts';
import { fnv1a } from './fnv1a.ts';
import { hashCarrier } from './hash-carrier.ts';
import { reject, type IngestResult } from './ingest-result.ts';
import { isAbsent, isJsonObject, type JsonObject } from './json-object.ts';
import { parsePriceMicroUsd } from './parse-price.ts';
import { parseTimestamp } from './parse-timestamp.ts';
import { findTimeProblem } from './plausible-time.ts';

/** SNS logs deliveries to functions, queues and web hooks in the same shape, with an ARN or a URL as destination. */
const isOtherEndpoint = (destination: unknown): boolean =>
  typeof destination === 'string' &&
  (destination.startsWith('arn:') ||
    destination.startsWith('http://') ||
    destination.startsWith('https://'));

const classify = (status: unknown, providerResponse: unknown): DeliveryClass => {
  if (status === 'SUCCESS') return 'delivered';
  const text = typeof providerResponse === 'string' ? providerResponse : '';
  return status === 'FAILURE' ? classifyProviderResponse(text) : classifyStatusText(text);
};

/**
 * An SNS SMS delivery status. There is one record a message, whatever its parts, and it names no
 * country: mcc and mnc are 0 on failures, so the country comes from the number.
 * Source: https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html
 */
export const parseDeliveryStatus = (
  record: JsonObject,
  arrivedAtMs: number,
  destinations: Destinations,
): IngestResult => {
  const { notification, delivery, status } = record;
  if (!isJsonObject(notification)) return reject('invalid-record', 'notification: not an object');
  if (!isJsonObject(delivery)) return reject('invalid-record', 'delivery: not an object');
  if (isOtherEndpoint(delivery.destination))
    return reject('unknown-record', 'delivery.destination: an ARN or a URL, so not an SMS');

  const { messageId } = notification;
  if (typeof messageId !== 'string' || messageId === '')
    return reject('invalid-record', 'notification.messageId: not a string');
  if (!isAbsent(status) && typeof status !== 'string')
    return reject('invalid-record', 'status: not a string');
  if (typeof delivery.destination !== 'string')
    return reject('invalid-record', 'delivery.destination: not a string');
  const spendMicroUsd = parsePriceMicroUsd(delivery.priceInUSD);
  if (spendMicroUsd === 'invalid')
    return reject('invalid-record', 'delivery.priceInUSD: not a price');

  const destination = toE164(delivery.destination);
  if (destination === null)
    return reject('invalid-phone-number', 'delivery.destination: not in E.164 form');
  const block = destinations.blockOf(destination);
  if (block === null)
    return reject('invalid-phone-number', 'delivery.destination: no such calling code');

  const sentAtMs = parseTimestamp(notification.timestamp);
  if (sentAtMs === null)
    return reject('invalid-timestamp', 'notification.timestamp: not a timestamp');
  const timeProblem = findTimeProblem(sentAtMs, arrivedAtMs, 'notification.timestamp');
  if (timeProblem !== null) return timeProblem;

  return {
    ok: true,
    event: {
      kind: 'sms',
      arrivedAtMs,
      sentAtMs,
      country: block.country,
      numberHash: destinations.hashNumber(destination),
      blockHash: block.blockHash,
      messageHash: fnv1a(messageId),
      part: 0,
      deliveryClass: classify(status, delivery.providerResponse),
      carrierHash: hashCarrier(delivery.mcc, delivery.mnc),
      spendMicroUsd,
    },
    destination,
  };
};
