import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { performUserPoolLogExport } from '../../lambdas/custom-resources/user-pool-log-export/user-pool-log-export.ts';
import { performUserPoolTriggers } from '../../lambdas/custom-resources/user-pool-triggers/user-pool-triggers.ts';
import {
  type AwsStandIn,
  startAwsStandIn,
} from '../../lib/adapters/local/aws-stand-in/start-aws-stand-in.ts';
import { SmsPumpingDetector } from '../../lib/infra/sms-pumping-detector.ts';
import { clientConfig } from '../handlers/custom-resources/cloudformation.ts';
import { TestClock } from '../unit/respond/fixtures.ts';
import { DeployedResources } from './deployed-resources.ts';
import { emptyStack, flat, read, synthesise } from './synth.ts';

const A = 'eu-central-1_Aaaaaaaaa';
const B = 'eu-central-1_Bbbbbbbbb';

describe('user pools of another template', () => {
  let standIn: AwsStandIn;
  let client: CognitoIdentityProviderClient;
  let deployed: DeployedResources;
  beforeEach(async () => {
    standIn = await startAwsStandIn({ clock: new TestClock() });
    client = new CognitoIdentityProviderClient(clientConfig(standIn.endpoint));
    deployed = new DeployedResources({
      UserPoolLogExport: performUserPoolLogExport(client),
      UserPoolTriggers: performUserPoolTriggers(client),
    });
    for (const Id of [A, B])
      standIn.account.userPools.set(Id, {
        Id,
        Name: 'customers',
        MfaConfiguration: 'OPTIONAL',
        UserPoolTier: 'PLUS',
        UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' },
      });
  });
  afterEach(async () => {
    client.destroy();
    await standIn.close();
  });

  const deploy = (...userPoolIds: string[]) => deployed.deploy(synthesise({ userPoolIds }));
  const stateOf = (pool: string) => ({
    exports: standIn.account.logDeliveries.get(pool) ?? [],
    triggers: standIn.account.userPools.get(pool)?.['LambdaConfig'] ?? {},
  });

  it('one that is removed is as it was, and the other keeps its export and its trigger', async () => {
    await deploy(A, B);
    const before = stateOf(B);
    expect(before.exports).toHaveLength(1);
    expect(Object.keys(before.triggers)).toHaveLength(2);
    await deploy(B);
    expect(stateOf(B)).toEqual(before);
    expect(stateOf(A)).toEqual({ exports: [], triggers: {} });
  });

  it('in another order they are as before, and nothing is written', async () => {
    await deploy(A, B);
    const before = [stateOf(A), stateOf(B)];
    const { length } = standIn.requests;
    await deploy(B, A);
    expect([stateOf(A), stateOf(B)]).toEqual(before);
    expect(standIn.requests).toHaveLength(length);
  });
});

/** By logical id: the group that it subscribes. */
const subscriptions = (...verificationLogGroupNames: string[]) =>
  new Map(
    synthesise({ verificationLogGroupNames })
      .ofType('AWS::Logs::SubscriptionFilter')
      .map(({ id, Properties }) => [id, flat(Properties?.['LogGroupName'])]),
  );

it('a subscription stays with its group when another group is removed', () => {
  const both = subscriptions('/shop/verifications', '/bank/verifications');
  const one = subscriptions('/bank/verifications');
  expect(one.size).toBe(both.size - 1);
  for (const [id, group] of one) expect(both.get(id)).toBe(group);
});

it('a group that is named as delivery log and for verifications is subscribed once', () => {
  const sns = 'sns/eu-central-1/123456789012/DirectPublishToPhoneNumber';
  expect([...subscriptions(sns).values()]).toEqual([sns, `${sns}/Failure`]);
});

it('a pool that is named twice is refused by name', () => {
  const stack = emptyStack();
  const userPools = ['One', 'Two'].map((id) => UserPool.fromUserPoolId(stack, id, A));
  expect(() => new SmsPumpingDetector(stack, 'Detector', { userPools })).toThrow(`${A} twice`);
});

it('pools whose ids are known at deployment only are told apart', () => {
  const stack = emptyStack();
  const userPools = ['One', 'Two'].map((id) => new UserPool(stack, id));
  new SmsPumpingDetector(stack, 'Detector', { userPools });
  const names = read(stack)
    .ofType('AWS::Lambda::Function')
    .map(({ Properties }) => Properties?.['FunctionName'])
    .filter((name) => typeof name === 'string');
  expect(new Set(names).size).toBe(2);
  for (const name of names) expect(name).toMatch(/-verification-[0-9a-f]{12}$/);
});
