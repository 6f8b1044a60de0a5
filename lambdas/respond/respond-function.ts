import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AwsLevers } from '../../lib/adapters/aws/levers/aws-levers.ts';
import { createLeverClients } from '../../lib/adapters/aws/levers/lever-clients.ts';
import type { Decision } from '../../lib/core/decide/decision.ts';
import { respondToPending, type Responded } from '../../lib/core/respond/respond-to-pending.ts';
import { tellAgain, type StillUntold } from '../../lib/core/respond/tell-again.ts';
import { ACCOUNT_VARIABLES, openAccountPorts } from '../account-ports.ts';
import { CLIENT_CONFIG, type FunctionContext } from '../aws-clients.ts';
import { fromEnv } from '../from-env.ts';
import { createTelemetry, type Telemetry } from '../telemetry.ts';

const countActions = (decisions: readonly Decision[], outcome: string): number =>
  decisions.flatMap(({ actions }) => actions).filter((action) => action.outcome === outcome).length;

const report = (
  { decisions, untold, overtaken, failed }: Responded,
  telemetry: Telemetry,
): void => {
  for (const incidentId of overtaken)
    telemetry.info('another process has done what was pending', { incidentId });
  for (const { incidentId, error } of failed)
    telemetry.error('a step is still pending', error, { incidentId });
  for (const { decision, error } of untold)
    telemetry.error('a decision was not told', error, { decisionId: decision.decisionId });
  telemetry.metric('actionsApplied', countActions(decisions, 'applied'));
  telemetry.metric('actionsFailed', countActions(decisions, 'failed') + failed.length);
  telemetry.metric('untold', untold.length);
};

const reportStillUntold = (stillUntold: readonly StillUntold[], telemetry: Telemetry): void => {
  for (const { incidentId, decision, error } of stillUntold)
    telemetry.error(
      decision === null
        ? 'it is not known whether a decision was told'
        : 'a decision was not told the second time',
      error,
      { incidentId, decisionId: decision?.decisionId },
    );
  telemetry.metric('untold', stillUntold.length);
};

/**
 * The function that moves levers: it does what `evaluate` has left pending. What wakes it is only a
 * reason to look: every run takes up whatever is pending, so a lost wake is made good a minute later
 * and a run that died half way by the next.
 */
export const createRespondFunction = ({ environment, clock }: FunctionContext) => {
  const env = fromEnv([...ACCOUNT_VARIABLES, 'SMS_PUMPING_NUMBER_RANGES_TABLE_NAME'], environment);
  const telemetry = createTelemetry('respond', env.SMS_PUMPING_INSTANCE);
  const { readSettings, ...account } = openAccountPorts(env, clock, telemetry);
  const levers = new AwsLevers({
    clients: createLeverClients(),
    numberRanges: {
      client: new DynamoDBClient(CLIENT_CONFIG),
      tableName: env.SMS_PUMPING_NUMBER_RANGES_TABLE_NAME,
    },
    clock,
  });

  return (_event: unknown): Promise<void> =>
    telemetry.during('nothing could be responded to', async () => {
      const { settings } = await readSettings();
      const ports = { ...account, levers, settings };
      const responded = await respondToPending('all', ports, clock.nowMs());
      // Before anything else is tried: what was done is known whatever becomes of that.
      report(responded, telemetry);
      reportStillUntold(await tellAgain(responded.incidents, ports, clock.nowMs()), telemetry);
      telemetry.metric('respondHeartbeat', 1);
    });
};
