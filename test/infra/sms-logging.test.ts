import { SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { performSmsAttributes } from '../../lambdas/custom-resources/sms-attributes/sms-attributes.ts';
import {
  type AwsStandIn,
  startAwsStandIn,
} from '../../lib/adapters/local/aws-stand-in/start-aws-stand-in.ts';
import { clientConfig } from '../handlers/custom-resources/cloudformation.ts';
import { TestClock } from '../unit/respond/fixtures.ts';
import { DeployedResources } from './deployed-resources.ts';
import { functionsByName } from './policies.ts';
import { synthesise } from './synth.ts';

const RATE = 'DeliveryStatusSuccessSamplingRate';
const ROLE = 'DeliveryStatusIAMRole';

let standIn: AwsStandIn;
let client: SNSClient;
let deployed: DeployedResources;
beforeEach(async () => {
  standIn = await startAwsStandIn({ clock: new TestClock(), spendLimitUsd: 200 });
  client = new SNSClient(clientConfig(standIn.endpoint));
  deployed = new DeployedResources({ SmsAttributes: performSmsAttributes(client) });
  standIn.account.smsAttributes.set(RATE, '10');
});
afterEach(async () => {
  client.destroy();
  await standIn.close();
});

const attributes = () => Object.fromEntries(standIn.account.smsAttributes);
const deploy = (manageSmsLogging: boolean, more = {}) =>
  deployed.deploy(synthesise({ manageSmsLogging, ...more }));

it('managing the logging no more puts back what was there', async () => {
  const before = attributes();
  await deploy(true);
  expect(attributes()).toEqual({ ...before, [RATE]: '100', [ROLE]: expect.any(String) });
  await deploy(false);
  expect(attributes()).toEqual(before);
});

it('deployed again, what somebody took away stays away; with another revision it comes back', async () => {
  const before = attributes();
  await deploy(true, { revision: '1' });
  const managed = attributes();
  standIn.account.smsAttributes.delete(ROLE);
  standIn.account.smsAttributes.set(RATE, '20');
  await deploy(true, { revision: '1' });
  expect(attributes()).not.toEqual(managed);
  await deploy(true, { revision: '2' });
  expect(attributes()).toEqual(managed);
  await deployed.delete();
  expect(attributes()).toEqual(before);
});

it('where the logging is not managed nothing is asked of SNS, at the birth and at the end', async () => {
  await deploy(false);
  await deployed.delete();
  expect(standIn.requests).toEqual([]);
});

it('where the logging is not managed no function could write it, but the one that moves levers', () => {
  const stack = synthesise({ manageSmsLogging: false });
  expect([...functionsByName(stack).keys()]).not.toContain('custom-resources/sms-attributes');
  const policies = stack
    .ofType('AWS::IAM::Policy')
    .filter((policy) => JSON.stringify(policy).includes('sns:SetSMSAttributes'));
  expect(policies.map(({ id }) => id)).toEqual([expect.stringContaining('RespondStage')]);
});
