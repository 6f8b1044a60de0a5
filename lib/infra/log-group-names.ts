import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { OWN_LOG_GROUP_PREFIX } from './detector-context.ts';
import { stableId } from './stable-id.ts';

/** A log group, and what its resources are called by: its place in a list may change. */
export interface NamedLogGroup {
  readonly id: string;
  readonly name: string;
}

export const namedLogGroup = (scope: Construct, group: ILogGroup | string): NamedLogGroup =>
  typeof group === 'string'
    ? { id: stableId(scope, group), name: group }
    : { id: stableId(scope, group.logGroupName, group), name: group.logGroupName };

/** A group that two lists name can be subscribed once: the subscription has one name a detector. */
export const eachOnce = (groups: readonly NamedLogGroup[]): readonly NamedLogGroup[] => [
  ...new Map(groups.map((group) => [group.id, group])).values(),
];

/** The groups that SNS writes its SMS delivery status to, of the stack's account and region. */
export const snsDeliveryLogGroupNames = (scope: Construct): readonly [string, string] => {
  const { region, account } = Stack.of(scope);
  const success = `sns/${region}/${account}/DirectPublishToPhoneNumber`;
  return [success, `${success}/Failure`];
};

/** ARN of a log group without the `:*` that CDK's own has. */
export const logGroupArn = (scope: Construct, logGroupName: string): string =>
  Stack.of(scope).formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: logGroupName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

/**
 * A function that is subscribed to its own log wakes itself for ever.
 *
 * @throws for a group that the detector writes to
 */
export const requireForeignLogGroup = (logGroupName: string): void => {
  if (!Token.isUnresolved(logGroupName) && logGroupName.startsWith(OWN_LOG_GROUP_PREFIX))
    throw new Error(
      `${logGroupName} cannot be subscribed: the detector writes to it and would wake itself for ever. Name the log group that your application or SNS writes to.`,
    );
};
