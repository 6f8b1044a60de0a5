import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DynamoDbCounterStore } from '../../lib/adapters/aws/dynamodb-counter-store.ts';
import { countryKey } from '../../lib/core/count/observations.ts';
import { digestSlot } from '../../lib/core/count/slot-digest.ts';
import { HOUR_MS } from '../../lib/core/time.ts';
import { createIngestFunction } from '../../lambdas/ingest-function.ts';
import { fixture, subscriptionOf } from './envelopes.ts';
import { metricOf, openFunctionWorld, type FunctionWorld } from './function-world.ts';

const AT_MS = Date.UTC(2026, 8, 1);

let world: FunctionWorld;
beforeEach(async () => {
  world = await openFunctionWorld();
  world.clock.set(AT_MS + HOUR_MS);
});
afterEach(() => world.close());

const BATCH = subscriptionOf(fixture('delivery-status-batch'));
const state = async (country: string) => {
  const counters = new DynamoDbCounterStore({
    client: world.db.client,
    tableName: 'counters',
    clock: { nowMs: () => AT_MS },
  });
  const slots = await counters.readMinutes(countryKey(country), AT_MS - HOUR_MS, AT_MS + HOUR_MS);
  return slots.map(digestSlot).map(({ sent, spendMicroUsd, verifiedNumbers }) => ({
    sent,
    spendMicroUsd,
    verified: verifiedNumbers.length,
  }));
};
const TAJIKISTAN = [
  { sent: 2, spendMicroUsd: 436_000, verified: 0 },
  { sent: 0, spendMicroUsd: 0, verified: 1 },
];

describe('the ingest function, on a recorded batch', () => {
  it('leads to the right counters, whatever duplicates and rubbish are in it', async () => {
    await createIngestFunction(world)(BATCH);
    expect(await state('TJ')).toEqual(TAJIKISTAN);
    expect(await state('DE')).toEqual([{ sent: 1, spendMicroUsd: 90_000, verified: 0 }]);
  });

  it('tells it as metrics, in all and by country', async () => {
    await createIngestFunction(world)(BATCH);
    const printed = world.printed();
    expect(metricOf(printed, 'IngestedEvents')).toEqual([5]);
    expect(metricOf(printed, 'RejectedRecords')).toEqual([2]);
    expect(metricOf(printed, 'SmsSent')).toEqual([3]);
    expect(metricOf(printed, 'SmsSent', 'TJ')).toEqual([2]);
    expect(metricOf(printed, 'SmsSpendUsd', 'DE')).toEqual([0.09]);
    expect(printed.filter((line) => '_aws' in line)[0]).toMatchObject({
      Instance: 'default',
      _aws: {
        CloudWatchMetrics: [{ Namespace: 'SmsPumpingDetector', Dimensions: [['Instance']] }],
      },
    });
    expect(JSON.stringify(printed)).not.toMatch(/\+\d{6}|9929012/);
  });

  it('gives the same counters when every batch comes twice, to warm and to cold instances', async () => {
    const warm = createIngestFunction(world);
    for (const handle of [warm, warm, createIngestFunction(world)]) await handle(BATCH);
    expect(await state('TJ')).toEqual(TAJIKISTAN);
  });

  it('takes a control message for the probe that it is', async () => {
    await createIngestFunction(world)(subscriptionOf(fixture('control-message')));
    expect(metricOf(world.printed(), 'IngestedEvents')).toEqual([0]);
    expect(await state('TJ')).toEqual([]);
  });

  it('reads the hash key once for all batches of an instance', async () => {
    const handle = createIngestFunction(world);
    await handle(BATCH);
    await handle(BATCH);
    const reads = world.standIn.requests.filter(({ operation }) => operation === 'GetSecretValue');
    expect(reads).toHaveLength(1);
  });

  it('rejects while the key cannot be read, so that the batch comes again, and then counts it', async () => {
    const handle = createIngestFunction(world);
    world.standIn.faults.inject('GetSecretValue', 'access-denied');
    await expect(handle(BATCH)).rejects.toThrow('secretsmanager:GetSecretValue');
    expect(world.printed()).toMatchObject([{ level: 'ERROR', message: 'a batch was not counted' }]);
    await handle(BATCH);
    expect(await state('TJ')).toEqual(TAJIKISTAN);
  });

  it('refuses a key that is too short to keep numbers secret, and prints none of it', async () => {
    const { secrets } = world.standIn.account;
    for (const arn of secrets.keys()) secrets.set(arn, 'short');
    await expect(createIngestFunction(world)(BATCH)).rejects.toThrow('5 bytes');
    expect(JSON.stringify(world.printed())).not.toContain('"short"');
  });

  it('fails at its start when a variable is missing, and names it', () => {
    const { SMS_PUMPING_HASH_KEY_SECRET_ARN: _, ...rest } = world.environment;
    expect(() => createIngestFunction({ ...world, environment: rest })).toThrow(
      'SMS_PUMPING_HASH_KEY_SECRET_ARN',
    );
  });

  it('counts user-pool records by client', async () => {
    await createIngestFunction(world)(subscriptionOf(fixture('cognito-batch')));
    const counters = new DynamoDbCounterStore({
      client: world.db.client,
      tableName: 'counters',
      clock: { nowMs: () => AT_MS },
    });
    expect(await counters.readActiveKeys(AT_MS - HOUR_MS, AT_MS + HOUR_MS)).toEqual([
      'client/eu-central-1_EXAMPLE/1example23456789',
    ]);
  });
});
