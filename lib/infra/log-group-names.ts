import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { OWN_LOG_GROUP_PREFIX } from './detector-context.ts';

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
