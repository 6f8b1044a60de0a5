import './cloudformation.ts';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Perform } from '../../../lambdas/custom-resources/custom-resource.ts';
import { performUserPoolTriggers } from '../../../lambdas/custom-resources/user-pool-triggers/user-pool-triggers.ts';
import {
  type AwsStandIn,
  startAwsStandIn,
} from '../../../lib/adapters/local/aws-stand-in/start-aws-stand-in.ts';
import { TestClock } from '../../unit/respond/fixtures.ts';
import { clientConfig, request } from './cloudformation.ts';

const POOL = 'eu-central-1_Ab1Cd2Ef3';
const FUNCTION = 'arn:aws:lambda:eu-central-1:123456789012:function';
const OURS = `${FUNCTION}:sms-pumping-default-verification-0123456789ab`;
const THEIRS = `${FUNCTION}:welcome-mail`;
const NEWER = `${FUNCTION}:welcome-mail-2`;
const NONE = `${OURS}-none`;

/** A pool with much that an update would reset. */
const CONFIGURATION = {
  Id: POOL,
  Name: 'customers',
  Arn: `arn:aws:cognito-idp:eu-central-1:123456789012:userpool/${POOL}`,
  UserPoolTier: 'PLUS',
  MfaConfiguration: 'OPTIONAL',
  AutoVerifiedAttributes: ['phone_number'],
  SmsVerificationMessage: 'Your code is {####}',
  SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms', ExternalId: 'x' },
  AdminCreateUserConfig: { AllowAdminCreateUserOnly: false, UnusedAccountValidityDays: 7 },
  Policies: { PasswordPolicy: { MinimumLength: 12, TemporaryPasswordValidityDays: 7 } },
  UserPoolTags: { team: 'identity' },
  EmailConfiguration: { EmailSendingAccount: 'COGNITO_DEFAULT' },
};

let standIn: AwsStandIn;
let client: CognitoIdentityProviderClient;
let perform: Perform;
beforeEach(async () => {
  standIn = await startAwsStandIn({ clock: new TestClock() });
  client = new CognitoIdentityProviderClient(clientConfig(standIn.endpoint));
  perform = performUserPoolTriggers(client);
  withTriggers({ PreSignUp: `${FUNCTION}:captcha`, PostConfirmation: THEIRS });
});
afterEach(async () => {
  client.destroy();
  await standIn.close();
});

const withTriggers = (LambdaConfig: Readonly<Record<string, string>>, more = {}): void => {
  standIn.account.userPools.set(POOL, { ...CONFIGURATION, ...more, LambdaConfig });
};
const triggers = () => standIn.account.userPools.get(POOL)?.['LambdaConfig'];
const writes = () => standIn.requests.filter(({ operation }) => operation === 'UpdateUserPool');

const FIND = {
  Task: 'find',
  UserPoolId: POOL,
  Region: 'eu-central-1',
  OwnFunctionArn: OURS,
  NoFunctionArn: NONE,
};
const find = (physicalId?: string) =>
  perform(request(physicalId === undefined ? 'Create' : 'Update', FIND, physicalId));
const attachProperties = (PreviousJson: string) => ({
  Task: 'attach',
  UserPoolId: POOL,
  OwnFunctionArn: OURS,
  PreviousJson,
});
const attach = async (): Promise<string> => {
  const previous = (await find()).data?.['ChainedFunctionsJson'] ?? '';
  await perform(request('Create', attachProperties(previous)));
  return previous;
};

