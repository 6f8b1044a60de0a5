import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { RULES } from '../../lib/core/evaluate/registry.ts';
import { METRIC_NAMESPACE, METRICS } from '../../lib/core/notify/metric-names.ts';
import { ALARMS } from '../../lib/infra/alarm-definitions.ts';
import { FULL, idOf, type Synthesised, synthesise } from './synth.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let stack: Synthesised;
let alarms: readonly Readonly<Record<string, unknown>>[];
beforeAll(() => {
  stack = synthesise(FULL);
  alarms = stack.ofType('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties ?? {});
});
const named = (name: string) =>
  alarms.find(({ AlarmName }) => AlarmName === `sms-pumping-detector-default-${name}`);

it('there is an alarm of every kind', () => {
  const names = alarms.map(({ AlarmName }) => String(AlarmName));
  const missing = Object.keys(ALARMS).filter(
    (kind) => !names.some((name) => name.startsWith(`sms-pumping-detector-default-${kind}`)),
  );
  expect(missing).toEqual([]);
});

it('every alarm says what happened, and names a runbook that exists', () => {
  for (const { AlarmDescription } of alarms) {
    const [, page = ''] =
      /^.{30,} Runbook: (docs\/runbooks\/\S+\.md)$/.exec(String(AlarmDescription)) ?? [];
    expect(page).not.toBe('');
    expect(existsSync(`${ROOT}/${page}`)).toBe(true);
  }
});

it('every runbook is of a rule or of an alarm', () => {
  const known = [
    ...RULES.map(({ meta }) => meta.id),
    ...Object.values(ALARMS).map(({ runbook }) => runbook),
  ];
  const pages = readdirSync(`${ROOT}/docs/runbooks`).map((name) => name.replace('.md', ''));
  expect(pages.filter((page) => !known.includes(page))).toEqual([]);
});

it('every alarm tells people when it begins and when it ends', () => {
  for (const { AlarmActions, OKActions } of alarms)
    for (const actions of [AlarmActions, OKActions])
      expect(stack.resources[idOf((actions as unknown[])[0])]?.Type).toBe('AWS::SNS::Topic');
});

it('alarms and dashboard read metrics that exist, and of this instance', () => {
  const names = new Set<string>(Object.values(METRICS).map(({ name }) => name));
  const text = JSON.stringify(stack.ofType('AWS::CloudWatch::Alarm'));
  const read = [
    ...text.matchAll(/"MetricName":"(\w+)","Namespace":"SmsPumpingDetector"/g),
    ...text.matchAll(/"Namespace":"SmsPumpingDetector"[^}]*"MetricName":"(\w+)"/g),
  ].map(([, name = '']) => name);
  expect(read.length).toBeGreaterThan(8);
  // The one that a metric filter writes.
  expect(read.filter((name) => !names.has(name) && name !== 'QuotaExhausted')).toEqual([]);
});

it.each(['evaluate-heartbeat-missing', 'respond-heartbeat-missing'])(
  '%s: silence is an alarm',
  (name) => {
    expect(named(name)).toMatchObject({
      TreatMissingData: 'breaching',
      ComparisonOperator: 'LessThanThreshold',
    });
  },
);

it.each([
  'pumping-in-progress',
  'spend-burning',
  'settings-invalid',
  'not-assessed',
  'unlearned',
  'rule-errors',
  'actions-failed',
  'untold',
  'verification-feed-silent',
])('%s does not end because nobody tells any more how things stand', (name) => {
  expect(named(name)?.['TreatMissingData']).toBe('ignore');
});

it('where only what goes wrong is counted, silence is fine', () => {
  const fine = alarms.filter(({ TreatMissingData }) => TreatMissingData === 'notBreaching');
  const kinds = fine.map(({ AlarmName }) =>
    Object.keys(ALARMS).find((kind) => String(AlarmName).includes(`-default-${kind}`)),
  );
  expect(new Set(kinds)).toEqual(
    new Set([
      'sending-stopped',
      'ingest-errors',
      'verification-errors',
      'verifications-lost',
      'dead-letters',
      'falling-behind',
      'unreadable-records',
      'throttling',
    ]),
  );
});

it('operations.md names the alarms that stay as they were, no more and no less', () => {
  const page = readFileSync(`${ROOT}/docs/operations.md`, 'utf8');
  const [, list = ''] = /about how things stand \(([^)]+)\) stays as it was/.exec(page) ?? [];
  const unknown = Object.entries(ALARMS).flatMap(([kind, { silence }]) =>
    silence === 'unknown' ? [kind] : [],
  );
  expect([...list.matchAll(/\*([\w-]+)\*/g)].map(([, kind = '']) => kind).sort()).toEqual(
    unknown.sort(),
  );
});

