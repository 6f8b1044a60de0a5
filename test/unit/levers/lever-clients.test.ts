import '../../contract/counter-store/quiet-sdk.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeProtectConfigurationsCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { GetSMSAttributesCommand } from '@aws-sdk/client-sns';
import {
  createLeverClients,
  type LeverClients,
} from '../../../lib/adapters/aws/levers/lever-clients.ts';
import {
  type AwsStandIn,
  startAwsStandIn,
} from '../../../lib/adapters/local/aws-stand-in/start-aws-stand-in.ts';
import { TestClock } from '../respond/fixtures.ts';

let standIn: AwsStandIn;
let clients: LeverClients;
beforeAll(async () => {
  standIn = await startAwsStandIn({ clock: new TestClock() });
  clients = createLeverClients({
    endpoint: standIn.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});
afterAll(async () => {
  for (const client of Object.values(clients)) client.destroy();
  await standIn.close();
});

describe('the clients that move levers', () => {
  const EPOCH = new Date(0);
  const requests = [
    ['sns', () => clients.sns.send(new GetSMSAttributesCommand())],
    ['protect', () => clients.protect.send(new DescribeProtectConfigurationsCommand())],
    [
      'cloudWatch',
      () =>
        clients.cloudWatch
          .send(
            new GetMetricDataCommand({ StartTime: EPOCH, EndTime: EPOCH, MetricDataQueries: [] }),
          )
          .catch(() => null),
    ],
  ] as const;

  for (const [name, request] of requests)
    it(`${name} gives up in time, and tries again a few times with growing pauses`, async () => {
      // The handler takes over what it was given with its first request.
      await request();
      const { config } = clients[name];
      const handler = config.requestHandler as unknown as { httpHandlerConfigs(): object };
      expect(handler.httpHandlerConfigs()).toMatchObject({
        connectionTimeout: 2_000,
        requestTimeout: 5_000,
        throwOnRequestTimeout: true,
      });
      expect(await config.maxAttempts()).toBe(4);
      expect(await config.retryStrategy()).toMatchObject({ mode: 'standard' });
    });
});
