import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { SPEND_LIMIT_IAM } from '../adapters/aws/levers/spend-limit-iam.ts';
import { CustomResourceFunction } from './custom-resource-function.ts';
import type { DetectorContext } from './detector-context.ts';
import { logGroupArn } from './log-group-names.ts';
import { toPolicyStatement } from './to-policy-statement.ts';
import { acknowledgeWildcards } from './wildcards.ts';

/** Path of the roles that detectors give SNS, by which they know each other's. */
export const DELIVERY_ROLE_PATH = '/sms-pumping-detector/';

export interface SmsLoggingProps {
  readonly context: DetectorContext;
  readonly deliveryLogGroupNames: readonly string[];
}

/**
 * SMS delivery logging of SNS: a role that may write the two log groups, and a sampling rate of
 * 100 %. These are attributes of the whole account and region: what is set already is kept, and
 * what was changed is put back when this is taken out of the stack. It is there only where the
 * attributes are managed: then its function still has its rights when CloudFormation deletes it, and
 * where nothing is managed there is nothing that could write.
 */
export class SmsLogging extends Construct {
  constructor(scope: Construct, id: string, props: SmsLoggingProps) {
    super(scope, id);
    const { context, deliveryLogGroupNames } = props;
    const role = this.#deliveryRole(deliveryLogGroupNames);
    const handler = new CustomResourceFunction(this, 'SmsAttributes', {
      context,
      name: 'sms-attributes',
      statements: statements(this, role),
    });
    const resource = handler.resource(this, 'Attributes', {
      DeliveryRoleArn: role.roleArn,
      DetectorRolePath: DELIVERY_ROLE_PATH,
    });
    resource.node.addDependency(role);
  }

  #deliveryRole(logGroupNames: readonly string[]): Role {
    const role = new Role(this, 'DeliveryRole', {
      path: DELIVERY_ROLE_PATH,
      description: 'Lets SNS write the delivery status of SMS to its log groups.',
      assumedBy: new ServicePrincipal('sns.amazonaws.com'),
    });
    const arns = logGroupNames.map((name) => logGroupArn(this, name));
    const write = new PolicyStatement({
      sid: 'WriteDeliveryStatus',
      actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: arns.flatMap((arn) => [arn, `${arn}:*`]),
    });
    role.addToPolicy(write);
    acknowledgeWildcards(role, write);
    return role;
  }
}

/** The attributes share one call with the spend limit, and what SNS hands on of it. */
const statements = (scope: Construct, role: Role): PolicyStatement[] => [
  ...SPEND_LIMIT_IAM.filter(({ actions }) => !actions.includes('cloudwatch:GetMetricData')).map(
    (statement) => toPolicyStatement(scope, statement),
  ),
  new PolicyStatement({
    sid: 'HandRoleToSns',
    actions: ['iam:PassRole'],
    resources: [role.roleArn],
    conditions: { StringEquals: { 'iam:PassedToService': 'sns.amazonaws.com' } },
  }),
];
