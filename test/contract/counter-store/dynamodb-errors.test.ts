import './quiet-sdk.ts';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  BatchWriteItemCommand,
  DynamoDBClient,
  DynamoDBServiceException,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import type { CounterStore } from '../../../lib/core/count/counter-store.ts';
import { newClient, newStore } from './embedded.ts';
import { ManualClock, manySends, rollupOf, sendsAt, START_MS } from './histories.ts';

const clock = new ManualClock(START_MS);
const dynamo = mockClient(DynamoDBClient);
afterEach(() => dynamo.reset());

const mockedStore = (): CounterStore =>
  newStore(newClient('http://127.0.0.1:1'), 'counters', clock);
const delta = sendsAt('country/TJ', START_MS, manySends(2));

const calls: readonly (readonly [string, (store: CounterStore) => Promise<unknown>])[] = [
  ['merge', (store) => store.merge([delta])],
  ['readMinutes', (store) => store.readMinutes('country/TJ', 0, Infinity)],
  ['writeHours', (store) => store.writeHours([rollupOf('country/TJ', START_MS, 1)])],
  ['readHours', (store) => store.readHours('country/TJ', 0, Infinity)],
  ['readActiveKeys', (store) => store.readActiveKeys(0, Infinity)],
  ['readObservedSinceMs', (store) => store.readObservedSinceMs()],
];

const refusal = (name: string, message = ''): DynamoDBServiceException =>
  new DynamoDBServiceException({
    name,
    message,
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
  });

describe('DynamoDB: an error is an error, not an empty answer', () => {
  const failures: readonly (readonly [string, Error, boolean])[] = [
    ['throttling', refusal('ThrottlingException'), true],
    ['too much throughput', refusal('ProvisionedThroughputExceededException'), true],
    [
      'an internal error',
      new DynamoDBServiceException({
        name: 'InternalServerError',
        $fault: 'server',
        $metadata: { httpStatusCode: 500 },
      }),
      true,
    ],
    ['a lost connection', Object.assign(new Error('reset'), { code: 'ECONNRESET' }), true],
    ['missing rights', refusal('AccessDeniedException'), false],
    ['a missing table', refusal('ResourceNotFoundException'), false],
    ['an invalid request', refusal('ValidationException'), false],
    [
      'missing credentials',
      Object.assign(new Error('none'), { name: 'CredentialsProviderError' }),
      false,
    ],
  ];
  for (const [what, cause, retryable] of failures)
    it(`${what}: every method rejects, ${retryable ? '' : 'not '}retryable, with the cause`, async () => {
      dynamo.onAnyCommand().rejects(cause);
      for (const [, call] of calls)
        await expect(call(mockedStore())).rejects.toMatchObject({
          code: 'store-unavailable',
          retryable,
          cause: { name: cause.name },
        });
    });

  it('a failure on the second page does not return the first', async () => {
    dynamo
      .on(QueryCommand)
      .resolvesOnce({
        Items: [{ pk: { S: 'active' }, sk: { S: 'k#2026-09-11T05Z#country/TJ' } }],
        LastEvaluatedKey: { pk: { S: 'active' }, sk: { S: 'k#2026-09-11T05Z#country/TJ' } },
      })
      .rejects(refusal('ThrottlingException'));
    await expect(mockedStore().readActiveKeys(0, Infinity)).rejects.toMatchObject({
      retryable: true,
    });
  });
});

describe('DynamoDB: reads', () => {
  it('are strongly consistent, all of them', async () => {
    dynamo.on(QueryCommand).resolves({});
    for (const [name, call] of calls) if (name.startsWith('read')) await call(mockedStore());
    const inputs = dynamo.commandCalls(QueryCommand).map((call) => call.args[0].input);
    expect(inputs.map((input) => input.ConsistentRead)).toEqual([true, true, true, true]);
  });
});

