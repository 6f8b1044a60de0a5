import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LEVER_CLIENT_CONFIG } from '../../../lib/adapters/aws/levers/lever-clients.ts';
import type { FaultKind } from '../../../lib/adapters/local/aws-stand-in/faults.ts';
import {
  type EmbeddedDynamoDb,
  startEmbeddedDynamoDb,
} from '../../../lib/adapters/local/embedded-dynamodb.ts';
import type { Levers } from '../../../lib/core/respond/levers.ts';
import { minutes, NOW_MS } from '../../unit/decide/fixtures.ts';
import { type AwsWorld, openAwsWorld } from './aws-world.ts';

let db: EmbeddedDynamoDb;
beforeAll(async () => {
  db = await startEmbeddedDynamoDb();
});
afterAll(() => db.close());

const { maxAttempts } = LEVER_CLIENT_CONFIG;
const RANGE = '+99290123';
const block = (levers: Levers) => levers.writeCountryRule('TJ', 'BLOCK');

/** Each call that a lever makes: the move it belongs to, and how one sees that the move is made, once. */
interface Call {
  readonly operation: string;
  readonly iam: string;
  readonly move: (levers: Levers) => Promise<unknown>;
  readonly isMade: (world: AwsWorld) => Promise<boolean>;
}
const isBlockedOnce = async ({ levers, standIn }: AwsWorld): Promise<boolean> =>
  standIn.account.protect.all.size === 1 && (await levers.readCountryRule('TJ')) === 'BLOCK';
const always = async () => true;

const CALLS: readonly Call[] = [
  {
    operation: 'GetSMSAttributes',
    iam: 'sns:GetSMSAttributes',
    move: (levers) => levers.readSpendLimit(),
    isMade: always,
  },
  {
    operation: 'GetMetricData',
    iam: 'cloudwatch:GetMetricData',
    move: (levers) => levers.readSpendLimit(),
    isMade: always,
  },
  {
    operation: 'SetSMSAttributes',
    iam: 'sns:SetSMSAttributes',
    move: (levers) => levers.writeSpendLimit(140),
    isMade: async ({ levers }) => (await levers.readSpendLimitUsd()) === 140,
  },
  ...[
    'DescribeProtectConfigurations',
    'CreateProtectConfiguration',
    'SetAccountDefaultProtectConfiguration',
    'UpdateProtectConfigurationCountryRuleSet',
  ].map((operation) => ({
    operation,
    iam: `sms-voice:${operation}`,
    move: block,
    isMade: isBlockedOnce,
  })),
];

const withWorld = async (test: (world: AwsWorld) => Promise<void>): Promise<void> => {
  const world = await openAwsWorld(db);
  world.standIn.account.send('DE', 1);
  try {
    await test(world);
  } finally {
    await world.close();
  }
};

