/** What `ingest` turns log records into. From here on there is no phone number, address or user id: only keyed hashes. */

/**
 * A whole phone number in E.164 form. It may exist only inside `ingest`, in the levers' gate and
 * in the reader that `evaluate` drills down with; the brand keeps it from slipping into anything
 * that is stored, logged or printed.
 */
export type E164 = string & { readonly __brand: 'E164' };

/**
 * ISO 3166-1 alpha-2 code of the destination. Non-geographic calling codes (870, 881, 882, 883,
 * 979, 800, 808, 888) have no country and are destinations of their own: `+883`.
 */
export type Country = string;

/**
 * What became of one SMS, from `status` and the free text of `providerResponse`.
 * The position in this list is stored: append, never reorder.
 */
export const DELIVERY_CLASSES = [
  'delivered',
  /** A failure whose text is not known; counted and shown. */
  'unknown-failure',
  /** "Unknown error attempting to reach phone": AWS says itself that it does not know. */
  'carrier-unknown-error',
  'spam-blocked',
  'carrier-blocked',
  'destination-blocked',
  'invalid-number',
  'unreachable',
  'opted-out',
  'invalid-body',
  'max-price-exceeded',
  'quota-exhausted',
  'rate-exceeded',
  'sandbox',
  /** Stopped by a country rule or a number range of this detector or of the account's Protect configuration. */
  'protect-blocked',
  /** No status was given (the usage report of a message in flight, for one). */
  'unknown',
] as const;
export type DeliveryClass = (typeof DELIVERY_CLASSES)[number];

interface Arrived {
  /** When the detector could first see the record: `ingestionTime`, else the log event's `timestamp`. */
  readonly arrivedAtMs: number;
}

/** One SMS, or one part of it. Booked by the time of sending, not of the receipt. */
export interface SmsEvent extends Arrived {
  readonly kind: 'sms';
  readonly sentAtMs: number;
  readonly country: Country;
  /** Keyed 32-bit hash of the whole number. */
  readonly numberHash: number;
  /** Keyed 16-bit hash of the number without its last four digits: its /10^4 block. */
  readonly blockHash: number;
  /** 32-bit hash of the message id. */
  readonly messageHash: number;
  /** 0 for a record of the whole message, else the 1-based part number of a usage-report row (at most 31). */
  readonly part: number;
  readonly deliveryClass: DeliveryClass;
  /** 6-bit hash of MCC and MNC, 0 when the record names no carrier (every failure). */
  readonly carrierHash: number;
  /** Price of this record in millionths of a US dollar; `null` when the record has none. Never guessed. */
  readonly spendMicroUsd: number | null;
}

/** A one-time password was entered, rightly or wrongly. */
export interface VerificationEvent extends Arrived {
  readonly kind: 'verification';
  readonly occurredAtMs: number;
  readonly outcome: 'verified' | 'failed';
  readonly country: Country;
  /** `null` when the application wrote a `destinationPrefix` instead of the number. */
  readonly numberHash: number | null;
  readonly blockHash: number;
  /** 32-bit hash of the record's identity, for counting a redelivery once. */
  readonly recordHash: number;
}

/** The position in this list is stored: append, never reorder. */
export const AUTH_EVENT_TYPES = [
  'other',
  'sign-up',
  'sign-in',
  'forgot-password',
  'password-change',
  'resend-code',
  /** A `USER_NOTIFICATION` record: Cognito could not deliver a message. */
  'notification-error',
] as const;
export type AuthEventType = (typeof AUTH_EVENT_TYPES)[number];

/** The position in this list is stored: append, never reorder. */
export const AUTH_RESULTS = ['unknown', 'pass', 'fail', 'in-progress'] as const;
export type AuthResult = (typeof AUTH_RESULTS)[number];

/** What somebody did at a Cognito user pool. It names a source, never a destination. */
export interface AuthEvent extends Arrived {
  readonly kind: 'auth';
  readonly occurredAtMs: number;
  readonly userPoolId: string;
  /** `null` where the record names no app client (`USER_NOTIFICATION`). */
  readonly clientId: string | null;
  readonly eventType: AuthEventType;
  readonly result: AuthResult;
  /** Keyed 32-bit hashes; `null` when the record has no such field. */
  readonly userHash: number | null;
  readonly ipHash: number | null;
  /** Where Cognito places the address, as ISO 3166-1 alpha-2; `null` when unknown. */
  readonly ipCountry: string | null;
  readonly recordHash: number;
}

export type DetectorEvent = SmsEvent | VerificationEvent | AuthEvent;
