import '../counter-store/quiet-sdk.ts';
import { DynamoDBClient, DynamoDBServiceException, QueryCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { DynamoDbIncidentStore } from '../../../lib/adapters/aws/dynamodb-incident-store.ts';
import type { IncidentStore } from '../../../lib/core/decide/incident.ts';
import { TestClock } from '../../unit/respond/fixtures.ts';
import { newClient } from '../counter-store/embedded.ts';
import { decisionOf, versionOf } from './history.ts';

const A = 'inc_aTJ';
const dynamo = mockClient(DynamoDBClient);
afterEach(() => dynamo.reset());
const mocked = (): IncidentStore =>
  new DynamoDbIncidentStore({
    client: newClient('http://127.0.0.1:1'),
    tableName: 'incidents',
    clock: new TestClock(),
  });

describe('DynamoDB: an error is never "no incident"', () => {
  const calls: readonly (readonly [string, (store: IncidentStore) => Promise<unknown>])[] = [
    ['load', (store) => store.load(0)],
    ['save', (store) => store.save(versionOf(A, 1), decisionOf(A, 1))],
    ['readDecisions', (store) => store.readDecisions(A)],
    ['markTold', (store) => store.markTold(decisionOf(A, 1))],
    ['claimUntold', (store) => store.claimUntold(versionOf(A, 1))],
  ];
  const refusal = (name: string) =>
    new DynamoDBServiceException({ name, $fault: 'client', $metadata: { httpStatusCode: 400 } });
  const causes = [
    [refusal('ThrottlingException'), true],
    [refusal('ProvisionedThroughputExceededException'), true],
    [Object.assign(new Error('reset'), { code: 'ECONNRESET' }), true],
    [refusal('AccessDeniedException'), false],
    [refusal('ResourceNotFoundException'), false],
  ] as const;
  for (const [cause, retryable] of causes)
    for (const [name, call] of calls)
      it(`${name}: ${cause.name} (${cause.message}) is a StoreError, ${retryable ? '' : 'not '}retryable`, async () => {
        dynamo.onAnyCommand().rejects(cause);
        await expect(call(mocked())).rejects.toMatchObject({
          code: 'store-unavailable',
          retryable,
          cause: { name: cause.name },
        });
      });

  it('a failure on the second page does not return the first', async () => {
    dynamo
      .on(QueryCommand)
      .resolvesOnce({
        Items: [{ decision: { S: JSON.stringify(decisionOf(A, 1)) } }],
        LastEvaluatedKey: { pk: { S: A }, sk: { S: 'dec_0001' } },
      })
      .rejects(refusal('ThrottlingException'));
    await expect(mocked().readDecisions(A)).rejects.toMatchObject({ retryable: true });
  });

  for (const [what, item] of [
    ['without its attribute', {}],
    ['that is not JSON', { incident: { S: '{' }, decision: { S: '{' } }],
  ] as const)
    it(`an item ${what} is a StoreError that no retry mends`, async () => {
      dynamo.on(QueryCommand).resolves({ Items: [item] });
      for (const call of [() => mocked().load(0), () => mocked().readDecisions(A)])
        await expect(call()).rejects.toMatchObject({ code: 'store-unavailable', retryable: false });
    });

  it('reads are strongly consistent', async () => {
    dynamo.on(QueryCommand).resolves({});
    await mocked().load(0);
    await mocked().readDecisions(A);
    expect(
      dynamo.commandCalls(QueryCommand).map((call) => call.args[0].input.ConsistentRead),
    ).toEqual([true, true]);
  });
});
