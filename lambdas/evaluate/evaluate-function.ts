import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CloudWatchDeliveryLog } from '../../lib/adapters/aws/cloudwatch-delivery-log.ts';
import { settingsHashOf } from '../../lib/adapters/settings-hash.ts';
import { sha256Hex } from '../../lib/adapters/sha256.ts';
import { RULES } from '../../lib/core/evaluate/registry.ts';
import { Pipeline } from '../../lib/core/pipeline.ts';
import { CODE_VERSION } from '../../lib/version.ts';
import { ACCOUNT_VARIABLES, openAccountPorts } from '../account-ports.ts';
import {
  CLIENT_CONFIG,
  openCounters,
  openIngestTools,
  type FunctionContext,
} from '../aws-clients.ts';
import { fromEnv, parseFlag } from '../from-env.ts';
import { parseLogGroups } from '../log-groups.ts';
import { once } from '../once.ts';
import { createTelemetry } from '../telemetry.ts';
import { CountryMetrics } from './country-metrics.ts';
import { Evaluator } from './evaluator.ts';
import { openSpendLimit, planningLevers } from './planning-levers.ts';
import { createSpendLimitMetric } from './spend-limit-metric.ts';

const VARIABLES = [
  ...ACCOUNT_VARIABLES,
  'SMS_PUMPING_COUNTERS_TABLE_NAME',
  'SMS_PUMPING_HASH_KEY_SECRET_ARN',
  'SMS_PUMPING_DELIVERY_LOG_GROUPS_JSON',
  'SMS_PUMPING_FOLLOW_SPEND_LIMIT',
] as const;

/** The function that judges what was counted. It moves no lever: what is to be moved it writes down for `respond`. */
export const createEvaluateFunction = ({ environment, clock }: FunctionContext) => {
  const env = fromEnv(VARIABLES, environment);
  const logGroupNames = parseLogGroups(env.SMS_PUMPING_DELIVERY_LOG_GROUPS_JSON);
  const telemetry = createTelemetry('evaluate', env.SMS_PUMPING_INSTANCE);
  const countries = new CountryMetrics();
  const spendLimit = openSpendLimit(clock);
  const tellSpendLimit = parseFlag(env, 'SMS_PUMPING_FOLLOW_SPEND_LIMIT')
    ? createSpendLimitMetric({ readLimitUsd: () => spendLimit.readLimitUsd(), clock, telemetry })
    : null;
  const { readSettings, ...account } = openAccountPorts(env, clock, telemetry);

  const open = once(async () => {
    const tools = await openIngestTools(env.SMS_PUMPING_HASH_KEY_SECRET_ARN, CLIENT_CONFIG);
    const deliveryLog = new CloudWatchDeliveryLog({
      client: new CloudWatchLogsClient(CLIENT_CONFIG),
      logGroupNames,
      tools,
      clock,
      onTooMuch: (country, bounds) =>
        telemetry.info('too many SMS to tell their number ranges', { country, bounds }),
    });
    const ports = {
      ...account,
      levers: planningLevers(spendLimit),
      counters: openCounters(env.SMS_PUMPING_COUNTERS_TABLE_NAME, CLIENT_CONFIG, clock),
      deliveryLog,
      digest: sha256Hex,
      onLook: countries.onLook,
    };
    const evaluator = new Evaluator({
      readSettings,
      openPipeline: (settings) =>
        new Pipeline(ports, {
          settings,
          rules: RULES,
          settingsHash: settingsHashOf(settings),
          codeVersion: CODE_VERSION,
          respond: 'elsewhere',
        }),
      clock,
      telemetry,
    });
    return { evaluator, deliveryLog };
  });

  return (event: unknown): Promise<void> =>
    telemetry.during('nothing could be looked at', async () => {
      const { evaluator, deliveryLog } = await open();
      deliveryLog.startRun();
      await evaluator.run(event);
      countries.tell(telemetry);
      await tellSpendLimit?.();
    });
};
