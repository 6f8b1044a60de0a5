import { formatIso } from '../core/time.ts';
import { countryProfile } from './country-profiles.ts';
import type { Random } from './random.ts';
import type { Send } from './send.ts';

/**
 * What SNS writes about an SMS, keys in AWS's order
 * (https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html): a failure names no
 * carrier, has mcc and mnc 0 and still a price. Carriers' names are invented.
 */

/** Texts from AWS's list (same page); the shares are an assumption. */
const FAILURES: readonly (readonly [number, string])[] = [
  [0.4, 'Phone is currently unreachable/unavailable'],
  [0.7, 'Unknown error attempting to reach phone'],
  [0.82, 'Phone carrier is currently unreachable/unavailable'],
  [0.9, 'Invalid phone number'],
  [0.95, 'Phone has blocked SMS'],
  [0.98, 'Blocked as spam by phone carrier'],
  [1, 'Phone carrier has blocked this message'],
];
/** Network codes that most countries have given out (assumption). */
const NETWORK_CODES = [1, 2, 3] as const;

export interface SnsRecordOptions {
  readonly publishedAtMs: number;
  /** Until the carrier's receipt. */
  readonly receiptAfterMs: number;
  readonly priceFactor: number;
  readonly hasPrice: boolean;
}

export const snsRecord = (send: Send, random: Random, options: SnsRecordOptions): string => {
  const profile = countryProfile(send.country);
  const network = networkOf(send.e164);
  const failure = random.unit();
  const dwellTimeMs = Math.round(options.receiptAfterMs * random.between(0.15, 0.6));
  const notification = {
    messageId: random.uuid(5),
    timestamp: formatIso(options.publishedAtMs).replace('T', ' ').replace('Z', ''),
  };
  // JSON leaves out what is undefined.
  const delivery = {
    phoneCarrier: send.isDelivered ? `${profile.englishName} Mobile ${network}` : undefined,
    mnc: send.isDelivered ? network : 0,
    numberOfMessageParts: 1,
    destination: send.e164,
    priceInUSD: options.hasPrice
      ? Math.round(profile.priceUsd * options.priceFactor * 100_000) / 100_000
      : undefined,
    smsType: 'Transactional',
    mcc: send.isDelivered ? profile.mcc : 0,
    providerResponse: send.isDelivered
      ? 'Message has been accepted by phone carrier'
      : (FAILURES.find(([upTo]) => failure < upTo)?.[1] ??
        'Unknown error attempting to reach phone'),
    dwellTimeMs,
    dwellTimeMsUntilDeviceAck: options.receiptAfterMs,
  };
  return JSON.stringify({
    notification,
    delivery,
    status: send.isDelivered ? 'SUCCESS' : 'FAILURE',
  });
};

/** The numbers of a block belong to one carrier. */
const networkOf = (e164: string): number => {
  let sum = 0;
  for (const digit of e164.slice(1, -4)) sum += Number(digit);
  return NETWORK_CODES[sum % NETWORK_CODES.length] ?? 1;
};
