import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SSMClient } from '@aws-sdk/client-ssm';
import { AwsNotifier } from '../../lib/adapters/aws/aws-notifier.ts';
import { CloudWatchDeliveryLog } from '../../lib/adapters/aws/cloudwatch-delivery-log.ts';
import { DynamoDbIncidentStore } from '../../lib/adapters/aws/dynamodb-incident-store.ts';
import { AwsLevers } from '../../lib/adapters/aws/levers/aws-levers.ts';
import { createLeverClients } from '../../lib/adapters/aws/levers/lever-clients.ts';
import { ParameterStore } from '../../lib/adapters/aws/parameter-store.ts';
import { SsmSettingsSource } from '../../lib/adapters/aws/ssm-settings-source.ts';
import { settingsHashOf } from '../../lib/adapters/settings-hash.ts';
import { sha256Hex } from '../../lib/adapters/sha256.ts';
import { RULES } from '../../lib/core/evaluate/registry.ts';
import { Pipeline } from '../../lib/core/pipeline.ts';
import { CODE_VERSION } from '../../lib/version.ts';
import { CLIENT_CONFIG, openCounters, openIngestTools } from '../aws-clients.ts';
import { fromEnv } from '../from-env.ts';
import { parseLogGroups } from '../log-groups.ts';
import { once } from '../once.ts';
import { printDecision } from '../print-decision.ts';
import { createSettingsReader } from '../report-settings.ts';
import { createTelemetry } from '../telemetry.ts';
import { CountryMetrics } from './country-metrics.ts';
import { Evaluator } from './evaluator.ts';

const VARIABLES = [
  'SMS_PUMPING_INSTANCE',
  'SMS_PUMPING_COUNTERS_TABLE_NAME',
  'SMS_PUMPING_INCIDENTS_TABLE_NAME',
  'SMS_PUMPING_NUMBER_RANGES_TABLE_NAME',
  'SMS_PUMPING_HASH_KEY_SECRET_ARN',
  'SMS_PUMPING_DELIVERY_LOG_GROUPS_JSON',
  'SMS_PUMPING_TOPIC_ARN',
  'SMS_PUMPING_EVENT_BUS_NAME',
] as const;

export interface EvaluateFunctionOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: { nowMs(): number };
}

/** The function that judges what was counted, on the stores and feeds that its environment names. */
export const createEvaluateFunction = ({ environment, clock }: EvaluateFunctionOptions) => {
  const env = fromEnv(VARIABLES, environment);
  const instance = env.SMS_PUMPING_INSTANCE;
  const logGroupNames = parseLogGroups(env.SMS_PUMPING_DELIVERY_LOG_GROUPS_JSON);
  const telemetry = createTelemetry('evaluate', instance);
  const countries = new CountryMetrics();
  const dynamoDb = new DynamoDBClient(CLIENT_CONFIG);
  const leverClients = createLeverClients();
  const store = new ParameterStore(new SSMClient(CLIENT_CONFIG), instance);
  const notifier = new AwsNotifier({
    sns: leverClients.sns,
    topicArn: env.SMS_PUMPING_TOPIC_ARN,
    events: new EventBridgeClient(CLIENT_CONFIG),
    eventBusName: env.SMS_PUMPING_EVENT_BUS_NAME,
    instance,
  });

  const open = once(async () => {
    const tools = await openIngestTools(env.SMS_PUMPING_HASH_KEY_SECRET_ARN, CLIENT_CONFIG);
    const ports = {
      counters: openCounters(env.SMS_PUMPING_COUNTERS_TABLE_NAME, CLIENT_CONFIG),
      incidents: new DynamoDbIncidentStore({
        client: dynamoDb,
        tableName: env.SMS_PUMPING_INCIDENTS_TABLE_NAME,
      }),
      deliveryLog: new CloudWatchDeliveryLog({
        client: new CloudWatchLogsClient(CLIENT_CONFIG),
        logGroupNames,
        tools,
        onTooMuch: (country, bounds) =>
          telemetry.info('too many SMS to tell their number ranges', { country, bounds }),
      }),
      levers: new AwsLevers({
        clients: leverClients,
        numberRanges: { client: dynamoDb, tableName: env.SMS_PUMPING_NUMBER_RANGES_TABLE_NAME },
        clock,
      }),
      notifier: {
        notify: async (decision: Parameters<AwsNotifier['notify']>[0]) => {
          printDecision(decision);
          await notifier.notify(decision);
        },
      },
      digest: sha256Hex,
      onLook: countries.onLook,
    };
    return new Evaluator({
      readSettings: createSettingsReader(
        new SsmSettingsSource({ store, rules: RULES, clock }),
        telemetry,
      ),
      openPipeline: (settings) =>
        new Pipeline(ports, {
          settings,
          rules: RULES,
          settingsHash: settingsHashOf(settings),
          codeVersion: CODE_VERSION,
        }),
      clock,
      telemetry,
    });
  });

  return (event: unknown): Promise<void> =>
    telemetry.during('nothing could be looked at', async () => {
      await (await open()).run(event);
      countries.tell(telemetry);
    });
};
