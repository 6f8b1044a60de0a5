import {
  CLIENT_CONFIG,
  openCounters,
  openIngestTools,
  type FunctionContext,
} from './aws-clients.ts';
import { fromEnv } from './from-env.ts';
import { createSubscriptionHandler } from './ingest-subscription.ts';
import { once } from './once.ts';
import { reportBatch } from './report-batch.ts';
import { createTelemetry } from './telemetry.ts';

const VARIABLES = [
  'SMS_PUMPING_COUNTERS_TABLE_NAME',
  'SMS_PUMPING_HASH_KEY_SECRET_ARN',
  'SMS_PUMPING_INSTANCE',
] as const;

/** A function that is subscribed to log groups. What kind of records come is told from the records. */
export const createIngestFunction = ({
  environment,
  clock,
}: FunctionContext): ((event: unknown) => Promise<void>) => {
  const env = fromEnv(VARIABLES, environment);
  const telemetry = createTelemetry('ingest', env.SMS_PUMPING_INSTANCE);
  const open = once(async () =>
    createSubscriptionHandler({
      counters: openCounters(env.SMS_PUMPING_COUNTERS_TABLE_NAME, CLIENT_CONFIG, clock),
      tools: await openIngestTools(env.SMS_PUMPING_HASH_KEY_SECRET_ARN, CLIENT_CONFIG),
      report: (counts) => reportBatch(counts, telemetry),
    }),
  );
  return (event) => telemetry.during('a batch was not counted', async () => (await open())(event));
};
