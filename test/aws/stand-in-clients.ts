import '../contract/counter-store/quiet-sdk.ts';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import {
  startAwsStandIn,
  type AwsStandIn,
  type AwsStandInOptions,
} from '../../lib/adapters/local/aws-stand-in/start-aws-stand-in.ts';
import { immediateRetries } from '../contract/levers/immediate-retries.ts';
import { TestClock } from '../unit/respond/fixtures.ts';

/** The stand-in, and the SDK's own clients that talk to it. */
export interface StandInWorld {
  readonly clock: TestClock;
  readonly standIn: AwsStandIn;
  readonly ssm: SSMClient;
  readonly sns: SNSClient;
  readonly logs: CloudWatchLogsClient;
  readonly events: EventBridgeClient;
  readonly secrets: SecretsManagerClient;
  close(): Promise<void>;
}

export const openStandIn = async (
  options: Partial<AwsStandInOptions> = {},
): Promise<StandInWorld> => {
  const clock = new TestClock();
  const standIn = await startAwsStandIn({ clock, ...options });
  const config = {
    endpoint: standIn.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    retryStrategy: immediateRetries(2),
  };
  const clients = {
    ssm: new SSMClient(config),
    sns: new SNSClient(config),
    logs: new CloudWatchLogsClient(config),
    events: new EventBridgeClient(config),
    secrets: new SecretsManagerClient(config),
  };
  return {
    clock,
    standIn,
    ...clients,
    close: async () => {
      for (const client of Object.values(clients)) client.destroy();
      await standIn.close();
    },
  };
};
