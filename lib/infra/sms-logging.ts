import type { CustomResource } from 'aws-cdk-lib';
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
  /** Whether attributes may be written at all. */
  readonly manage: boolean;
}

/**
 * SMS delivery logging of SNS: a role that may write the two log groups, and a sampling rate of
 * 100 %. These are attributes of the whole account and region: what is set already is kept, and
 * what was changed is put back when the stack is deleted.
 */
export class SmsLogging extends Construct {
  readonly #resource: CustomResource;

  constructor(scope: Construct, id: string, props: SmsLoggingProps) {
    super(scope, id);
    const { context, manage, deliveryLogGroupNames } = props;
    const role = manage ? this.#deliveryRole(deliveryLogGroupNames) : null;
    const handler = new CustomResourceFunction(this, 'SmsAttributes', {
      context,
      name: 'sms-attributes',
      statements: role === null ? readStatements(this) : writeStatements(this, role),
    });
    this.#resource = handler.resource(this, 'Attributes', {
      Manage: String(manage),
      DeliveryRoleArn: role?.roleArn ?? '',
      DetectorRolePath: DELIVERY_ROLE_PATH,
    });
    if (role !== null) this.#resource.node.addDependency(role);
  }

  /** The account's monthly SMS spend limit when this was last deployed, in US dollars. */
  get spendLimitUsd(): string {
    return this.#resource.getAttString('MonthlySpendLimitUsd');
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

const limitStatements = (scope: Construct, access: 'read' | 'any'): PolicyStatement[] =>
  SPEND_LIMIT_IAM.filter((each) => access === 'any' || each.access === 'read')
    .filter(({ actions }) => !actions.includes('cloudwatch:GetMetricData'))
    .map((statement) => toPolicyStatement(scope, statement));

const readStatements = (scope: Construct): PolicyStatement[] => limitStatements(scope, 'read');

const writeStatements = (scope: Construct, role: Role): PolicyStatement[] => [
  ...limitStatements(scope, 'any'),
  new PolicyStatement({
    sid: 'HandRoleToSns',
    actions: ['iam:PassRole'],
    resources: [role.roleArn],
    conditions: { StringEquals: { 'iam:PassedToService': 'sns.amazonaws.com' } },
  }),
];
