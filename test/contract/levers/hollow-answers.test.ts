import '../counter-store/quiet-sdk.ts';
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateProtectConfigurationCommand,
  DescribeProtectConfigurationsCommand,
  GetProtectConfigurationCountryRuleSetCommand,
  PinpointSMSVoiceV2Client,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { GetSMSAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDenyList } from '../../../lib/adapters/aws/deny-list.ts';
import { AwsLevers } from '../../../lib/adapters/aws/levers/aws-levers.ts';
import { createLeverClients } from '../../../lib/adapters/aws/levers/lever-clients.ts';
import { minutes, NOW_MS } from '../../unit/decide/fixtures.ts';
import { TestClock } from '../../unit/respond/fixtures.ts';
import { newClient } from '../counter-store/embedded.ts';

const mocks = {
  sns: mockClient(SNSClient),
  protect: mockClient(PinpointSMSVoiceV2Client),
  cloudWatch: mockClient(CloudWatchClient),
  dynamo: mockClient(DynamoDBClient),
};
const ID = { ProtectConfigurationId: 'protect-1' };
const DEFAULT = { ...ID, AccountDefault: true } as never;
const spent = (fields: object) => ({
  MetricDataResults: [
    { Id: 'spent', Timestamps: [new Date(NOW_MS)], Values: [7], StatusCode: 'Complete', ...fields },
  ],
});
beforeEach(() => {
  mocks.sns.on(GetSMSAttributesCommand).resolves({ attributes: { MonthlySpendLimit: '500' } });
  mocks.cloudWatch.on(GetMetricDataCommand).resolves(spent({}) as never);
  mocks.protect
    .on(DescribeProtectConfigurationsCommand)
    .resolves({ ProtectConfigurations: [DEFAULT] });
  mocks.protect
    .on(GetProtectConfigurationCountryRuleSetCommand)
    .resolves({ CountryRuleSet: { TJ: { ProtectStatus: 'BLOCK' } } } as never);
});
afterEach(() => {
  for (const mock of Object.values(mocks)) mock.reset();
});

const clock = new TestClock();
const dynamo = newClient('http://127.0.0.1:1');
const numberRanges = { client: dynamo, tableName: 'number-ranges' };
const levers = new AwsLevers({
  clients: createLeverClients({ region: 'us-east-1' }),
  numberRanges,
  clock,
});

/** Answers that the SDK can read, and that do not say what they must. */
const HOLLOW: readonly (readonly [string, () => void, () => Promise<unknown>, RegExp])[] = [
  [
    'no list of Protect configurations, for a read',
    () => mocks.protect.on(DescribeProtectConfigurationsCommand).resolves({}),
    () => levers.readCountryRule('TJ'),
    /Describe\w+ answered without a list/,
  ],
  [
    'no list of Protect configurations, for a write',
    () => mocks.protect.on(DescribeProtectConfigurationsCommand).resolves({}),
    () => levers.writeCountryRule('TJ', 'BLOCK'),
    /Describe\w+ answered without a list/,
  ],
  [
    'no id of what was created',
    () => {
      mocks.protect
        .on(DescribeProtectConfigurationsCommand)
        .resolves({ ProtectConfigurations: [] });
      mocks.protect.on(CreateProtectConfigurationCommand).resolves({});
    },
    () => levers.writeCountryRule('TJ', 'BLOCK'),
    /Create\w+ answered without an id/,
  ],
  [
    'no rule set',
    () => mocks.protect.on(GetProtectConfigurationCountryRuleSetCommand).resolves({}),
    () => levers.readCountryRule('TJ'),
    /CountryRuleSet answered without a rule set/,
  ],
  ...[undefined, 'SOMETHING_NEW'].map(
    (ProtectStatus) =>
      [
        `a rule that says ${ProtectStatus}`,
        () =>
          mocks.protect
            .on(GetProtectConfigurationCountryRuleSetCommand)
            .resolves({ CountryRuleSet: { TJ: { ProtectStatus } } } as never),
        () => levers.readCountryRule('TJ'),
        /without a known rule for TJ/,
      ] as const,
  ),
  [
    'no attributes',
    () => mocks.sns.on(GetSMSAttributesCommand).resolves({}),
    () => levers.readSpendLimit(),
    /the limit in force is unknown/,
  ],
  ...['', 'none', '-1', '1e9', '5 USD'].map(
    (MonthlySpendLimit) =>
      [
        `a limit of "${MonthlySpendLimit}"`,
        () => mocks.sns.on(GetSMSAttributesCommand).resolves({ attributes: { MonthlySpendLimit } }),
        () => levers.readSpendLimitUsd(),
        /the limit in force is unknown/,
      ] as const,
  ),
  [
    'another metric than the one asked for',
    () => mocks.cloudWatch.on(GetMetricDataCommand).resolves(spent({ Id: 'other' }) as never),
    () => levers.readSpendLimit(),
    /without the metric that was asked for/,
  ],
  [
    'a moment without an amount',
    () => mocks.cloudWatch.on(GetMetricDataCommand).resolves(spent({ Values: [] }) as never),
    () => levers.readSpendLimit(),
    /without an amount for each moment/,
  ],
  ...[-1, NaN].map(
    (usd) =>
      [
        `an amount of ${usd}`,
        () => mocks.cloudWatch.on(GetMetricDataCommand).resolves(spent({ Values: [usd] }) as never),
        () => levers.readSpendLimit(),
        /without an amount for each moment/,
      ] as const,
  ),
  ...['PartialData', 'InternalError', 'Forbidden'].map(
    (StatusCode) =>
      [
        `data that is ${StatusCode} to the end`,
        () => mocks.cloudWatch.on(GetMetricDataCommand).resolves(spent({ StatusCode }) as never),
        () => levers.readSpendLimit(),
        new RegExp(`without all data points \\(status ${StatusCode}\\)`),
      ] as const,
  ),
  [
    'a data point of last month, which was not asked for',
    () =>
      mocks.cloudWatch
        .on(GetMetricDataCommand)
        .resolves(spent({ Timestamps: [new Date(NOW_MS - minutes(60 * 24 * 30))] }) as never),
    () => levers.readSpendLimit(),
    /what this month has cost is unknown/,
  ],
  [
    'no list of ranges',
    () => mocks.dynamo.on(QueryCommand).resolves({}),
    () => createDenyList({ ...numberRanges, clock }).check('+992901234567'),
    /dynamodb:Query answered without a list of ranges/,
  ],
];

describe('an answer that is hollow', () => {
  for (const [what, prepare, call, reason] of HOLLOW)
    it(`${what}: is an error, and no value`, async () => {
      prepare();
      await expect(call()).rejects.toMatchObject({
        code: 'lever-failed',
        message: expect.stringMatching(reason),
      });
    });

  it('while a whole one is a value', async () => {
    expect(await levers.readCountryRule('TJ')).toBe('BLOCK');
    expect(await levers.readSpendLimit()).toEqual({
      limitUsd: 500,
      monthToDateUsd: 7,
      monthToDateFrom: 'account',
    });
  });
});
