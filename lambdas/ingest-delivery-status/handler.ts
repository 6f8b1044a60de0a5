import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDbCounterStore } from '../../lib/adapters/aws/dynamodb-counter-store.ts';
import { createIngestTools } from '../../lib/adapters/ingest-tools.ts';
import { fromEnv } from '../from-env.ts';
import { createSubscriptionHandler } from './ingest-subscription.ts';

const env = fromEnv(
  ['SMS_PUMPING_COUNTERS_TABLE_NAME', 'SMS_PUMPING_HASH_KEY_BASE64'],
  process.env,
);

/** Subscribed to the SNS SMS delivery-status log groups. */
export const handler = createSubscriptionHandler({
  counters: new DynamoDbCounterStore({
    client: new DynamoDBClient({}),
    tableName: env.SMS_PUMPING_COUNTERS_TABLE_NAME,
    clock: { nowMs: () => Date.now() },
  }),
  tools: createIngestTools(Buffer.from(env.SMS_PUMPING_HASH_KEY_BASE64, 'base64')),
  report: (counts) => {
    process.stdout.write(`${JSON.stringify({ stage: 'ingest', ...counts })}\n`);
  },
});
