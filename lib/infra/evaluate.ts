import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { SPEND_LIMIT_IAM } from '../adapters/aws/levers/spend-limit-iam.ts';
import type { DetectorContext } from './detector-context.ts';
import { logGroupArn } from './log-group-names.ts';
import type { Notifications } from './notify.ts';
import { readSettingsStatement } from './settings-parameters.ts';
import type { DetectorState } from './state.ts';
import { countingEnvironment } from './subscribed-function.ts';
import { toPolicyStatement } from './to-policy-statement.ts';
import { WokenFunction } from './woken-function.ts';

export interface EvaluateStageProps {
  readonly context: DetectorContext;
  readonly state: DetectorState;
  readonly notifications: Notifications;
  /** What the drill-down may read back. */
  readonly deliveryLogGroupNames: readonly string[];
  /** Tell the account's spend limit: the alarm on money goes by it. */
  readonly followSpendLimit: boolean;
}

/**
 * New minutes of counters wake `evaluate`. Its own roll-ups do not, or it would wake itself, nor do
 * deletions by TTL.
 */
const NEW_MINUTES = {
  eventName: ['INSERT', 'MODIFY'],
  dynamodb: { Keys: { sk: { S: [{ prefix: 'm#' }] } } },
};

/** The evaluate and decide stages: one judge, woken by what was counted and by the minute. */
export class EvaluateStage extends Construct {
  readonly woken: WokenFunction;

  constructor(scope: Construct, id: string, props: EvaluateStageProps) {
    super(scope, id);
    const { context, state, notifications, deliveryLogGroupNames, followSpendLimit } = props;
    this.woken = new WokenFunction(this, 'Evaluate', {
      context,
      name: 'evaluate',
      table: state.counters,
      pattern: NEW_MINUTES,
      environment: {
        ...countingEnvironment(state),
        ...notifications.environment,
        SMS_PUMPING_INCIDENTS_TABLE_NAME: state.incidents.tableName,
        SMS_PUMPING_DELIVERY_LOG_GROUPS_JSON: JSON.stringify(deliveryLogGroupNames),
        SMS_PUMPING_FOLLOW_SPEND_LIMIT: String(followSpendLimit),
      },
      statements: [
        new PolicyStatement({
          sid: 'ReadCountersAndRollUp',
          actions: ['dynamodb:BatchWriteItem', 'dynamodb:Query'],
          resources: [state.counters.tableArn],
        }),
        new PolicyStatement({
          sid: 'KeepIncidents',
          actions: [
            'dynamodb:GetItem',
            'dynamodb:PutItem',
            'dynamodb:Query',
            // A step that is left to `respond` is added to the incident that waits for it.
            'dynamodb:UpdateItem',
          ],
          resources: [state.incidents.tableArn],
        }),
        new PolicyStatement({
          sid: 'ReadHashKey',
          actions: ['secretsmanager:GetSecretValue'],
          resources: [state.hashKey.secretArn],
        }),
        new PolicyStatement({
          sid: 'DrillDown',
          actions: ['logs:FilterLogEvents'],
          // CloudWatch Logs takes either form of the ARN, depending on the action.
          resources: deliveryLogGroupNames
            .map((name) => logGroupArn(this, name))
            .flatMap((arn) => [arn, `${arn}:*`]),
        }),
        readSettingsStatement(this, context),
        ...SPEND_LIMIT_IAM.filter(({ access }) => access === 'read').map((statement) =>
          toPolicyStatement(this, statement),
        ),
        ...notifications.statements,
      ],
    });
  }
}
