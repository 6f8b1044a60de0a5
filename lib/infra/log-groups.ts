import type { CustomResource } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { CustomResourceFunction } from './custom-resource-function.ts';
import type { DetectorContext } from './detector-context.ts';
import {
  eachOnce,
  logGroupArn,
  type NamedLogGroup,
  requireForeignLogGroup,
} from './log-group-names.ts';
import { subscriptionName } from './subscribed-function.ts';

export interface EnsuredLogGroupsProps {
  readonly context: DetectorContext;
  /** The groups that may be created, and no others. Each is ensured once. */
  readonly logGroups: readonly NamedLogGroup[];
  /** How long a group keeps its events, if it is created here. */
  readonly retention: RetentionDays;
}

/**
 * Makes sure that log groups are there before something subscribes to them: creates what is absent,
 * changes nothing of what exists, and deletes nothing. SNS itself creates its groups only with the
 * first SMS. The deployment fails with a clear word where a group has two subscriptions already.
 */
export class EnsuredLogGroups extends Construct {
  readonly #resources: ReadonlyMap<string, CustomResource>;

  constructor(scope: Construct, id: string, props: EnsuredLogGroupsProps) {
    super(scope, id);
    const { context, retention } = props;
    const logGroups = eachOnce(props.logGroups);
    for (const { name } of logGroups) requireForeignLogGroup(name);
    const arns = logGroups.map(({ name }) => logGroupArn(this, name));
    const handler = new CustomResourceFunction(this, 'LogGroup', {
      context,
      name: 'log-group',
      statements: [
        new PolicyStatement({
          sid: 'EnsureLogGroups',
          actions: [
            'logs:CreateLogGroup',
            'logs:DescribeSubscriptionFilters',
            'logs:PutRetentionPolicy',
          ],
          // CloudWatch Logs takes either form of the ARN, depending on the action.
          resources: arns.flatMap((arn) => [arn, `${arn}:*`]),
        }),
        new PolicyStatement({
          sid: 'MarkLogGroups',
          actions: ['logs:ListTagsForResource', 'logs:TagResource', 'logs:UntagResource'],
          resources: arns,
        }),
      ],
    });
    this.#resources = new Map(
      logGroups.map(({ id: groupId, name }) => [
        name,
        handler.resource(this, `Group${groupId}`, {
          LogGroupName: name,
          LogGroupArn: logGroupArn(this, name),
          RetentionDays: String(retention),
          FilterName: subscriptionName(context.instance),
        }),
      ]),
    );
  }

  /** What a subscription to the group has to wait for. */
  ensured(logGroupName: string): CustomResource {
    const resource = this.#resources.get(logGroupName);
    if (resource === undefined) throw new Error(`${logGroupName} is not ensured here`);
    return resource;
  }
}
