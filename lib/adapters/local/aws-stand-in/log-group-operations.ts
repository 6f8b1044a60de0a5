import type { StandInAccount } from './account.ts';
import { ApiError, type Operations } from './api-error.ts';

const nameOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const missing = (): ApiError =>
  new ApiError('ResourceNotFoundException', 'The specified log group does not exist.');

/** The ARN here has no `:*` at its end. */
const nameIn = (resourceArn: unknown): string => nameOf(resourceArn).split(':log-group:')[1] ?? '';

/** CloudWatch Logs, as far as the groups themselves go. */
export const logGroupOperations = (account: StandInAccount): Operations => ({
  CreateLogGroup: ({ logGroupName, tags }) => {
    const name = nameOf(logGroupName);
    if (account.logGroups.has(name))
      throw new ApiError(
        'ResourceAlreadyExistsException',
        'The specified log group already exists',
      );
    account.logGroups.set(name, []);
    if (tags !== undefined) account.logGroupTags.set(name, tags as Record<string, string>);
    return {};
  },
  ListTagsForResource: ({ resourceArn }) => {
    const name = nameIn(resourceArn);
    if (!account.logGroups.has(name)) throw missing();
    return { tags: account.logGroupTags.get(name) ?? {} };
  },
  UntagResource: ({ resourceArn, tagKeys }) => {
    const name = nameIn(resourceArn);
    if (!account.logGroups.has(name)) throw missing();
    const removed = new Set(Array.isArray(tagKeys) ? tagKeys.map(nameOf) : []);
    const tags = Object.entries(account.logGroupTags.get(name) ?? {});
    account.logGroupTags.set(name, Object.fromEntries(tags.filter(([key]) => !removed.has(key))));
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
