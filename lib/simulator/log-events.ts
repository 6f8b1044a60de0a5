import { DAY_MS, SECOND_MS } from '../core/time.ts';
import {
  COGNITO_LOG_GROUP,
  SNS_FAILURE_LOG_GROUP,
  SNS_LOG_GROUP,
  VERIFICATION_LOG_GROUP,
} from './aws-account.ts';
import { authEventRecord, notificationErrorRecord } from './cognito-record.ts';
import { MAX_HOURS_LATE_MS, MAX_LATE_MS, REDELIVERY_DELAYS_MS, USUAL_FAULTS } from './faults.ts';
import { Random } from './random.ts';
import type { Faults, Scenario } from './scenario.ts';
import type { Send } from './send.ts';
import type { Feed, Label, SimulatedEvent } from './simulated-event.ts';
import { snsRecord } from './sns-record.ts';
import { unknownRecord, verificationRecord } from './verification-record.ts';

/** Mean time from writing a log event to its ingestion, above 200 ms (assumption). */
const INGESTION_MEAN_MS: Readonly<Record<Feed, number>> = {
  'sns-delivery-status': 1_500,
  'otp-verifications': 800,
  'cognito-user-pool': 5_000,
};
const MIN_INGESTION_MS = 200;
/** From a request to SNS (assumption). */
const PUBLISH_MS = [150, 600] as const;
/** A wrong code is entered so long before the right one (assumption). */
const TYPO_BEFORE_MS = 5 * SECOND_MS;
/** Failed sends of which Cognito itself complains (assumption). */
const NOTIFICATION_ERROR_SHARE = 0.02;
/**
 * CloudWatch's ids have 56 digits, the time in ms times 2^144 and a rest: read off the example
 * 34622316099697884706540976068822859012661220141643892546 at 1552518348220 in AWS's user guide.
 */
const ID_TIME_FACTOR = 2n ** 144n;

interface Written {
  readonly feed: Feed;
  readonly logGroup: string;
  readonly atMs: number;
  readonly message: string;
}

