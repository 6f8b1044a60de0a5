import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SNSClient } from '@aws-sdk/client-sns';
import { SpendLimit } from '../../lib/adapters/aws/levers/spend-limit.ts';
import { LeverError } from '../../lib/core/errors.ts';
import type { Levers } from '../../lib/core/respond/levers.ts';
import { CLIENT_CONFIG, type FunctionContext } from '../aws-clients.ts';

const refuse = (): Promise<never> =>
  Promise.reject(new LeverError('evaluate moves no lever: respond does', { retryable: false }));

export const openSpendLimit = (clock: FunctionContext['clock']): SpendLimit =>
  new SpendLimit({
    sns: new SNSClient(CLIENT_CONFIG),
    cloudWatch: new CloudWatchClient(CLIENT_CONFIG),
    clock,
  });

/** The levers as `evaluate` has them: the spend limit is read to plan with, and nothing can be moved. */
export const planningLevers = (spendLimit: SpendLimit): Levers => ({
  readSpendLimit: (countedMonthToDateUsd) => spendLimit.read(countedMonthToDateUsd),
  readSpendLimitUsd: () => spendLimit.readLimitUsd(),
  writeSpendLimit: refuse,
  readCountryRule: refuse,
  writeCountryRule: refuse,
  writeCountryRules: refuse,
  readNumberRange: refuse,
  writeNumberRange: refuse,
});
