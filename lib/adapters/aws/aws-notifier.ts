import { PutEventsCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Decision } from '../../core/decide/decision.ts';
import { writeAlert } from '../../core/notify/alert.ts';
import type { Notifier } from '../../core/notify/notifier.ts';
import { NotifyError } from './notify-error.ts';

/** What event rules match on. */
export const EVENT_SOURCE = 'sms-pumping-detector';
export const EVENT_DETAIL_TYPE = 'SMS Pumping Decision';

/** Of SNS and of EventBridge alike; the rest of an event entry is a few hundred bytes. */
const MAX_BYTES = 255 * 1_024;

export interface AwsNotifierOptions {
  readonly sns: SNSClient;
  readonly topicArn: string;
  readonly events: EventBridgeClient;
  readonly eventBusName: string;
  readonly instance: string;
}

/**
 * Tells people through an SNS topic and machines through EventBridge. Each is tried whatever
 * becomes of the other; telling again may tell one of them twice.
 */
export class AwsNotifier implements Notifier {
  readonly #options: AwsNotifierOptions;

  constructor(options: AwsNotifierOptions) {
    this.#options = options;
  }

  /** @throws NotifyError when somebody could not be told, and says who and why */
  async notify(decision: Decision): Promise<void> {
    const results = await Promise.allSettled([this.#publish(decision), this.#putEvent(decision)]);
    const failures = results.flatMap((result, index) =>
      result.status === 'rejected'
        ? [`${['sns:Publish', 'events:PutEvents'][index]} failed: ${String(result.reason)}`]
        : [],
    );
    if (failures.length > 0)
      throw new NotifyError(`decision ${decision.decisionId}: ${failures.join('; ')}`, {
        retryable: true,
      });
  }

  async #publish(decision: Decision): Promise<void> {
    const { sns, topicArn, instance } = this.#options;
    const { subject, text } = writeAlert(decision, instance);
    await sns.send(
      new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: cutTo(text, MAX_BYTES) }),
    );
  }

  async #putEvent(decision: Decision): Promise<void> {
    const { events, eventBusName } = this.#options;
    const { Entries = [] } = await events.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: eventBusName,
            Source: EVENT_SOURCE,
            DetailType: EVENT_DETAIL_TYPE,
            Detail: detailOf(decision),
          },
        ],
      }),
    );
    // A call that succeeds may hold an entry that failed.
    const [entry] = Entries;
    if (entry?.EventId === undefined)
      throw new Error(`${entry?.ErrorCode ?? 'no answer'}: ${entry?.ErrorMessage ?? ''}`);
  }
}

const bytesOf = (text: string): number => Buffer.byteLength(text);

/** The decision; without its evidence where it does not fit, which is then said in its message. */
const detailOf = (decision: Decision): string => {
  const whole = JSON.stringify(decision);
  if (bytesOf(whole) <= MAX_BYTES) return whole;
  return JSON.stringify({
    ...decision,
    message: `${decision.message} (The evidence is too large for an event; it is in the decision log.)`,
    reasons: decision.reasons.map((reason) => ({ ...reason, evidence: {} })),
  });
};

const ELLIPSIS = '\n[...]';

const cutTo = (text: string, bytes: number): string => {
  if (bytesOf(text) <= bytes) return text;
  // A character that is cut in two ends as a replacement character, of up to three bytes.
  const room = bytes - bytesOf(ELLIPSIS) - 3;
  return `${Buffer.from(text).subarray(0, room).toString()}${ELLIPSIS}`;
};
