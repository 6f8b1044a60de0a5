import { RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, type ILogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { CustomResourceFunction } from './custom-resource-function.ts';
import type { DetectorContext } from './detector-context.ts';
import { logGroupArn } from './log-group-names.ts';
import type { EnsuredLogGroups } from './log-groups.ts';
import type { DetectorState } from './state.ts';
import { stableId } from './stable-id.ts';
import { SubscribedFunction } from './subscribed-function.ts';
import { isInStackOf, UserPoolVerification } from './user-pool-verification.ts';

export interface UserPoolsProps {
  readonly context: DetectorContext;
  readonly state: DetectorState;
  readonly userPools: readonly IUserPool[];
  /** Attach the verification trigger. */
  readonly verificationTriggers: boolean;
  /** Export user-pool records, where the plan allows it. */
  readonly logExport: boolean;
  /** A group that the pools export to already. */
  readonly logGroup: ILogGroup | undefined;
  /** What makes sure of that group. */
  readonly logGroups: EnsuredLogGroups;
  /** How long the exported records are kept. */
  readonly retention: RetentionDays;
}

/** What Amazon Cognito contributes: who asked for codes (its log), and who entered them (a trigger). */
export class UserPools extends Construct {
  /** `null` where no pool's records are read. */
  readonly ingest: SubscribedFunction | null;
  readonly verifications: readonly UserPoolVerification[];
  /** By pool: `on`, or why its records are not exported. */
  readonly exportStatus: ReadonlyMap<string, string>;

  constructor(scope: Construct, id: string, props: UserPoolsProps) {
    super(scope, id);
    const { context, state, userPools } = props;
    for (const pool of userPools) requireSameRegion(this, pool.userPoolId);
    requireEachOnce(this, userPools);
    this.ingest =
      props.logExport && userPools.length > 0
        ? new SubscribedFunction(this, 'Ingest', { context, state, name: 'ingest-cognito' })
        : null;
    this.exportStatus =
      this.ingest === null ? new Map<string, string>() : this.#export(this.ingest, props);
    this.verifications =
      props.verificationTriggers && userPools.length > 0 ? this.#attachTriggers(props) : [];
  }

  #export(ingest: SubscribedFunction, props: UserPoolsProps): Map<string, string> {
    const { context, userPools } = props;
    if (props.logGroup !== undefined) {
      const { logGroupName } = props.logGroup;
      ingest.subscribe('Subscription', logGroupName, props.logGroups.ensured(logGroupName));
      return new Map();
    }
    const logGroup = new LogGroup(this, 'Records', {
      // The prefix for which AWS keeps no resource policy that could grow full.
      logGroupName: `/aws/vendedlogs/sms-pumping-detector/${context.instance}/user-pools`,
      retention: props.retention,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(context.encryptionKey === undefined ? {} : { encryptionKey: context.encryptionKey }),
    });
    ingest.subscribe('Subscription', logGroup.logGroupName, logGroup);
    const handler = new CustomResourceFunction(this, 'LogExport', {
      context,
      name: 'user-pool-log-export',
      statements: logExportStatements(this, userPools, logGroup),
    });
    return new Map(
      userPools.map((pool) => {
        const resource = handler.resource(this, `Export${idOf(this, pool)}`, {
          UserPoolId: pool.userPoolId,
          LogGroupArn: logGroupArn(this, logGroup.logGroupName),
        });
        return [pool.userPoolId, resource.getAttString('Status')];
      }),
    );
  }

  #attachTriggers({ context, state, userPools }: UserPoolsProps): UserPoolVerification[] {
    const foreign = userPools.filter((pool) => !isInStackOf(this, pool));
    const handler =
      foreign.length === 0
        ? null
        : new CustomResourceFunction(this, 'Triggers', {
            context,
            name: 'user-pool-triggers',
            statements: [
              new PolicyStatement({
                sid: 'AttachTriggers',
                actions: ['cognito-idp:DescribeUserPool', 'cognito-idp:UpdateUserPool'],
                resources: foreign.map(({ userPoolArn }) => userPoolArn),
              }),
              // UpdateUserPool takes the whole pool, and with it the role by which the pool sends SMS.
              new PolicyStatement({
                sid: 'HandSmsRoleBack',
                actions: ['iam:PassRole'],
                resources: [
                  Stack.of(this).formatArn({
                    service: 'iam',
                    region: '',
                    resource: 'role',
                    resourceName: '*',
                  }),
                ],
                conditions: {
                  StringEquals: { 'iam:PassedToService': 'cognito-idp.amazonaws.com' },
                },
              }),
            ],
          });
    return userPools.map((userPool) => {
      const id = idOf(this, userPool);
      return new UserPoolVerification(this, `Verification${id}`, {
        context,
        state,
        userPool,
        poolName: Token.isUnresolved(userPool.userPoolId) ? id : userPool.userPoolId,
        functionName: `sms-pumping-${context.instance}-verification-${id}`,
        handler,
      });
    });
  }
}

const idOf = (scope: Construct, pool: IUserPool): string => stableId(scope, pool.userPoolId, pool);

/** @throws for a pool that is named twice: it has one trigger and one export */
const requireEachOnce = (scope: Construct, userPools: readonly IUserPool[]): void => {
  const ids = userPools.map((pool) => idOf(scope, pool));
  const twice = userPools.find((pool, index) => ids.indexOf(idOf(scope, pool)) !== index);
  if (twice !== undefined)
    throw new Error(`userPools names ${twice.userPoolId} twice: name each pool once.`);
};

const logExportStatements = (
  scope: Construct,
  userPools: readonly IUserPool[],
  logGroup: LogGroup,
): PolicyStatement[] => [
  new PolicyStatement({
    sid: 'ExportRecords',
    actions: [
      'cognito-idp:DescribeUserPool',
      'cognito-idp:GetLogDeliveryConfiguration',
      'cognito-idp:SetLogDeliveryConfiguration',
    ],
    resources: userPools.map(({ userPoolArn }) => userPoolArn),
  }),
  // What Cognito does in the caller's name when a pool is pointed at a log group:
  // https://docs.aws.amazon.com/cognito/latest/developerguide/exporting-quotas-and-usage.html
  new PolicyStatement({
    sid: 'DeliverLogs',
    actions: [
      'logs:CreateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:DescribeLogGroups',
      'logs:DescribeResourcePolicies',
      'logs:GetLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:UpdateLogDelivery',
    ],
    // CloudWatch Logs has no resource for log deliveries and resource policies.
    resources: ['*'],
  }),
  new PolicyStatement({
    sid: 'FindLogGroup',
    actions: ['logs:DescribeLogStreams'],
    resources: [logGroupArn(scope, logGroup.logGroupName)],
  }),
];

/**
 * A trigger has to be in its pool's region, and the detector in the region whose SNS sends.
 *
 * @throws for a pool whose id names another region than the stack's
 */
const requireSameRegion = (scope: Construct, userPoolId: string): void => {
  const { region } = Stack.of(scope);
  if (Token.isUnresolved(userPoolId) || Token.isUnresolved(region)) return;
  const [poolRegion = ''] = userPoolId.split('_');
  if (poolRegion !== region)
    throw new Error(
      `The user pool ${userPoolId} is in ${poolRegion}, and this stack in ${region}. Its SMS are logged where its SNS sends, by default in its own region: deploy a detector there. If it sends from ${region} (SmsConfiguration.SnsRegion), leave it out of userPools here and let your application log its verifications in ${region}.`,
    );
};
