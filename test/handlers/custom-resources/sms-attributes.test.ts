import './cloudformation.ts';
import { SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Perform } from '../../../lambdas/custom-resources/custom-resource.ts';
import { performSmsAttributes } from '../../../lambdas/custom-resources/sms-attributes/sms-attributes.ts';
import {
  type AwsStandIn,
  startAwsStandIn,
} from '../../../lib/adapters/local/aws-stand-in/start-aws-stand-in.ts';
import { TestClock } from '../../unit/respond/fixtures.ts';
import { clientConfig, request } from './cloudformation.ts';

const ROLE = 'DeliveryStatusIAMRole';
const RATE = 'DeliveryStatusSuccessSamplingRate';
const OURS = 'arn:aws:iam::123456789012:role/sms-pumping-detector/default-DeliveryRole-1';
const THEIRS = 'arn:aws:iam::123456789012:role/service-role/SNSSuccessFeedback';
const OTHER_DETECTOR = 'arn:aws:iam::123456789012:role/sms-pumping-detector/second-DeliveryRole-2';

let standIn: AwsStandIn;
let client: SNSClient;
let perform: Perform;
beforeEach(async () => {
  standIn = await startAwsStandIn({ clock: new TestClock(), spendLimitUsd: 200 });
  client = new SNSClient(clientConfig(standIn.endpoint));
  perform = performSmsAttributes(client);
});
afterEach(async () => {
  client.destroy();
  await standIn.close();
});

const properties = (roleArn = OURS) => ({
  DeliveryRoleArn: roleArn,
  DetectorRolePath: '/sms-pumping-detector/',
});
const create = () => perform(request('Create', properties()));
const update = (physicalId: string, changed: Readonly<Record<string, string>>) =>
  perform(request('Update', changed, physicalId, properties()));
const remove = (physicalId: string) => perform(request('Delete', properties(), physicalId));
const attributes = () => Object.fromEntries(standIn.account.smsAttributes);
const owned = (given: Readonly<Record<string, string>>): void => {
  for (const [name, value] of Object.entries(given)) standIn.account.smsAttributes.set(name, value);
};

describe('an account without delivery logging', () => {
  it('gets the role, and nothing else is written', async () => {
    owned({ DefaultSMSType: 'Transactional' });
    await create();
    expect(attributes()).toEqual({
      MonthlySpendLimit: '200',
      DefaultSMSType: 'Transactional',
      [ROLE]: OURS,
    });
  });

  it('is as it was after deletion', async () => {
    const before = attributes();
    await remove((await create()).physicalId);
    expect(attributes()).toEqual(before);
  });
});

describe('an account whose owner logs a tenth', () => {
  beforeEach(() => owned({ [ROLE]: THEIRS, [RATE]: '10' }));

  it('keeps its role and gets all of the SMS logged', async () => {
    await create();
    expect(attributes()).toMatchObject({ [ROLE]: THEIRS, [RATE]: '100' });
  });

  it('is as it was after deletion', async () => {
    await remove((await create()).physicalId);
    expect(attributes()).toMatchObject({ [ROLE]: THEIRS, [RATE]: '10' });
  });

  it('still is after an update of the stack in between', async () => {
    const { physicalId } = await create();
    const updated = await update(physicalId, properties(`${OURS}-new`));
    await remove(updated.physicalId);
    expect(attributes()).toMatchObject({ [ROLE]: THEIRS, [RATE]: '10' });
  });

  it('keeps a rate that an operator set since', async () => {
    const { physicalId } = await create();
    owned({ [RATE]: '50' });
    await remove(physicalId);
    expect(attributes()).toMatchObject({ [RATE]: '50' });
  });
});

it('an update never changes the id, or CloudFormation would delete what it has just updated', async () => {
  const { physicalId } = await create();
  expect((await update(physicalId, properties(`${OURS}-new`))).physicalId).toBe(physicalId);
  expect(attributes()).toMatchObject({ [ROLE]: `${OURS}-new` });
});

it('a role that an operator put there since is left alone', async () => {
  const { physicalId } = await create();
  owned({ [ROLE]: THEIRS });
  await update(physicalId, properties());
  expect(attributes()).toMatchObject({ [ROLE]: THEIRS });
  await remove(physicalId);
  expect(attributes()).toMatchObject({ [ROLE]: THEIRS });
});

it("another detector's account is refused, and nothing is written", async () => {
  owned({ [ROLE]: OTHER_DETECTOR });
  await expect(create()).rejects.toThrow('manageSmsLogging false');
  expect(attributes()).toMatchObject({ [ROLE]: OTHER_DETECTOR });
});

it('a read that fails is a failed deployment, and nothing is written', async () => {
  standIn.faults.inject('GetSMSAttributes', 'access-denied');
  await expect(create()).rejects.toThrow('not authorized');
  expect(attributes()).toEqual({ MonthlySpendLimit: '200' });
});

it('a creation whose answer got lost is completed when it is tried again', async () => {
  standIn.faults.inject('SetSMSAttributes', 'answer-lost');
  await expect(create()).rejects.toThrow(/socket hang up|ECONNRESET|other side closed/);
  const { physicalId } = await create();
  expect(attributes()).toMatchObject({ [ROLE]: OURS });
  expect(physicalId.length).toBeLessThan(1_024);
});