describe('DynamoDB: batches that are taken in part', () => {
  const unprocessed = (hours: number[]) => ({
    UnprocessedItems: {
      counters: hours.map((h) => ({ PutRequest: { Item: { pk: { S: 'k' }, sk: { S: `${h}` } } } })),
    },
  });

  it('what was left unprocessed is sent again until nothing is', async () => {
    dynamo
      .on(BatchWriteItemCommand)
      .resolvesOnce(unprocessed([1, 2]))
      .resolvesOnce(unprocessed([2]))
      .resolves({});
    await mockedStore().writeHours([1, 2, 3].map((n) => rollupOf(`country/${n}`, START_MS, n)));
    const sizes = dynamo
      .commandCalls(BatchWriteItemCommand)
      .map((call) => call.args[0].input.RequestItems?.['counters']?.length);
    expect(sizes).toEqual([3, 2, 1]);
  });

  it('what stays unprocessed is a retryable error', async () => {
    dynamo.on(BatchWriteItemCommand).resolves(unprocessed([1]));
    await expect(
      mockedStore().writeHours([rollupOf('country/TJ', START_MS, 1)]),
    ).rejects.toMatchObject({ code: 'store-unavailable', retryable: true });
  });

  it('an active key is written before its minute, once a process, and again if it failed', async () => {
    dynamo.on(UpdateItemCommand).resolves({});
    dynamo.on(BatchWriteItemCommand).rejectsOnce(refusal('ThrottlingException')).resolves({});
    const store = mockedStore();
    await expect(store.merge([delta])).rejects.toMatchObject({ retryable: true });
    expect(dynamo.commandCalls(UpdateItemCommand)).toHaveLength(0);
    for (let times = 0; times < 3; times++) await store.merge([delta]);
    expect(dynamo.commandCalls(BatchWriteItemCommand)).toHaveLength(2);
    expect(dynamo.commandCalls(UpdateItemCommand)).toHaveLength(3);
  });

  it('a group that its shared item cannot take gets an item of its own', async () => {
    dynamo.on(BatchWriteItemCommand).resolves({});
    dynamo
      .on(UpdateItemCommand)
      .rejectsOnce(
        refusal('ValidationException', 'Item size to update has exceeded the maximum allowed size'),
      )
      .resolves({});
    await mockedStore().merge([delta]);
    const shards = dynamo
      .commandCalls(UpdateItemCommand)
      .map((call) => call.args[0].input.Key?.['sk']?.S?.split('#')[2]);
    expect(shards).toEqual(['0', expect.stringMatching(/^x[0-9a-f]{16}$/)]);
  });
});

describe('DynamoDB: over the wire', () => {
  const withServer = async (
    statusCode: number,
    type: string,
    use: (store: CounterStore, requests: () => number) => Promise<void>,
  ): Promise<void> => {
    dynamo.restore();
    let requests = 0;
    const server: Server = createServer((request, response) => {
      requests++;
      request.resume();
      response.writeHead(statusCode, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ __type: `com.amazonaws#${type}`, message: 'no' }));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const client = newClient(`http://127.0.0.1:${port}`, { maxAttempts: 2 });
    try {
      await use(newStore(client, 'counters', clock), () => requests);
    } finally {
      client.destroy();
      server.close();
    }
  };

  it('throttling is retried by the client, then a retryable error', () =>
    withServer(400, 'ThrottlingException', async (store, requests) => {
      await expect(store.readHours('country/TJ', 0, Infinity)).rejects.toMatchObject({
        retryable: true,
      });
      expect(requests()).toBe(2);
    }));

  it('missing rights are not retried at all', () =>
    withServer(400, 'AccessDeniedException', async (store, requests) => {
      await expect(store.merge([delta])).rejects.toMatchObject({ retryable: false });
      expect(requests()).toBe(1);
    }));

  it('a server that is not there is a retryable error', async () => {
    dynamo.restore();
    const client = newClient('http://127.0.0.1:1', { maxAttempts: 2 });
    await expect(newStore(client, 'counters', clock).readObservedSinceMs()).rejects.toMatchObject({
      retryable: true,
    });
    client.destroy();
  });
});
