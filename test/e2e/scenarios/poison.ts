import { InvokeCommand } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { nameOf } from '../deployment.ts';
import { SMS_LOG_GROUP } from '../place.ts';
import { attackOn } from '../traffic.ts';
import { until } from '../until.ts';
import type { World } from '../world.ts';

const deadLetters = async ({ account }: World): Promise<number> => {
  const QueueUrl = await nameOf(
    account.cloudFormation,
    'AWS::SQS::Queue',
    /IngestDeliveryStatusDeadLetters/,
  );
  const { Attributes } = await account.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  return Number(Attributes?.['ApproximateNumberOfMessages'] ?? 0);
};

/**
 * A batch that nobody can decode is tried again and kept; a record that nobody can read is counted
 * as such; and what comes with them is counted. The batch is handed to the function asynchronously,
 * as CloudWatch Logs does: no PutLogEvents makes one that cannot be decoded.
 */
export const keepsPoison = async (world: World, say: (line: string) => void): Promise<void> => {
  const { cloudFormation } = world.account;
  const before = await world.ingestedSoFar();
  const rejectedBefore = await world.account.sumOf('ingest-delivery-status', 'RejectedRecords');
  await world.account.lambda.send(
    new InvokeCommand({
      FunctionName: await nameOf(cloudFormation, 'AWS::Lambda::Function', /IngestDeliveryStatus/),
      InvocationType: 'Event',
      Payload: Buffer.from(JSON.stringify({ awslogs: { data: 'bm8gZ3ppcA==' } })),
    }),
  );
  const nowMs = Date.now();
  const readable = attackOn('PT', nowMs)
    .filter(({ timestamp }) => timestamp <= nowMs)
    .slice(0, 5)
    .map(({ timestamp, message }) => ({ timestampMs: timestamp, message }));
  await world.account.putLogEvents(SMS_LOG_GROUP, [
    ...readable,
    { timestampMs: nowMs, message: '{"notification":{"half a rec' },
  ]);
  await world.ingested(readable.length, before);
  const rejected = await world.account.sumOf('ingest-delivery-status', 'RejectedRecords');
  if (rejected !== rejectedBefore + 1) throw new Error(`${rejected} records were rejected`);
  await until('the poison is a dead letter', async () => (await deadLetters(world)) > 0 || null);
  say(
    'a poisoned batch is a dead letter, a poisoned record is counted as such, the rest is counted',
  );
};
