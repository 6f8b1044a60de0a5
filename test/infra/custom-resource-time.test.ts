import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ANSWER_TIMEOUT_MS } from '../../lambdas/custom-resources/custom-resource.ts';
import { performLogGroup } from '../../lambdas/custom-resources/log-group/log-group.ts';
import { performUserPoolTriggers } from '../../lambdas/custom-resources/user-pool-triggers/user-pool-triggers.ts';
import { MAX_CALL_MS } from '../../lib/adapters/aws/levers/lever-clients.ts';
import {
  type AwsStandIn,
  startAwsStandIn,
} from '../../lib/adapters/local/aws-stand-in/start-aws-stand-in.ts';
import { SECOND_MS } from '../../lib/core/time.ts';
import { clientConfig, request } from '../handlers/custom-resources/cloudformation.ts';
import { TestClock } from '../unit/respond/fixtures.ts';
import { functionsByName } from './policies.ts';
import { flat, FULL, synthesise } from './synth.ts';

let standIn: AwsStandIn;
beforeEach(async () => {
  standIn = await startAwsStandIn({ clock: new TestClock() });
});
afterEach(() => standIn.close());

const timeoutMs = (name: string): number =>
  Number(functionsByName(synthesise(FULL)).get(name)?.properties['Timeout']) * SECOND_MS;

it('a log group that is tried again has time for its calls, each as slow as it may be, and for the answer', async () => {
  const LogGroupArn = 'arn:aws:logs:eu-central-1:123456789012:log-group:sms';
  const properties = { LogGroupName: 'sms', LogGroupArn, RetentionDays: '30', FilterName: 'own' };
  const client = new CloudWatchLogsClient(clientConfig(standIn.endpoint));
  const create = () => performLogGroup(client)(request('Create', properties));
  standIn.faults.inject('CreateLogGroup', 'answer-lost');
  await expect(create()).rejects.toThrow(/socket hang up|ECONNRESET|other side closed/);
  const before = standIn.requests.length;
  await create();
  const calls = standIn.requests.length - before;
  expect(timeoutMs('custom-resources/log-group')).toBeGreaterThan(
    calls * MAX_CALL_MS + ANSWER_TIMEOUT_MS,
  );
  client.destroy();
});

it('a trigger that is attached has the time, too', async () => {
  const Id = 'eu-central-1_Ab1Cd2Ef3';
  standIn.account.userPools.set(Id, {
    Id,
    Name: 'customers',
    MfaConfiguration: 'OPTIONAL',
    UserPoolTier: 'PLUS',
  });
  const client = new CognitoIdentityProviderClient(clientConfig(standIn.endpoint));
  await performUserPoolTriggers(client)(
    request('Create', {
      Task: 'attach',
      UserPoolId: Id,
      OwnFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:own',
      PreviousJson: '{}',
    }),
  );
  expect(timeoutMs('custom-resources/user-pool-triggers')).toBeGreaterThan(
    standIn.requests.length * MAX_CALL_MS + ANSWER_TIMEOUT_MS,
  );
  client.destroy();
});

it('CloudFormation waits longer than any function behind a custom resource may run', () => {
  const { resources } = synthesise(FULL);
  const waits = Object.values(resources)
    .filter(({ Type }) => Type.startsWith('Custom::'))
    .map(({ Properties }) => Number(flat(Properties?.['ServiceTimeout'])) * SECOND_MS);
  const names = [...functionsByName(synthesise(FULL)).keys()];
  const longest = Math.max(
    ...names.filter((name) => name.startsWith('custom-resources/')).map(timeoutMs),
  );
  expect(Math.min(...waits)).toBeGreaterThan(longest);
});
