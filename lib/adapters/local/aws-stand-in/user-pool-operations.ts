import type { StandInAccount } from './account.ts';
import { ApiError, type Operations } from './api-error.ts';

/** A user pool as DescribeUserPool answers it. */
export type StandInUserPool = Readonly<Record<string, unknown>>;

/** One of a pool's exports, as AWS takes and answers it. */
export type StandInLogConfiguration = Readonly<Record<string, unknown>>;

/** What no update changes. */
const FIXED = ['Id', 'Arn', 'SchemaAttributes', 'CreationDate', 'EstimatedNumberOfUsers'];
/** What an update that leaves it out resets, and to what. */
const RESET: StandInUserPool = {
  MfaConfiguration: 'OFF',
  LambdaConfig: {},
  UserPoolTier: 'ESSENTIALS',
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** The lifetime of temporary passwords has two names, and an update may use one. */
const requireOneLifetime = ({ AdminCreateUserConfig, Policies }: StandInUserPool): void => {
  const password = isRecord(Policies) ? Policies['PasswordPolicy'] : undefined;
  if (
    isRecord(AdminCreateUserConfig) &&
    AdminCreateUserConfig['UnusedAccountValidityDays'] !== undefined &&
    isRecord(password) &&
    password['TemporaryPasswordValidityDays'] !== undefined
  )
    throw new ApiError(
      'InvalidParameterException',
      'Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays',
    );
};

/**
 * Amazon Cognito, as far as the configuration of user pools goes. As in AWS, an update resets what
 * it leaves out, and exports are replaced as a whole.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html
 */
export const userPoolOperations = ({ userPools, logDeliveries }: StandInAccount): Operations => {
  const find = (id: unknown): StandInUserPool => {
    const pool = userPools.get(String(id));
    if (pool === undefined)
      throw new ApiError('ResourceNotFoundException', `User pool ${String(id)} does not exist.`);
    return pool;
  };
  return {
    DescribeUserPool: ({ UserPoolId }) => ({ UserPool: find(UserPoolId) }),
    UpdateUserPool: ({ UserPoolId, PoolName, ...input }) => {
      const pool = find(UserPoolId);
      requireOneLifetime(input);
      const fixed = Object.fromEntries(
        Object.entries(pool).filter(([name]) => FIXED.includes(name)),
      );
      const name = PoolName === undefined ? {} : { Name: PoolName };
      userPools.set(String(UserPoolId), { ...fixed, ...RESET, ...input, ...name });
      return {};
    },
    GetLogDeliveryConfiguration: ({ UserPoolId }) => {
      find(UserPoolId);
      const LogConfigurations = logDeliveries.get(String(UserPoolId)) ?? [];
      return { LogDeliveryConfiguration: { UserPoolId, LogConfigurations } };
    },
    SetLogDeliveryConfiguration: ({ UserPoolId, LogConfigurations }) => {
      find(UserPoolId);
      logDeliveries.set(String(UserPoolId), LogConfigurations as StandInLogConfiguration[]);
      return { LogDeliveryConfiguration: { UserPoolId, LogConfigurations } };
    },
  };
};
