import {
  type CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeSubscriptionFiltersCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { type Perform, property } from '../custom-resource.ts';

/** AWS's limit for a log group, which support cannot raise. */
const MAX_SUBSCRIPTIONS = 2;

/**
 * A log group that is going to be subscribed. It is created where it is absent, with a retention;
 * one that exists is left as it is. On deletion it stays: its events are the owner's.
 *
 * It fails where no subscription is left, since CloudFormation's own word for that says not which.
 */
export const performLogGroup = (client: Pick<CloudWatchLogsClient, 'send'>): Perform => {
  const createIfAbsent = async (logGroupName: string, retentionInDays: number): Promise<void> => {
    try {
      await client.send(new CreateLogGroupCommand({ logGroupName }));
    } catch (error) {
      if (error instanceof Error && error.name === 'ResourceAlreadyExistsException') return;
      throw error;
    }
    await client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
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
      await createIfAbsent(logGroupName, Number(property(request, 'RetentionDays')));
      await requireRoom(logGroupName, property(request, 'FilterName'));
    }
    return { physicalId: logGroupName };
  };
};
