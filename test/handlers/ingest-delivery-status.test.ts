import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoDbCounterStore } from '../../lib/adapters/aws/dynamodb-counter-store.ts';
import { countersTable } from '../../lib/adapters/aws/dynamodb-table.ts';
import { createIngestTools } from '../../lib/adapters/ingest-tools.ts';
import {
  startEmbeddedDynamoDb,
  type EmbeddedDynamoDb,
} from '../../lib/adapters/local/embedded-dynamodb.ts';
import { countryKey } from '../../lib/core/count/observations.ts';
import { digestSlot } from '../../lib/core/count/slot-digest.ts';
import { createSubscriptionHandler, type BatchCounts } from '../../lambdas/ingest-subscription.ts';
import { fromEnv } from '../../lambdas/from-env.ts';

const SENT_MS = Date.UTC(2026, 8, 1, 0, 0, 34);

const deliveryStatus = (index: number): string =>
  JSON.stringify({
    notification: {
      messageId: `34d9b400-c6dd-5444-820d-fbeb0f1f5${String(index).padStart(3, '0')}`,
      timestamp: '2026-09-01 00:00:34.558',
    },
    delivery: {
      phoneCarrier: 'Example Mobile',
      mnc: 1,
      mcc: 436,
      numberOfMessageParts: 1,
      destination: `+99290123${String(index).padStart(4, '0')}`,
      priceInUSD: 0.218,
      smsType: 'Transactional',
      providerResponse: 'Message has been accepted by phone carrier',
      dwellTimeMs: 599,
    },
    status: 'SUCCESS',
  });

const subscription = (messageType: string, messages: readonly string[]) => ({
  awslogs: {
    data: gzipSync(
      JSON.stringify({
        messageType,
        owner: '123456789012',
        logGroup: 'sns/us-east-1/123456789012/DirectPublishToPhoneNumber',
        logStream: 'a',
        subscriptionFilters: ['all'],
        logEvents: messages.map((message, index) => ({
          id: `${index}`,
          timestamp: SENT_MS + 1_000,
          message,
        })),
      }),
    ).toString('base64'),
  },
});

describe('ingest-delivery-status', () => {
  let dynamoDb: EmbeddedDynamoDb;
  let counters: DynamoDbCounterStore;
  const reports: BatchCounts[] = [];

  beforeAll(async () => {
    dynamoDb = await startEmbeddedDynamoDb([countersTable('counters')]);
    counters = new DynamoDbCounterStore({
      client: dynamoDb.client,
      tableName: 'counters',
      clock: { nowMs: () => SENT_MS + 5_000 },
    });
  });
  afterAll(() => dynamoDb.close());

  const handle = () =>
    createSubscriptionHandler({
      counters,
      tools: createIngestTools(new Uint8Array(32).fill(7)),
      report: (counts) => reports.push(counts),
    });
  const countTajikistan = async () => {
    const slots = await counters.readMinutes(countryKey('TJ'), SENT_MS - 60_000, SENT_MS + 60_000);
    return slots.map(digestSlot).map(({ sent, spendMicroUsd }) => ({ sent, spendMicroUsd }));
  };

  it('counts a batch with duplicates and rubbish once each, and says what it could not read', async () => {
    const batch = subscription('DATA_MESSAGE', [
      deliveryStatus(1),
      deliveryStatus(2),
      deliveryStatus(2),
      'not json',
      '{"some":"record"}',
    ]);
    await handle()(batch);
    expect(await countTajikistan()).toEqual([{ sent: 2, spendMicroUsd: 436_000 }]);
    expect(reports.at(-1)).toEqual({
      accepted: 3,
      rejected: { 'not-json': 1, 'unknown-record': 1 },
      countries: { TJ: { sent: 2, spendUsd: 0.436 } },
    });
  });

  it('changes nothing when the batch is delivered again, to another instance and regrouped', async () => {
    await handle()(subscription('DATA_MESSAGE', [deliveryStatus(2)]));
    await handle()(subscription('DATA_MESSAGE', [deliveryStatus(1), deliveryStatus(2)]));
    expect(await countTajikistan()).toEqual([{ sent: 2, spendMicroUsd: 436_000 }]);
  });

  it('takes a control message as the probe that it is', async () => {
    await handle()(subscription('CONTROL_MESSAGE', ['CWL CONTROL MESSAGE: Checking health']));
    expect(reports.at(-1)).toEqual({ accepted: 0, rejected: {}, countries: {} });
  });

  it('refuses a batch that cannot be decoded, so that it ends in the dead-letter queue', async () => {
    await expect(handle()({ awslogs: { data: 'rubbish' } })).rejects.toThrow('awslogs.data');
    await expect(handle()(subscription('SOMETHING_ELSE', []))).rejects.toThrow('messageType');
  });

  it('reports no phone number', () => {
    expect(JSON.stringify(reports)).not.toMatch(/\d{6,}/);
  });
});

describe('fromEnv', () => {
  it('names every variable that is missing', () => {
    expect(() => fromEnv(['A', 'B', 'C'], { B: 'b', C: '' })).toThrow('A, C');
    expect(fromEnv(['B'], { B: 'b' })).toEqual({ B: 'b' });
  });
});
