import type {
  UpdateUserPoolCommandInput,
  UserPoolType,
} from '@aws-sdk/client-cognito-identity-provider';

type Configuration = Omit<UpdateUserPoolCommandInput, 'UserPoolId'>;

/**
 * Everything that UpdateUserPool takes, and so everything that it resets where it is left out. The
 * compiler refuses a list in which one is missing.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html
 */
const WHOLE: Readonly<Record<keyof Configuration, keyof UserPoolType>> = {
  AccountRecoverySetting: 'AccountRecoverySetting',
  AcrConfiguration: 'AcrConfiguration',
  AdminCreateUserConfig: 'AdminCreateUserConfig',
  AutoVerifiedAttributes: 'AutoVerifiedAttributes',
  DcrConfiguration: 'DcrConfiguration',
  DeletionProtection: 'DeletionProtection',
  DeviceConfiguration: 'DeviceConfiguration',
  EmailConfiguration: 'EmailConfiguration',
  EmailVerificationMessage: 'EmailVerificationMessage',
  EmailVerificationSubject: 'EmailVerificationSubject',
  IssuerConfiguration: 'IssuerConfiguration',
  KeyConfiguration: 'KeyConfiguration',
  LambdaConfig: 'LambdaConfig',
  MfaConfiguration: 'MfaConfiguration',
  Policies: 'Policies',
  PoolName: 'Name',
  SmsAuthenticationMessage: 'SmsAuthenticationMessage',
  SmsConfiguration: 'SmsConfiguration',
  SmsVerificationMessage: 'SmsVerificationMessage',
  UserAttributeUpdateSettings: 'UserAttributeUpdateSettings',
  UserPoolAddOns: 'UserPoolAddOns',
  UserPoolTags: 'UserPoolTags',
  UserPoolTier: 'UserPoolTier',
  VerificationMessageTemplate: 'VerificationMessageTemplate',
};

/**
 * A user pool as UpdateUserPool has to be given it, so that nothing but what is changed on purpose
 * changes. AWS answers the lifetime of temporary passwords twice and takes it once.
 */
export const wholeConfiguration = (pool: UserPoolType): Configuration => {
  const whole: Record<string, unknown> = {};
  for (const [name, from] of Object.entries(WHOLE))
    if (pool[from] !== undefined) whole[name] = pool[from];
  const { AdminCreateUserConfig, Policies } = pool;
  if (
    AdminCreateUserConfig !== undefined &&
    Policies?.PasswordPolicy?.TemporaryPasswordValidityDays !== undefined
  ) {
    const { UnusedAccountValidityDays: _, ...rest } = AdminCreateUserConfig;
    whole['AdminCreateUserConfig'] = rest;
  }
  return whole;
};
