import '../counter-store/quiet-sdk.ts';
import { GetMetricDataCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import {
  AccessDeniedException,
  CreateProtectConfigurationCommand,
  DescribeProtectConfigurationsCommand,
  DescribeSpendLimitsCommand,
  GetProtectConfigurationCountryRuleSetCommand,
  ResourceNotFoundException,
  SetAccountDefaultProtectConfigurationCommand,
  ThrottlingException,
  UpdateProtectConfigurationCountryRuleSetCommand,
  ValidationException,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import {
  AuthorizationErrorException,
  GetSMSAttributesCommand,
  InvalidParameterException,
  ListTopicsCommand,
  SetSMSAttributesCommand,
  ThrottledException,
} from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createLeverClients,
  type LeverClients,
} from '../../../lib/adapters/aws/levers/lever-clients.ts';
import {
  type AwsStandIn,
  type AwsStandInOptions,
  startAwsStandIn,
} from '../../../lib/adapters/local/aws-stand-in/start-aws-stand-in.ts';
import { minutes, NOW_MS } from '../../unit/decide/fixtures.ts';
import { TestClock } from '../../unit/respond/fixtures.ts';
import { immediateRetries } from '../levers/immediate-retries.ts';

let standIn: AwsStandIn;
let clients: LeverClients;
let clock: TestClock;

const start = async (options: Partial<AwsStandInOptions> = {}): Promise<void> => {
  clock = new TestClock();
  standIn = await startAwsStandIn({ clock, ...options });
  clients = createLeverClients({
    endpoint: standIn.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    retryStrategy: immediateRetries(1),
  });
};
const stop = async (): Promise<void> => {
  for (const client of Object.values(clients)) client.destroy();
  await standIn.close();
};
const restart = async (options: Partial<AwsStandInOptions>): Promise<void> => {
  await stop();
  await start(options);
};
beforeEach(() => start());
afterEach(() => stop());

const createDefault = async (): Promise<string> => {
  const created = await clients.protect.send(new CreateProtectConfigurationCommand({}));
  const { ProtectConfigurationId } = created;
  await clients.protect.send(
    new SetAccountDefaultProtectConfigurationCommand({ ProtectConfigurationId }),
  );
  return ProtectConfigurationId ?? '';
};
const setRule = (
  ProtectConfigurationId: string,
  country: string,
  ProtectStatus: 'BLOCK' | 'ALLOW',
) =>
  clients.protect.send(
    new UpdateProtectConfigurationCountryRuleSetCommand({
      ProtectConfigurationId,
      NumberCapability: 'SMS',
      CountryRuleSetUpdates: { [country]: { ProtectStatus } },
    }),
  );
const setAttributes = (attributes: Record<string, string>) =>
  clients.sns.send(new SetSMSAttributesCommand({ attributes }));

describe('the stand-in of SNS', () => {
  it('keeps attributes as AWS does: named ones are set, the others stay, and each can be asked for', async () => {
    await setAttributes({ DefaultSMSType: 'Transactional', DefaultSenderID: 'A1' });
    await setAttributes({ MonthlySpendLimit: '20' });
    const all = await clients.sns.send(new GetSMSAttributesCommand({}));
    expect(all.attributes).toEqual({
      MonthlySpendLimit: '20',
      DefaultSMSType: 'Transactional',
      DefaultSenderID: 'A1',
    });
    const one = await clients.sns.send(
      new GetSMSAttributesCommand({ attributes: ['DefaultSMSType', 'UsageReportS3Bucket'] }),
    );
    expect(one.attributes).toEqual({ DefaultSMSType: 'Transactional' });
  });

  it('carries what XML must escape', async () => {
    const bucket = `a<b>&"c"'d'`;
    await setAttributes({ UsageReportS3Bucket: bucket });
    const { attributes } = await clients.sns.send(new GetSMSAttributesCommand({}));
    expect(attributes?.['UsageReportS3Bucket']).toBe(bucket);
  });

  for (const [what, attributes] of [
    ['a limit above the quota', { MonthlySpendLimit: '1001' }],
    ['a limit that is no number', { MonthlySpendLimit: 'much' }],
    ['a sampling rate above 100', { DeliveryStatusSuccessSamplingRate: '101' }],
    ['an attribute that does not exist', { MonthlyLimit: '1' }],
    ['a valid one beside an invalid one', { DefaultSenderID: 'A1', MonthlySpendLimit: '-1' }],
  ] as const)
    it(`refuses ${what}, and sets nothing`, async () => {
      await expect(setAttributes(attributes)).rejects.toThrow(InvalidParameterException);
      expect([...standIn.account.smsAttributes]).toEqual([['MonthlySpendLimit', '1000']]);
    });

  it('throttles and denies with the errors of SNS', async () => {
    standIn.faults.inject('GetSMSAttributes', 'throttle');
    standIn.faults.inject('GetSMSAttributes', 'access-denied');
    const get = () => clients.sns.send(new GetSMSAttributesCommand({}));
    await expect(get()).rejects.toThrow(ThrottledException);
    await expect(get()).rejects.toThrow(AuthorizationErrorException);
    expect((await get()).attributes).toBeDefined();
  });
});

describe('the stand-in of Protect configurations', () => {
  it('gives dates, ids and rules as the client understands them', async () => {
    const id = await createDefault();
    await setRule(id, 'TJ', 'BLOCK');
    const described = await clients.protect.send(new DescribeProtectConfigurationsCommand({}));
    expect(described.ProtectConfigurations).toEqual([
      {
        ProtectConfigurationArn: expect.stringContaining(id),
        ProtectConfigurationId: id,
        CreatedTimestamp: new Date(NOW_MS),
        AccountDefault: true,
        DeletionProtectionEnabled: false,
      },
    ]);
    const rules = await clients.protect.send(
      new GetProtectConfigurationCountryRuleSetCommand({
        ProtectConfigurationId: id,
        NumberCapability: 'SMS',
      }),
    );
    expect(rules.CountryRuleSet).toEqual({ TJ: { ProtectStatus: 'BLOCK' } });
  });

  it('creates once for one client token', async () => {
    const create = (ClientToken: string) =>
      clients.protect.send(new CreateProtectConfigurationCommand({ ClientToken }));
    const [a, b, c] = [await create('one'), await create('one'), await create('two')];
    expect(b.ProtectConfigurationId).toBe(a.ProtectConfigurationId);
    expect(c.ProtectConfigurationId).not.toBe(a.ProtectConfigurationId);
  });

  it('refuses a configuration that does not exist, a country that does not, and too many', async () => {
    await expect(setRule('protect-x', 'TJ', 'BLOCK')).rejects.toThrow(ResourceNotFoundException);
    const id = await createDefault();
    const refused = setRule(id, 'XX', 'BLOCK');
    await expect(refused).rejects.toThrow(ValidationException);
    await expect(refused).rejects.toMatchObject({
      Fields: [{ Name: 'CountryRuleSetUpdates', Message: 'XX is not a supported country' }],
    });
    for (let count = 1; count < 25; count += 1) {
      clock.set(clock.nowMs() + 1_000);
      await clients.protect.send(new CreateProtectConfigurationCommand({}));
    }
    clock.set(clock.nowMs() + 1_000);
    await expect(
      clients.protect.send(new CreateProtectConfigurationCommand({})),
    ).rejects.toMatchObject({ name: 'ServiceQuotaExceededException' });
  });

  it('takes ten writes at once, and then one a second', async () => {
    const id = await createDefault();
    for (let count = 0; count < 10; count += 1) await setRule(id, 'TJ', 'BLOCK');
    await expect(setRule(id, 'TJ', 'BLOCK')).rejects.toThrow(ThrottlingException);
    clock.set(NOW_MS + 999);
    await expect(setRule(id, 'TJ', 'BLOCK')).rejects.toThrow(ThrottlingException);
    clock.set(NOW_MS + 1_000);
    await setRule(id, 'TJ', 'BLOCK');
  });

  it('denies with the error of the service', async () => {
    standIn.faults.inject('CreateProtectConfiguration', 'access-denied');
    await expect(createDefault()).rejects.toThrow(AccessDeniedException);
  });
});

describe('what the stand-in does to an SMS', () => {
  const send = (country = 'TJ', usd = 0.2) => standIn.account.send(country, usd);

  it('is stopped by a country rule some seconds after it was set, until it is lifted, however long', async () => {
    const id = await createDefault();
    await setRule(id, 'TJ', 'BLOCK');
    expect(send()).toBe('sent');
    clock.set(NOW_MS + 4_999);
    expect(send()).toBe('sent');
    clock.set(NOW_MS + 5_000);
    expect(send()).toBe('protect-blocked');
    expect(send('UZ')).toBe('sent');
    clock.set(NOW_MS + minutes(1_000_000));
    expect(send()).toBe('protect-blocked');
    await setRule(id, 'TJ', 'ALLOW');
    clock.set(clock.nowMs() + 5_000);
    expect(send()).toBe('sent');
  });

  it('is not stopped by a configuration that is not the account default', async () => {
    const created = await clients.protect.send(new CreateProtectConfigurationCommand({}));
    await setRule(created.ProtectConfigurationId ?? '', 'TJ', 'BLOCK');
    clock.set(NOW_MS + minutes(1));
    expect(send()).toBe('sent');
  });

  it('is refused some minutes after the limit was reached, so more is spent than the limit', async () => {
    await setAttributes({ MonthlySpendLimit: '1' });
    for (let count = 0; count < 5; count += 1) expect(send()).toBe('sent');
    clock.set(NOW_MS + minutes(2) - 1);
    expect(send()).toBe('sent');
    clock.set(NOW_MS + minutes(2));
    expect(send('DE')).toBe('quota-exhausted');
    expect(standIn.account.spend.monthToDateUsd).toBeCloseTo(1.2, 9);
  });

  it('goes out again when the limit is raised or the month turns', async () => {
    send('TJ', 5);
    await setAttributes({ MonthlySpendLimit: '5' });
    clock.set(NOW_MS + minutes(2));
    expect(send()).toBe('quota-exhausted');
    await setAttributes({ MonthlySpendLimit: '6' });
    expect(send()).toBe('sent');
    await setAttributes({ MonthlySpendLimit: '5' });
    clock.set(Date.parse('2026-10-01T00:00:00.000Z') - 1);
    expect(send()).toBe('quota-exhausted');
    clock.set(Date.parse('2026-10-01T00:00:00.000Z'));
    expect(send()).toBe('sent');
    expect(standIn.account.spend.monthToDateUsd).toBeCloseTo(0.2, 9);
  });
});

describe('the stand-in of CloudWatch', () => {
  const query = (overrides: object = {}, metric: object = {}) =>
    clients.cloudWatch.send(
      new GetMetricDataCommand({
        StartTime: new Date(NOW_MS - minutes(63)),
        EndTime: new Date(NOW_MS + minutes(60)),
        MetricDataQueries: [
          {
            Id: 'm',
            MetricStat: {
              Metric: { Namespace: 'AWS/SNS', MetricName: 'SMSMonthToDateSpentUSD', ...metric },
              Period: 300,
              Stat: 'Maximum',
              ...overrides,
            },
          },
        ],
      }),
    );

  it('has a data point for each five minutes in which something was sent, five minutes late', async () => {
    standIn.account.send('TJ', 1);
    standIn.account.send('TJ', 1);
    expect((await query()).MetricDataResults?.[0]?.Values).toEqual([]);
    clock.set(NOW_MS + minutes(5));
    standIn.account.send('TJ', 1);
    expect((await query()).MetricDataResults?.[0]).toMatchObject({
      Timestamps: [new Date(NOW_MS - minutes(3))],
      Values: [2],
      StatusCode: 'Complete',
    });
    clock.set(NOW_MS + minutes(10));
    expect((await query()).MetricDataResults?.[0]?.Values).toEqual([3, 2]);
  });

  it('says page by page that there is more', async () => {
    await restart({ pageSize: 1 });
    for (const minute of [0, 5, 10]) standIn.account.spend.report(minute, NOW_MS - minutes(minute));
    clock.set(NOW_MS + minutes(5));
    const page = await query();
    expect(page.MetricDataResults?.[0]).toMatchObject({ Values: [0], StatusCode: 'PartialData' });
    expect(page.NextToken).toBe('1');
  });

  it('has nothing for a metric that does not exist, and refuses what makes no sense', async () => {
    standIn.account.send('TJ', 1);
    clock.set(NOW_MS + minutes(5));
    const other = await query({}, { MetricName: 'SMSSuccessRate' });
    expect(other.MetricDataResults?.[0]?.Values).toEqual([]);
    await expect(query({ Period: 90 })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(query({ Stat: 'Sum' })).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('what the stand-in does not know', () => {
  it('is refused by name, and listed', async () => {
    await expect(clients.sns.send(new ListTopicsCommand({}))).rejects.toThrow(
      'does not know SNS.ListTopics',
    );
    await expect(clients.protect.send(new DescribeSpendLimitsCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: 'The stand-in does not know PinpointSMSVoiceV2.DescribeSpendLimits',
      $metadata: { httpStatusCode: 400 },
    });
    await expect(clients.cloudWatch.send(new ListMetricsCommand({}))).rejects.toThrow(
      'does not know GraniteServiceVersion20100801.ListMetrics',
    );
    for (const [headers, body] of [
      [{ 'x-amz-target': 'Other_20200101.Do' }, '{}'],
      [{}, 'Action=constructor'],
    ] as const) {
      const answer = await fetch(standIn.endpoint, { method: 'POST', headers, body });
      expect(answer.status).toBe(400);
    }
    expect(standIn.unknownOperations).toEqual([
      'SNS.ListTopics',
      'PinpointSMSVoiceV2.DescribeSpendLimits',
      'GraniteServiceVersion20100801.ListMetrics',
      'Other_20200101.Do',
      'SNS.constructor',
    ]);
  });
});
