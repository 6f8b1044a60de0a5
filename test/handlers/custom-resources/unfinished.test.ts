import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  createCustomResourceHandler,
  type CustomResourceRequest,
  type Perform,
} from '../../../lambdas/custom-resources/custom-resource.ts';
import { performSmsAttributes } from '../../../lambdas/custom-resources/sms-attributes/sms-attributes.ts';
import { performUserPoolLogExport } from '../../../lambdas/custom-resources/user-pool-log-export/user-pool-log-export.ts';
import { performUserPoolTriggers } from '../../../lambdas/custom-resources/user-pool-triggers/user-pool-triggers.ts';
import {
  type AwsStandIn,
  startAwsStandIn,
} from '../../../lib/adapters/local/aws-stand-in/start-aws-stand-in.ts';
import { TestClock } from '../../unit/respond/fixtures.ts';
import {
  clientConfig,
  type CloudFormation,
  request,
  startCloudFormation,
} from './cloudformation.ts';

const POOL = 'eu-central-1_Ab1Cd2Ef3';
const THEIRS = 'arn:aws:lambda:eu-central-1:123456789012:function:welcome-mail';
const OURS =
  'arn:aws:lambda:eu-central-1:123456789012:function:sms-pumping-default-verification-0123456789ab';
const ROLE = 'arn:aws:iam::123456789012:role/sms-pumping-detector/default-DeliveryRole-1';

let standIn: AwsStandIn;
let cloudFormation: CloudFormation;
beforeEach(async () => {
  standIn = await startAwsStandIn({ clock: new TestClock() });
  cloudFormation = await startCloudFormation();
  standIn.account.userPools.set(POOL, {
    Id: POOL,
    Name: 'customers',
    UserPoolTier: 'PLUS',
    UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' },
    LambdaConfig: { PostConfirmation: THEIRS },
  });
});
afterEach(async () => {
  cloudFormation.close();
  await standIn.close();
});

/** A creation whose write takes effect and whose answer gets lost, and what CloudFormation does then. */
const failAndRollBack = async (
  perform: Perform,
  operation: string,
  properties: CustomResourceRequest['ResourceProperties'],
): Promise<void> => {
  const handler = createCustomResourceHandler(perform, () => {});
  const ask = (type: 'Create' | 'Delete', physicalId?: string) =>
    handler({ ...request(type, properties, physicalId), ResponseURL: cloudFormation.url });
  standIn.faults.inject(operation, 'answer-lost');
  await ask('Create');
  await ask('Delete', cloudFormation.answers[0]?.PhysicalResourceId);
  expect(cloudFormation.answers.map(({ Status }) => Status)).toEqual(['FAILED', 'SUCCESS']);
};

const cognito = () => new CognitoIdentityProviderClient(clientConfig(standIn.endpoint));

it('a trigger that was attached without an answer is taken off: its function is about to go', async () => {
  await failAndRollBack(performUserPoolTriggers(cognito()), 'UpdateUserPool', {
    Task: 'attach',
    UserPoolId: POOL,
    OwnFunctionArn: OURS,
    PreviousJson: JSON.stringify({ PostConfirmation: THEIRS }),
  });
  expect(standIn.account.userPools.get(POOL)?.['LambdaConfig']).toEqual({
    PostConfirmation: THEIRS,
  });
});

it('SMS attributes that were set without an answer are put back', async () => {
  standIn.account.smsAttributes.set('DeliveryStatusSuccessSamplingRate', '10');
  const before = Object.fromEntries(standIn.account.smsAttributes);
  const client = new SNSClient(clientConfig(standIn.endpoint));
  await failAndRollBack(performSmsAttributes(client), 'SetSMSAttributes', {
    DeliveryRoleArn: ROLE,
    DetectorRolePath: '/sms-pumping-detector/',
  });
  expect(Object.fromEntries(standIn.account.smsAttributes)).toEqual(before);
});

it('an export that was turned on without an answer is turned off', async () => {
  const operation = 'SetLogDeliveryConfiguration';
  await failAndRollBack(performUserPoolLogExport(cognito()), operation, {
    UserPoolId: POOL,
    LogGroupArn: 'arn:aws:logs:eu-central-1:123456789012:log-group:/aws/vendedlogs/detector',
  });
  expect(standIn.account.logDeliveries.get(POOL)).toEqual([]);
});
