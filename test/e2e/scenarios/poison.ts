import { InvokeCommand } from '@aws-sdk/client-lambda';
import { nameOf } from '../deployment.ts';
import { SMS_LOG_GROUP } from '../place.ts';
import { attackOn } from '../traffic.ts';
import type { World } from '../world.ts';

/**
 * A batch that nobody can decode loses nothing else; a record that nobody can read is counted
 * as such; and what comes with them is counted. The batch is handed to the function asynchronously,
 * as CloudWatch Logs does: no PutLogEvents makes one that cannot be
 * decoded. That it becomes a dead letter does not show here: the emulator leaves out the queue.
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
  say('beside a poisoned batch and a poisoned record the rest is counted');
};
