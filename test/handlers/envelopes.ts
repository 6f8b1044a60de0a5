import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/** A recorded payload or event of test/fixtures/handlers. */
export const fixture = (name: string): Record<string, unknown> =>
  JSON.parse(
    readFileSync(new URL(`../fixtures/handlers/${name}.json`, import.meta.url), 'utf8'),
  ) as Record<string, unknown>;

/** What CloudWatch Logs invokes a subscribed function with. */
export const subscriptionOf = (payload: unknown): unknown => ({
  awslogs: { data: gzipSync(JSON.stringify(payload)).toString('base64') },
});

/** A payload of a log group, with these messages. */
export const payloadOf = (
  messages: readonly { readonly message: string; readonly timestampMs: number }[],
): unknown => ({
  messageType: 'DATA_MESSAGE',
  owner: '123456789012',
  logGroup: 'sns/eu-central-1/123456789012/DirectPublishToPhoneNumber',
  logStream: 'a',
  subscriptionFilters: ['all'],
  logEvents: messages.map(({ message, timestampMs }, index) => ({
    id: String(index),
    timestamp: timestampMs,
    message,
  })),
});

/** What the schedule invokes a function with. */
export const SCHEDULED = { source: 'aws.scheduler' };