describe('find', () => {
  it('answers what the pool calls, and a function that is none where it calls nothing', async () => {
    const { data } = await find();
    expect(data).toEqual({
      ChainedFunctionsJson: JSON.stringify({ PostConfirmation: THEIRS }),
      PostConfirmationArn: THEIRS,
      PostAuthenticationArn: NONE,
    });
    expect(writes()).toEqual([]);
  });

  it('answers what the pool called before, once our trigger is attached', async () => {
    const { physicalId } = await find();
    await attach();
    const again = await find(physicalId);
    expect(again.physicalId).toBe(physicalId);
    expect(again.data?.['ChainedFunctionsJson']).toBe(JSON.stringify({ PostConfirmation: THEIRS }));
  });

  it('answers what an operator put in the place of our trigger', async () => {
    const { physicalId } = await find();
    await attach();
    withTriggers({ PostConfirmation: NEWER });
    const { data } = await find(physicalId);
    expect(data?.['PostConfirmationArn']).toBe(NEWER);
  });

  it.each([
    'second-verification-0123456789ab',
    'default-verification-0',
    'default-verification-12',
  ])(
    "refuses a pool that has another detector's trigger, or one of an earlier name: %s",
    async (name) => {
      withTriggers({ PostAuthentication: `${FUNCTION}:sms-pumping-${name}` });
      await expect(find()).rejects.toThrow(
        /of this one under an earlier name: deploy once with verificationTriggers false/,
      );
    },
  );

  it('refuses a pool whose SMS go out through another region, and names it', async () => {
    withTriggers({}, { SmsConfiguration: { SnsCallerArn: 'arn', SnsRegion: 'eu-west-1' } });
    await expect(find()).rejects.toThrow('Deploy a detector in eu-west-1');
  });

  it('refuses a pool whose SMS SNS does not see', async () => {
    withTriggers({}, { SmsConfiguration: { EumsSms: { CallerArn: 'arn:aws:iam::1:role/r' } } });
    await expect(find()).rejects.toThrow('AWS End User Messaging');
  });
});

it('a trigger whose function is replaced hands on what it calls', async () => {
  const { physicalId } = await find();
  const previous = await attach();
  const replaced = { OwnFunctionArn: `${FUNCTION}:sms-pumping-default-verification-ba9876543210` };
  const found = await perform(request('Update', { ...FIND, ...replaced }, physicalId, FIND));
  expect(found.data?.['ChainedFunctionsJson']).toBe(previous);
  const before = attachProperties(previous);
  await perform(request('Update', { ...before, ...replaced }, 'id', before));
  await perform(request('Delete', before, 'id'));
  expect(triggers()).toMatchObject({ PostConfirmation: replaced.OwnFunctionArn });
});

describe('attach', () => {
  it('puts the trigger on both, and changes nothing else of the pool', async () => {
    await attach();
    const { LambdaConfig, ...rest } = standIn.account.userPools.get(POOL) ?? {};
    expect(LambdaConfig).toEqual({
      PreSignUp: `${FUNCTION}:captcha`,
      PostConfirmation: OURS,
      PostAuthentication: OURS,
    });
    // The one lifetime that AWS answers twice is written once.
    expect(rest).toEqual({
      ...CONFIGURATION,
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
    });
  });

  it('deletion puts back the trigger that was there, and takes off what was not', async () => {
    const previous = await attach();
    await perform(request('Delete', attachProperties(previous), 'id'));
    expect(triggers()).toEqual({ PreSignUp: `${FUNCTION}:captcha`, PostConfirmation: THEIRS });
  });

  it('deletion leaves a trigger that somebody else put there since', async () => {
    const previous = await attach();
    withTriggers({ PostConfirmation: NEWER, PostAuthentication: OURS });
    await perform(request('Delete', attachProperties(previous), 'id'));
    expect(triggers()).toEqual({ PostConfirmation: NEWER });
  });

  it('a trigger that changed since it was found is not overwritten', async () => {
    const previous = (await find()).data?.['ChainedFunctionsJson'] ?? '';
    withTriggers({ PostConfirmation: NEWER });
    await expect(perform(request('Create', attachProperties(previous)))).rejects.toThrow(
      'another revision',
    );
    expect(triggers()).toEqual({ PostConfirmation: NEWER });
  });

  it('attaching again writes nothing', async () => {
    const previous = await attach();
    await perform(request('Update', attachProperties(previous), 'id'));
    expect(writes()).toHaveLength(1);
  });

  it('a write that is refused changes nothing and says so', async () => {
    standIn.faults.inject('UpdateUserPool', 'access-denied');
    await expect(attach()).rejects.toThrow('not authorized');
    expect(triggers()).toMatchObject({ PostConfirmation: THEIRS });
  });

  it('deletion after the pool is gone succeeds', async () => {
    const previous = await attach();
    standIn.account.userPools.delete(POOL);
    await expect(perform(request('Delete', attachProperties(previous), 'id'))).resolves.toEqual({
      physicalId: 'id',
    });
  });
});