it('a throttled read or write of any table is an alarm, without the other having to be throttled', () => {
  const tables = stack.ofType('AWS::DynamoDB::Table').map(({ id }) => id);
  const watched = alarms
    .filter(({ Namespace }) => Namespace === 'AWS/DynamoDB')
    .map(({ MetricName, Dimensions, Statistic, Threshold }) => {
      expect([Statistic, Threshold]).toEqual(['Sum', 1]);
      const [dimension] = Dimensions as { Name: string; Value: unknown }[];
      expect(dimension?.Name).toBe('TableName');
      return `${idOf(dimension?.Value)} ${String(MetricName)}`;
    });
  expect(watched.sort()).toEqual(
    tables.flatMap((id) => [`${id} ReadThrottleEvents`, `${id} WriteThrottleEvents`]).sort(),
  );
});

it('an expression that adds metrics up has a value where one of them has none', () => {
  const expressions = alarms.flatMap(({ Metrics }) =>
    ((Metrics ?? []) as { Expression?: string }[]).map(({ Expression }) => Expression ?? ''),
  );
  const sums = expressions.filter((expression) => expression.includes('+'));
  expect(sums.length).toBeGreaterThan(0);
  // What an expression is about may be missing; what is added to it may not.
  for (const sum of sums) expect(sum).toContain('FILL(');
});

it('verifications that do not come in are an alarm', () => {
  expect(named('verifications-lost')).toMatchObject({
    MetricName: 'VerificationsLost',
    Statistic: 'Sum',
    Period: 300,
    Threshold: 5,
  });
  expect(named('verification-feed-silent')).toMatchObject({
    MetricName: 'VerificationFeedSilent',
    Statistic: 'Maximum',
    Threshold: 1,
  });
});

it('pumping is an alarm within a minute', () => {
  expect(named('pumping-in-progress')).toMatchObject({
    Namespace: METRIC_NAMESPACE,
    MetricName: 'PumpingIncidents',
    Period: 60,
    Threshold: 1,
    Dimensions: [{ Name: 'Instance', Value: 'default' }],
  });
});

it('money burns towards the limit that the account has at the time, or towards a budget of your own', () => {
  const { Threshold, Metrics } = named('spend-burning') ?? {};
  const limit = (Metrics as { Id: string; MetricStat?: Record<string, unknown> }[]).find(
    ({ Id }) => Id === 'limit',
  );
  expect(Threshold).toBe(0);
  expect(limit?.MetricStat).toMatchObject({
    Stat: 'Minimum',
    Metric: { Namespace: METRIC_NAMESPACE, MetricName: 'SpendLimitUsd' },
  });
  const budget = synthesise({ monthlyBudgetUsd: 500 });
  const [alarm] = budget
    .ofType('AWS::CloudWatch::Alarm')
    .filter(({ Properties }) => String(Properties?.['AlarmName']).endsWith('spend-burning'));
  expect(alarm?.Properties?.['Threshold']).toBe(500);
  // Nobody else asks for the limit then, nor reads it.
  expect(JSON.stringify(budget.resources)).not.toContain('SpendLimitUsd');
  const follows = (made: Synthesised) =>
    made.ofType('AWS::Lambda::Function').flatMap(({ Properties }) => {
      const { Variables } = (Properties?.['Environment'] ?? {}) as {
        Variables?: Record<string, unknown>;
      };
      return Variables?.['SMS_PUMPING_FOLLOW_SPEND_LIMIT'] ?? [];
    });
  expect([follows(stack), follows(budget)]).toEqual([['true'], ['false']]);
});

it('the words that say that sending stopped are looked for where SNS logs failures', () => {
  const filters = stack.ofType('AWS::Logs::MetricFilter').map(({ Properties }) => Properties);
  expect(filters).toMatchObject([
    {
      FilterPattern: '"No quota left for account"',
      LogGroupName: 'sns/eu-central-1/123456789012/DirectPublishToPhoneNumber/Failure',
    },
  ]);
});

it('the dashboard shows traffic, spend, conversion and risk of every country', () => {
  const [dashboard] = stack.ofType('AWS::CloudWatch::Dashboard');
  const body = JSON.stringify(dashboard?.Properties?.['DashboardBody']);
  for (const name of ['SmsSent', 'SmsSpendUsd', 'ConversionRate', 'RiskScore'])
    expect(body).toMatch(
      new RegExp(`SEARCH\\('\\{SmsPumpingDetector,Instance,Country\\} MetricName=[\\\\"]+${name}`),
    );
});