const WHAT_TO_DO: Readonly<Record<FaultKind, { retryable: boolean; advice: RegExp }>> = {
  throttle: { retryable: true, advice: /AWS throttles.*may be made again/ },
  'access-denied': { retryable: false, advice: /Allow (\S+) to the detector's role/ },
  'server-error': { retryable: true, advice: /AWS failed.*read before writing again/ },
  'no-answer': { retryable: true, advice: /No answer came.*read before writing again/ },
  'answer-lost': { retryable: true, advice: /No answer came.*read before writing again/ },
  malformed: { retryable: true, advice: /unreadable|unknown/ },
};
const KINDS = Object.keys(WHAT_TO_DO) as FaultKind[];
/** What the SDK itself tries again. */
const PASSING = ['throttle', 'server-error', 'no-answer', 'answer-lost'] as const;

for (const call of CALLS)
  describe(`the call ${call.iam}`, () => {
    for (const kind of PASSING)
      it(`${kind}, ${maxAttempts - 1} times: goes through, once`, () =>
        withWorld(async (world) => {
          world.standIn.faults.inject(call.operation, kind, maxAttempts - 1);
          await call.move(world.levers);
          expect(await call.isMade(world)).toBe(true);
        }));

    for (const kind of KINDS)
      it(`${kind}, for good: an error that names the operation and what to do; made again, it is made once`, () =>
        withWorld(async (world) => {
          const { retryable, advice } = WHAT_TO_DO[kind];
          world.standIn.faults.inject(call.operation, kind, Infinity);
          const error = await call.move(world.levers).then(
            () => null,
            (reason: unknown) => reason as Error,
          );
          world.standIn.faults.clear();
          expect(error).toMatchObject({ code: 'lever-failed', retryable });
          expect(error?.message).toMatch(advice);
          expect(error?.message.startsWith(call.iam)).toBe(true);
          await call.move(world.levers);
          expect(await call.isMade(world)).toBe(true);
        }));
  });

describe('reading a country rule', () => {
  for (const kind of KINDS)
    it(`${kind}, for good: is an error, and not ALLOW`, () =>
      withWorld(async (world) => {
        await block(world.levers);
        for (const operation of [
          'DescribeProtectConfigurations',
          'GetProtectConfigurationCountryRuleSet',
        ]) {
          world.standIn.faults.inject(operation, kind, Infinity);
          await expect(world.levers.readCountryRule('TJ')).rejects.toMatchObject({
            code: 'lever-failed',
            retryable: WHAT_TO_DO[kind].retryable,
          });
          world.standIn.faults.clear();
        }
        expect(await world.levers.readCountryRule('TJ')).toBe('BLOCK');
      }));
});

/** dynalite never fails, so the client's own calls are made to. */
const failDynamo = (
  client: DynamoDBClient,
  operation: string,
  kind: FaultKind,
): { stop(): void } => {
  let isFailing = true;
  const fault = (name: string, $fault: string, httpStatusCode: number) =>
    Object.assign(new Error(name), { name, $fault, $metadata: { httpStatusCode } });
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (!isFailing || context.commandName !== `${operation}Command`) return next(args);
      if (kind === 'throttle') throw fault('ThrottlingException', 'client', 400);
      if (kind === 'access-denied') throw fault('AccessDeniedException', 'client', 400);
      if (kind === 'server-error') throw fault('InternalServerError', 'server', 500);
      const lost = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      if (kind === 'no-answer') throw lost;
      const answer = await next(args);
      if (kind === 'answer-lost') throw lost;
      if (answer.output === undefined) throw lost;
      throw Object.assign(new SyntaxError('Unexpected end of JSON input'), {
        $metadata: { httpStatusCode: 200 },
      });
    },
    { step: 'initialize' },
  );
  return { stop: () => (isFailing = false) };
};

const RANGE_CALLS = [
  ['GetItem', (levers: Levers) => levers.readNumberRange(RANGE), 'BLOCK'],
  ['PutItem', (levers: Levers) => levers.writeNumberRange(RANGE, NOW_MS + minutes(60)), 'BLOCK'],
  ['DeleteItem', (levers: Levers) => levers.writeNumberRange(RANGE, null), null],
] as const;

for (const [operation, move, afterwards] of RANGE_CALLS)
  describe(`dynamodb:${operation}`, () => {
    for (const kind of KINDS)
      it(`${kind}: an error that says what to do; made again, the range is as it was to be`, () =>
        withWorld(async ({ levers, dynamo }) => {
          await levers.writeNumberRange(RANGE, NOW_MS + minutes(30));
          const failing = failDynamo(dynamo, operation, kind);
          const { retryable, advice } = WHAT_TO_DO[kind];
          await expect(move(levers)).rejects.toMatchObject({
            code: 'lever-failed',
            retryable,
            message: expect.stringMatching(
              new RegExp(`^dynamodb:${operation} failed: .*(?:${advice.source})`),
            ),
          });
          failing.stop();
          await move(levers);
          expect(await levers.readNumberRange(RANGE)).toBe(afterwards);
        }));
  });
