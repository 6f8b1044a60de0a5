import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { INCIDENTS_PARTITION } from '../adapters/aws/incidents-table.ts';
import type { DetectorContext } from './detector-context.ts';
import { leverStatements } from './lever-statements.ts';
import type { Notifications } from './notify.ts';
import { readSettingsStatement } from './settings-parameters.ts';
import type { DetectorState } from './state.ts';
import { WokenFunction } from './woken-function.ts';

export interface RespondStageProps {
  readonly context: DetectorContext;
  readonly state: DetectorState;
  readonly notifications: Notifications;
}

/** Incidents wake `respond`; its own audit records do not. */
const CHANGED_INCIDENTS = {
  eventName: ['INSERT', 'MODIFY'],
  dynamodb: { Keys: { pk: { S: [INCIDENTS_PARTITION] } } },
};

/** The respond stage: one hand on the levers, woken by decisions and by the minute. */
export class RespondStage extends Construct {
  readonly woken: WokenFunction;

  constructor(scope: Construct, id: string, { context, state, notifications }: RespondStageProps) {
    super(scope, id);
    this.woken = new WokenFunction(this, 'Respond', {
      context,
      name: 'respond',
      table: state.incidents,
      pattern: CHANGED_INCIDENTS,
      environment: {
        ...notifications.environment,
        SMS_PUMPING_INCIDENTS_TABLE_NAME: state.incidents.tableName,
        SMS_PUMPING_NUMBER_RANGES_TABLE_NAME: state.numberRanges.tableName,
      },
      statements: [
        new PolicyStatement({
          sid: 'KeepIncidentsAndAudit',
          actions: [
            'dynamodb:GetItem',
            'dynamodb:PutItem',
            'dynamodb:Query',
            'dynamodb:UpdateItem',
          ],
          resources: [state.incidents.tableArn],
        }),
        readSettingsStatement(this, context),
        ...leverStatements(this, state),
        ...notifications.statements,
      ],
    });
  }
}
