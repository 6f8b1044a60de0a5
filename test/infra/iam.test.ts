import { beforeAll, describe, expect, it } from 'vitest';
import {
  actionsOf,
  type FunctionResource,
  functionsByName,
  partOf,
  type Statement,
  statementsByRole,
} from './policies.ts';
import { asList, flat, FULL, idOf, type Synthesised, synthesise } from './synth.ts';

const OWN_LOG = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const COUNT = ['dynamodb:BatchWriteItem', 'dynamodb:UpdateItem', 'secretsmanager:GetSecretValue'];
const WAKE = [
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:ListStreams',
];
const READ_SPEND_LIMIT = [
  'cloudwatch:GetMetricData',
  'sms-voice:DescribeSpendLimits',
  'sns:GetSMSAttributes',
];
const READ_LEVERS = [
  ...READ_SPEND_LIMIT,
  'dynamodb:GetItem',
  'sms-voice:DescribeProtectConfigurations',
  'sms-voice:GetProtectConfigurationCountryRuleSet',
];
const MOVE_LEVERS = [
  'dynamodb:DeleteItem',
  'dynamodb:PutItem',
  'sms-voice:CreateProtectConfiguration',
  'sms-voice:SetAccountDefaultProtectConfiguration',
  'sms-voice:SetTextMessageSpendLimitOverride',
  'sms-voice:UpdateProtectConfigurationCountryRuleSet',
  'sns:SetSMSAttributes',
];
const DEAD_LETTERS = 'sqs:SendMessage';
/** What the end of a stream needs of its queue as well. */
const STREAM_DEAD_LETTERS = [DEAD_LETTERS, 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl'];

/** Every action of every function; nobody gets another one unnoticed. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'ingest-delivery-status': [...OWN_LOG, ...COUNT, DEAD_LETTERS],
  'ingest-cognito': [...OWN_LOG, ...COUNT, DEAD_LETTERS],
  'sms-pumping-default-verification-dfc12dfc9fdf': [...OWN_LOG, ...COUNT, 'lambda:InvokeFunction'],
  evaluate: [
    ...OWN_LOG,
    ...WAKE,
    ...READ_SPEND_LIMIT,
    'dynamodb:BatchWriteItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
    'events:PutEvents',
    'logs:FilterLogEvents',
    'secretsmanager:GetSecretValue',
    'sns:Publish',
    'ssm:GetParameterHistory',
    'ssm:GetParametersByPath',
    ...STREAM_DEAD_LETTERS,
  ],
  respond: [
    ...OWN_LOG,
    ...WAKE,
    ...READ_LEVERS,
    ...MOVE_LEVERS,
    'dynamodb:Query',
    'dynamodb:UpdateItem',
    'events:PutEvents',
    'sns:Publish',
    'ssm:GetParameterHistory',
    'ssm:GetParametersByPath',
    ...STREAM_DEAD_LETTERS,
  ],
  'custom-resources/sms-attributes': [
    ...OWN_LOG,
    'iam:PassRole',
    'sms-voice:DescribeSpendLimits',
    'sms-voice:SetTextMessageSpendLimitOverride',
    'sns:GetSMSAttributes',
    'sns:SetSMSAttributes',
  ],
  'custom-resources/log-group': [
    ...OWN_LOG,
    'logs:CreateLogGroup',
    'logs:DescribeSubscriptionFilters',
    'logs:ListTagsForResource',
    'logs:PutRetentionPolicy',
    'logs:TagResource',
    'logs:UntagResource',
  ],
  'custom-resources/user-pool-log-export': [
    ...OWN_LOG,
    'cognito-idp:DescribeUserPool',
    'cognito-idp:GetLogDeliveryConfiguration',
    'cognito-idp:SetLogDeliveryConfiguration',
    'logs:CreateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:DescribeLogGroups',
    'logs:DescribeLogStreams',
    'logs:DescribeResourcePolicies',
    'logs:GetLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:UpdateLogDelivery',
  ],
  'custom-resources/user-pool-triggers': [
    ...OWN_LOG,
    'cognito-idp:DescribeUserPool',
    'cognito-idp:UpdateUserPool',
    'iam:PassRole',
  ],
};

/** Actions that AWS does not let narrow to a resource, or whose resource nobody knows beforehand. */
const ON_EVERYTHING = [
  'cloudwatch:GetMetricData',
  'dynamodb:ListStreams',
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
  'sms-voice:CreateProtectConfiguration',
  'sms-voice:DescribeProtectConfigurations',
  'sms-voice:DescribeSpendLimits',
  'sms-voice:SetTextMessageSpendLimitOverride',
  'sns:GetSMSAttributes',
  'sns:SetSMSAttributes',
];

let stack: Synthesised;
let functions: ReadonlyMap<string, FunctionResource>;
let policies: ReadonlyMap<string, readonly Statement[]>;
beforeAll(() => {
  stack = synthesise(FULL);
  functions = functionsByName(stack);
  policies = statementsByRole(stack);
});

const statementsOf = (name: string): readonly Statement[] =>
  policies.get(idOf(functions.get(name)?.properties['Role'])) ?? [];

it('the table below names every function', () => {
  expect([...functions.keys()].sort()).toEqual(Object.keys(ACTIONS).sort());
});

describe.each(Object.entries(ACTIONS))('%s', (name, actions) => {
  it('may do exactly what the table says', () => {
    expect(actionsOf(statementsOf(name))).toEqual([...new Set(actions)].sort());
  });

  it('writes its own log and no other', () => {
    const { LogGroup } = partOf(functions.get(name), 'LoggingConfig');
    const own = statementsOf(name).find(({ Sid }) => Sid === 'WriteOwnLog');
    expect(idOf(own?.Resource)).toBe(idOf(LogGroup));
  });
});

it('a wildcard for every resource is there only where AWS has no narrower one', () => {
  const wide = [...policies.values()]
    .flat()
    .filter(({ Resource }) => asList(Resource).some((resource) => resource === '*'));
  expect(actionsOf(wide)).toEqual(ON_EVERYTHING);
});

it('no action has a wildcard', () => {
  const actions = [...policies.values()].flat().flatMap(({ Action }) => asList(Action));
  expect(actions.filter((action) => action.includes('*'))).toEqual([]);
});

it('what SNS does in our name is allowed to SNS only', () => {
  const through = [...policies.values()]
    .flat()
    .filter(({ Action }) => asList(Action).some((action) => /SpendLimit/.test(action)));
  expect(through.length).toBeGreaterThan(0);
  for (const { Condition } of through)
    expect(Condition).toEqual({ StringEquals: { 'aws:CalledViaLast': 'sns.amazonaws.com' } });
});

it('a role is handed to the one service that it is for', () => {
  const passed = [...policies.values()]
    .flat()
    .filter(({ Action }) => asList(Action).includes('iam:PassRole'))
    .map(({ Sid, Condition }) => [Sid, Condition]);
  const to = (service: string) => ({ StringEquals: { 'iam:PassedToService': service } });
  expect(passed).toEqual([
    ['HandRoleToSns', to('sns.amazonaws.com')],
    ['HandSmsRoleBack', to('cognito-idp.amazonaws.com')],
  ]);
});

it('the drill-down reads exactly the delivery log groups', () => {
  const drillDown = statementsOf('evaluate').find(({ Sid }) => Sid === 'DrillDown');
  const group =
    'arn:AWS::Partition:logs:eu-central-1:123456789012:log-group:sns/eu-central-1/123456789012/DirectPublishToPhoneNumber';
  expect(asList(drillDown?.Resource).map(flat)).toEqual([
    group,
    `${group}:*`,
    `${group}/Failure`,
    `${group}/Failure:*`,
  ]);
});

it('settings are read of this instance only', () => {
  for (const name of ['evaluate', 'respond']) {
    const settings = statementsOf(name).find(({ Sid }) => Sid === 'ReadSettings');
    for (const resource of asList(settings?.Resource).map(flat))
      expect(resource).toMatch(/:parameter\/sms-pumping-detector\/default(?:\/\*)?$/);
  }
});
