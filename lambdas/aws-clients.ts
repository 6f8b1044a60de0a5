import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDbCounterStore } from '../lib/adapters/aws/dynamodb-counter-store.ts';
import { readHashKey } from '../lib/adapters/aws/hash-key.ts';
import { LEVER_CLIENT_CONFIG } from '../lib/adapters/aws/levers/lever-clients.ts';
import { createIngestTools } from '../lib/adapters/ingest-tools.ts';
import type { CounterStore, IngestTools } from '../lib/ports.ts';

/** How often and how long functions that nobody waits for try. */
export const CLIENT_CONFIG = LEVER_CLIENT_CONFIG;

/** A customer waits for these: give up soon. Two attempts take less than two seconds. */
export const IMPATIENT_CLIENT_CONFIG = {
  maxAttempts: 2,
  retryMode: 'standard',
  requestHandler: { connectionTimeout: 300, requestTimeout: 700, throwOnRequestTimeout: true },
} as const;

type ClientConfig = typeof CLIENT_CONFIG | typeof IMPATIENT_CLIENT_CONFIG;

/** What every function is made from: its environment, and the time. */
export interface FunctionContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: { nowMs(): number };
}

/** As Lambda has it. */
export const LAMBDA: FunctionContext = {
  environment: process.env,
  clock: { nowMs: () => Date.now() },
};

export const openCounters = (
  tableName: string,
  config: ClientConfig,
  clock: FunctionContext['clock'],
): CounterStore =>
  new DynamoDbCounterStore({ client: new DynamoDBClient(config), tableName, clock });

/** What `ingest` needs, with the installation's key: one call to Secrets Manager. */
export const openIngestTools = async (
  secretArn: string,
  config: ClientConfig,
): Promise<IngestTools> =>
  createIngestTools(await readHashKey(new SecretsManagerClient(config), secretArn));
