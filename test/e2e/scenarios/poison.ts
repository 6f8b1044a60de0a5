import { InvokeCommand } from '@aws-sdk/client-lambda';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { countryKey } from '../../../lib/core/count/observations.ts';
import { nameOf } from '../deployment.ts';
import { SMS_LOG_GROUP } from '../place.ts';
import { attackOn } from '../traffic.ts';
import { until } from '../until.ts';
import type { World } from '../world.ts';
import { countedLately } from './counters.ts';

const POISON = 'bm8gZ3ppcA==';
const COUNTRY = 'PT';
const READABLE = 5;
const AGAIN_MS = 20_000;

/**
 * A batch that nobody can decode is tried again and then kept as a dead letter; a record that nobody
 * can read is counted as such; and what comes with them is counted. No PutLogEvents makes a batch
 * that cannot be decoded, so it is handed to the function as CloudWatch Logs would.
 */
export const keepsPoison = async (world: World, say: (line: string) => void): Promise<void> => {
  const { account } = world;
  const named = (type: string, id: RegExp) => nameOf(account.cloudFormation, type, id);
  const rejectedBefore = await account.sumOf('ingest-delivery-status', 'RejectedRecords');
  await account.lambda.send(
    new InvokeCommand({
      FunctionName: await named('AWS::Lambda::Function', /IngestDeliveryStatus/),
      InvocationType: 'Event',
      Payload: Buffer.from(JSON.stringify({ awslogs: { data: POISON } })),
    }),
  );
  const nowMs = Date.now();
  const readable = attackOn(COUNTRY, nowMs)
    .filter(({ timestamp }) => timestamp <= nowMs)
    .slice(0, READABLE)
    .map(({ timestamp, message }) => ({ timestampMs: timestamp, message }));
  const log = () =>
    account.putLogEvents(SMS_LOG_GROUP, [
      ...readable,
      { timestampMs: nowMs, message: '{"notification":{"half a rec' },
    ]);
  await log();
  await until(
    'the readable records beside a poisoned one are counted',
    async () => (await countedLately(world, countryKey(COUNTRY))) === READABLE || null,
  );
  let loggedAtMs = Date.now();
  await until('the poisoned record is counted as rejected', async () => {
    if ((await account.sumOf('ingest-delivery-status', 'RejectedRecords')) > rejectedBefore)
      return true;
    // The emulator now and then loses the log of a short run.
    if (Date.now() - loggedAtMs > AGAIN_MS) {
      loggedAtMs = Date.now();
      await log();
    }
    return null;
  });
  const QueueUrl = await named('AWS::SQS::Queue', /IngestDeliveryStatusDeadLetters/);
  await until('the poisoned batch is a dead letter', async () => {
    const { Messages = [] } = await account.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    return Messages.some(({ Body = '' }) => Body.includes(POISON)) || null;
  });
  say('a poisoned batch is a dead letter, a poisoned record is rejected, and the rest is counted');
};
