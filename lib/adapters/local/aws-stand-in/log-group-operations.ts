import type { StandInAccount } from './account.ts';
import { ApiError, type Operations } from './api-error.ts';

const nameOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const missing = (): ApiError =>
  new ApiError('ResourceNotFoundException', 'The specified log group does not exist.');

/** CloudWatch Logs, as far as the groups themselves go. */
export const logGroupOperations = (account: StandInAccount): Operations => ({
  CreateLogGroup: ({ logGroupName }) => {
    const name = nameOf(logGroupName);
    if (account.logGroups.has(name))
      throw new ApiError(
        'ResourceAlreadyExistsException',
        'The specified log group already exists',
      );
    account.logGroups.set(name, []);
    return {};
  },
  PutRetentionPolicy: ({ logGroupName, retentionInDays }) => {
    if (!account.logGroups.has(nameOf(logGroupName))) throw missing();
    account.retentionDays.set(nameOf(logGroupName), Number(retentionInDays));
    return {};
  },
  DescribeSubscriptionFilters: ({ logGroupName }) => {
    if (!account.logGroups.has(nameOf(logGroupName))) throw missing();
    return { subscriptionFilters: account.subscriptionFilters.get(nameOf(logGroupName)) ?? [] };
  },
});