/** Turns what happened into what the logs show of it. */
export class LogEvents {
  readonly #scenario: Scenario;
  readonly #faults: Faults;
  readonly #randoms = new Map<string, Random>();
  readonly #streams = new Map<string, string>();

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#faults = scenario.faults ?? USUAL_FAULTS;
  }

  /** Every log event of a send, in no order. A blocked send shows at the user pool only. */
  of(send: Send, sendId: number, isBlocked: boolean): SimulatedEvent[] {
    const arrivals = (record: Written | null) =>
      record === null ? [] : this.#arrivals(record, send.label, sendId);
    const attempt = arrivals(this.#authEvent(send));
    // Drawn even when blocked, so that one block does not shift all that follows.
    const sent = this.#sent(send).flatMap(arrivals);
    return isBlocked ? attempt : [...attempt, ...sent];
  }

  unknownRecordAt(atMs: number, label: Label): SimulatedEvent[] {
    const message = unknownRecord(atMs);
    const feed = 'otp-verifications';
    return this.#arrivals({ feed, logGroup: VERIFICATION_LOG_GROUP, atMs, message }, label, null);
  }

  #sent(send: Send): readonly (Written | null)[] {
    return [
      this.#deliveryStatus(send),
      this.#notificationError(send),
      ...this.#verifications(send),
    ];
  }

  #deliveryStatus(send: Send): Written {
    const random = this.#randomFor('sns-delivery-status', send.label);
    const publishedAtMs = send.atMs + Math.round(random.between(...PUBLISH_MS));
    const isHoursLate = random.chance(this.#faults.hoursLateReceiptShare);
    const hoursLateMs = Math.round(random.unit() * MAX_HOURS_LATE_MS);
    const receiptAfterMs = send.latencyMs + (isHoursLate ? hoursLateMs : 0);
    return {
      feed: 'sns-delivery-status',
      logGroup: send.isDelivered ? SNS_LOG_GROUP : SNS_FAILURE_LOG_GROUP,
      atMs: publishedAtMs + receiptAfterMs,
      message: snsRecord(send, random, {
        publishedAtMs,
        receiptAfterMs,
        priceFactor: this.#scenario.tenant.priceFactor,
        hasPrice: !random.chance(this.#faults.missingPriceShare),
      }),
    };
  }

  #verifications(send: Send): readonly Written[] {
    if (!this.#scenario.feeds.verifications || send.enteredAfterMs === null) return [];
    if (send.isVerificationLost) return [];
    const enteredAtMs = send.atMs + send.enteredAfterMs;
    const write = (outcome: 'verified' | 'failed', atMs: number): Written => ({
      feed: 'otp-verifications',
      logGroup: VERIFICATION_LOG_GROUP,
      atMs,
      message: verificationRecord(send.e164, outcome, atMs),
    });
    const typoAtMs = Math.max(send.atMs + SECOND_MS, enteredAtMs - TYPO_BEFORE_MS);
    return [...(send.hasTypo ? [write('failed', typoAtMs)] : []), write('verified', enteredAtMs)];
  }

  #authEvent(send: Send): Written | null {
    if (!this.#scenario.feeds.cognito) return null;
    const random = this.#randomFor('cognito-user-pool', send.label);
    return {
      feed: 'cognito-user-pool',
      logGroup: COGNITO_LOG_GROUP,
      atMs: send.atMs,
      message: authEventRecord(send, random),
    };
  }

  #notificationError(send: Send): Written | null {
    if (!this.#scenario.feeds.cognito || send.isDelivered) return null;
    const random = this.#randomFor('cognito-user-pool', send.label);
    if (!random.chance(NOTIFICATION_ERROR_SHARE)) return null;
    const atMs = send.atMs + send.latencyMs;
    return {
      feed: 'cognito-user-pool',
      logGroup: COGNITO_LOG_GROUP,
      atMs,
      message: notificationErrorRecord(atMs),
    };
  }

  /** Once, or twice; mostly soon, sometimes late. */
  #arrivals({ feed, logGroup, atMs, message }: Written, label: Label, sendId: number | null) {
    const random = this.#randomFor(feed, label);
    const delayMs = MIN_INGESTION_MS + random.exponential(INGESTION_MEAN_MS[feed]);
    const isLate = random.chance(this.#faults.lateShare);
    const lateMs = random.unit() * MAX_LATE_MS;
    const rest = BigInt(`0x${random.hex(36)}`);
    const event: SimulatedEvent = {
      feed,
      label,
      sendId,
      logGroup,
      logStream: this.#stream(logGroup, atMs),
      id: (BigInt(atMs) * ID_TIME_FACTOR + rest).toString().padStart(56, '0'),
      timestamp: atMs,
      ingestionTime: Math.round(atMs + Math.min(delayMs, MAX_LATE_MS) + (isLate ? lateMs : 0)),
      message,
    };
    if (!random.chance(this.#faults.duplicateShare)) return [event];
    const redeliveredAt = event.ingestionTime + random.pick(REDELIVERY_DELAYS_MS);
    return [event, { ...event, ingestionTime: redeliveredAt }];
  }

  /** CloudWatch's streams change; here, once a day. */
  #stream(logGroup: string, ms: number): string {
    const key = `${logGroup}/${Math.floor(ms / DAY_MS)}`;
    let stream = this.#streams.get(key);
    if (stream === undefined) {
      stream = new Random(this.#scenario.seed, 'stream', key).uuid(4);
      this.#streams.set(key, stream);
    }
    return stream;
  }

  /** Of each feed its own, so that leaving one out does not change the others. */
  #randomFor(feed: Feed, label: Label): Random {
    const key = `${feed}/${label}`;
    let random = this.#randoms.get(key);
    if (random === undefined) {
      random = new Random(this.#scenario.seed, 'log', feed, label);
      this.#randoms.set(key, random);
    }
    return random;
  }
}
