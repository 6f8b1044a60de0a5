import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { AwsNotifier } from '../lib/adapters/aws/aws-notifier.ts';
import { DynamoDbAuditLog } from '../lib/adapters/aws/dynamodb-audit-log.ts';
import { DynamoDbIncidentStore } from '../lib/adapters/aws/dynamodb-incident-store.ts';
import { ParameterStore } from '../lib/adapters/aws/parameter-store.ts';
import { SsmSettingsSource } from '../lib/adapters/aws/ssm-settings-source.ts';
import type { Decision } from '../lib/core/decide/decision.ts';
import { RULES } from '../lib/core/evaluate/registry.ts';
import { CLIENT_CONFIG, type FunctionContext } from './aws-clients.ts';
import { createSettingsReader } from './report-settings.ts';
import type { Telemetry } from './telemetry.ts';

/** What the functions that decide and respond must be told. */
export const ACCOUNT_VARIABLES = [
  'SMS_PUMPING_INSTANCE',
  'SMS_PUMPING_INCIDENTS_TABLE_NAME',
  'SMS_PUMPING_TOPIC_ARN',
  'SMS_PUMPING_EVENT_BUS_NAME',
] as const;

export type AccountVariables = Readonly<Record<(typeof ACCOUNT_VARIABLES)[number], string>>;

/** The ports of an account that `evaluate` and `respond` share. */
export const openAccountPorts = (
  env: AccountVariables,
  clock: FunctionContext['clock'],
  telemetry: Telemetry,
) => {
  const instance = env.SMS_PUMPING_INSTANCE;
  const client = new DynamoDBClient(CLIENT_CONFIG);
  const store = new ParameterStore(new SSMClient(CLIENT_CONFIG), instance);
  const notifier = new AwsNotifier({
    sns: new SNSClient(CLIENT_CONFIG),
    topicArn: env.SMS_PUMPING_TOPIC_ARN,
    events: new EventBridgeClient(CLIENT_CONFIG),
    eventBusName: env.SMS_PUMPING_EVENT_BUS_NAME,
    instance,
  });
  const incidentsTable = { client, tableName: env.SMS_PUMPING_INCIDENTS_TABLE_NAME, clock };
  return {
    incidents: new DynamoDbIncidentStore(incidentsTable),
    audit: new DynamoDbAuditLog(incidentsTable),
    notifier: {
      notify: async (decision: Decision): Promise<void> => {
        printDecision(decision);
        await notifier.notify(decision);
      },
    },
    readSettings: createSettingsReader(
      new SsmSettingsSource({ store, rules: RULES, clock }),
      telemetry,
    ),
  };
};

/** The decision log as log lines of the function: one JSON object a line, as it is in the contract, nothing around it. */
const printDecision = (decision: Decision): void => {
  process.stdout.write(`${JSON.stringify(decision)}\n`);
};
