import { LambdaClient } from '@aws-sdk/client-lambda';
import { IMPATIENT_CLIENT_CONFIG, LAMBDA, openCounters, openIngestTools } from '../aws-clients.ts';
import { fromEnv } from '../from-env.ts';
import { once } from '../once.ts';
import { createTelemetry } from '../telemetry.ts';
import { callChainedFunctions, parseChainedFunctions } from './chained-functions.ts';
import { createVerificationTrigger } from './verification-trigger.ts';

const { environment, clock } = LAMBDA;
const env = fromEnv(
  ['SMS_PUMPING_COUNTERS_TABLE_NAME', 'SMS_PUMPING_HASH_KEY_SECRET_ARN', 'SMS_PUMPING_INSTANCE'],
  environment,
);
const telemetry = createTelemetry('cognito-verification', env.SMS_PUMPING_INSTANCE);
/** Cognito gives a trigger five seconds, and calls it up to three times. */
const PATIENCE_MS = 2_500;

/** Post confirmation and post authentication trigger of user pools. */
export const handler = createVerificationTrigger({
  open: once(async () => ({
    counters: openCounters(env.SMS_PUMPING_COUNTERS_TABLE_NAME, IMPATIENT_CLIENT_CONFIG, clock),
    tools: await openIngestTools(env.SMS_PUMPING_HASH_KEY_SECRET_ARN, IMPATIENT_CLIENT_CONFIG),
  })),
  clock,
  patience: () => new Promise((resolve) => setTimeout(resolve, PATIENCE_MS).unref()),
  callChained: callChainedFunctions(
    parseChainedFunctions(environment['SMS_PUMPING_CHAINED_FUNCTIONS_JSON']),
    // Whether and how often it is tried again is Cognito's business.
    new LambdaClient({ maxAttempts: 1 }),
  ),
  telemetry,
});
