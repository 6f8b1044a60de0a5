import type { StandInAccount } from './account.ts';
import { ApiError, type Operations } from './api-error.ts';

/** A message as it was published to a topic. */
export interface StandInMessage {
  readonly topicArn: string;
  readonly subject: string | null;
  readonly message: string;
}

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_MESSAGE_BYTES = 256 * 1_024;
const SUBJECT = /^[\x21-\x7e][\x20-\x7e]{0,99}$/;

/** https://docs.aws.amazon.com/sns/latest/api/API_SetSMSAttributes.html */
const ATTRIBUTES: Readonly<Record<string, (value: string) => boolean>> = {
  MonthlySpendLimit: (value) => /^\d+(?:\.\d+)?$/.test(value),
  DeliveryStatusIAMRole: (value) => value.startsWith('arn:'),
  DeliveryStatusSuccessSamplingRate: (value) => /^\d{1,3}$/.test(value) && Number(value) <= 100,
  DefaultSenderID: (value) => /^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}$/.test(value),
  DefaultSMSType: (value) => value === 'Promotional' || value === 'Transactional',
  UsageReportS3Bucket: (value) => value.length > 0,
};

/** An empty text makes them as if they had never been set. AWS does not document it; Terraform's provider relies on it. */
const RESETTABLE: ReadonlySet<string> = new Set([
  'DeliveryStatusIAMRole',
  'DeliveryStatusSuccessSamplingRate',
  'DefaultSenderID',
  'UsageReportS3Bucket',
]);

const invalid = (message: string): ApiError =>
  new ApiError('InvalidParameter', `Invalid parameter: ${message}`);

/** SNS, as far as SMS attributes and messages to topics go. Attributes that a call does not name stay as they are. */
export const snsOperations = (account: StandInAccount): Operations => ({
  GetSMSAttributes: (input) => {
    const wanted = input['attributes'];
    const names = Array.isArray(wanted) && wanted.length > 0 ? wanted : null;
    const unknown = names?.find((name) => !Object.hasOwn(ATTRIBUTES, String(name)));
    if (unknown !== undefined) throw invalid(`${String(unknown)} is not an SMS attribute`);
    const attributes = [...account.smsAttributes].filter(
      ([name]) => names === null || names.includes(name),
    );
    return { attributes: Object.fromEntries(attributes) };
  },
  SetSMSAttributes: (input) => {
    const entries = Object.entries((input['attributes'] ?? {}) as Record<string, string>);
    if (entries.length === 0) throw invalid('attributes must not be empty');
    for (const [name, value] of entries) {
      if (value === '' && RESETTABLE.has(name)) continue;
      if (ATTRIBUTES[name]?.(value) !== true)
        throw invalid(`${name} cannot be set to what was given`);
      if (name === 'MonthlySpendLimit' && Number(value) > account.quotaUsd)
        throw invalid(`MonthlySpendLimit exceeds the quota of ${account.quotaUsd} USD`);
    }
    for (const [name, value] of entries) {
      if (value === '') account.smsAttributes.delete(name);
      else account.smsAttributes.set(name, value);
      if (name === 'MonthlySpendLimit') account.spend.setLimitUsd(Number(value));
    }
    return {};
  },
  Publish: ({ TopicArn, Message, Subject }) => {
    const topicArn = typeof TopicArn === 'string' ? TopicArn : '';
    if (!account.topics.has(topicArn))
      throw new ApiError('NotFound', 'Topic does not exist', { status: 404 });
    if (typeof Message !== 'string' || Message === '') throw invalid('Empty message');
    if (Buffer.byteLength(Message) > MAX_MESSAGE_BYTES) throw invalid('Message too long');
    const subject = typeof Subject === 'string' ? Subject : null;
    if (subject !== null && !SUBJECT.test(subject)) throw invalid('Subject');
    account.published.push({ topicArn, subject, message: Message });
    return { MessageId: `message-${account.published.length}` };
  },
});
