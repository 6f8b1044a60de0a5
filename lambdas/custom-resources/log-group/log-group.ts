import {
  type CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeSubscriptionFiltersCommand,
  ListTagsForResourceCommand,
  PutRetentionPolicyCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { type Perform, property } from '../custom-resource.ts';

/** AWS's limit for a log group, which support cannot raise. */
const MAX_SUBSCRIPTIONS = 2;

/** On a group that was created here and has no retention yet. */
const UNFINISHED_TAG = 'sms-pumping-detector:retention-pending';

/**
 * A log group that is going to be subscribed. It is created where it is absent, with a retention;
 * one that exists is left as it is. On deletion it stays: its events are the owner's.
 *
 * A creation whose answer got lost looks like an owner's group when it is tried again, so that a group
 * is ours, and unfinished, is written on it as it is created.
 *
 * It fails where no subscription is left, since CloudFormation's own word for that says not which.
 */
export const performLogGroup = (client: Pick<CloudWatchLogsClient, 'send'>): Perform => {
  const create = async (logGroupName: string): Promise<boolean> => {
    try {
      await client.send(
        new CreateLogGroupCommand({ logGroupName, tags: { [UNFINISHED_TAG]: 'true' } }),
      );
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === 'ResourceAlreadyExistsException') return false;
      throw error;
    }
  };

  const isUnfinished = async (resourceArn: string): Promise<boolean> => {
    const { tags = {} } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
    return Object.hasOwn(tags, UNFINISHED_TAG);
  };

  const createIfAbsent = async (
    logGroupName: string,
    resourceArn: string,
    retentionInDays: number,
  ): Promise<void> => {
    if (!(await create(logGroupName)) && !(await isUnfinished(resourceArn))) return;
    await client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
    await client.send(new UntagResourceCommand({ resourceArn, tagKeys: [UNFINISHED_TAG] }));
  };

  const requireRoom = async (logGroupName: string, ownFilterName: string): Promise<void> => {
    const { subscriptionFilters = [] } = await client.send(
      new DescribeSubscriptionFiltersCommand({ logGroupName }),
    );
    const others = subscriptionFilters.filter(({ filterName }) => filterName !== ownFilterName);
    if (others.length < MAX_SUBSCRIPTIONS) return;
    const names = others.map(
      ({ filterName = '?', destinationArn = '?' }) => `${filterName} (to ${destinationArn})`,
    );
    throw new Error(
      `The log group ${logGroupName} has ${MAX_SUBSCRIPTIONS} subscriptions already, and AWS allows no more: ${names.join(', ')}. Remove one, or let one of them feed both readers through a Kinesis stream.`,
    );
  };

  return async (request) => {
    const logGroupName = property(request, 'LogGroupName');
    if (request.RequestType !== 'Delete') {
      const retentionDays = Number(property(request, 'RetentionDays'));
      await createIfAbsent(logGroupName, property(request, 'LogGroupArn'), retentionDays);
      await requireRoom(logGroupName, property(request, 'FilterName'));
    }
    return { physicalId: logGroupName };
  };
};
