import './cloudformation.ts';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Perform } from '../../../lambdas/custom-resources/custom-resource.ts';
import { performLogGroup } from '../../../lambdas/custom-resources/log-group/log-group.ts';
import {
  type AwsStandIn,
  startAwsStandIn,
} from '../../../lib/adapters/local/aws-stand-in/start-aws-stand-in.ts';
import { TestClock } from '../../unit/respond/fixtures.ts';
import { clientConfig, request } from './cloudformation.ts';

const GROUP = 'sns/eu-central-1/123456789012/DirectPublishToPhoneNumber';
const PROPERTIES = {
  LogGroupName: GROUP,
  LogGroupArn: `arn:aws:logs:eu-central-1:123456789012:log-group:${GROUP}`,
  RetentionDays: '30',
  FilterName: 'sms-pumping-detector-default',
};

let standIn: AwsStandIn;
let client: CloudWatchLogsClient;
let perform: Perform;
beforeEach(async () => {
  standIn = await startAwsStandIn({ clock: new TestClock() });
  client = new CloudWatchLogsClient(clientConfig(standIn.endpoint));
  perform = performLogGroup(client);
});
afterEach(async () => {
  client.destroy();
  await standIn.close();
});

const subscribe = (...names: string[]): void => {
  standIn.account.subscriptionFilters.set(
    GROUP,
    names.map((filterName) => ({ filterName, destinationArn: `arn:to:${filterName}` })),
  );
};

it('an absent group is created, with a retention', async () => {
  await perform(request('Create', PROPERTIES));
  expect(standIn.account.logGroups.has(GROUP)).toBe(true);
  expect(standIn.account.retentionDays.get(GROUP)).toBe(30);
  expect(standIn.account.logGroupTags.get(GROUP)).toEqual({});
});

it.each(['CreateLogGroup', 'PutRetentionPolicy', 'UntagResource'])(
  'a group whose creation lost the answer of %s gets its retention when it is tried again',
  async (operation) => {
    standIn.faults.inject(operation, 'answer-lost');
    await expect(perform(request('Create', PROPERTIES))).rejects.toThrow(
      /socket hang up|ECONNRESET|other side closed/,
    );
    await perform(request('Create', PROPERTIES));
    expect(standIn.account.retentionDays.get(GROUP)).toBe(30);
    expect(standIn.account.logGroupTags.get(GROUP)).toEqual({});
  },
);

it('a group that was created here keeps the retention that its owner gave it since', async () => {
  await perform(request('Create', PROPERTIES));
  standIn.account.retentionDays.delete(GROUP);
  await perform(request('Update', { ...PROPERTIES, RetentionDays: '7' }, GROUP, PROPERTIES));
  expect(standIn.account.retentionDays.has(GROUP)).toBe(false);
});

it('a group that exists is left as it is', async () => {
  standIn.account.logGroups.set(GROUP, []);
  standIn.account.logGroupTags.set(GROUP, { team: 'identity' });
  await perform(request('Create', PROPERTIES));
  expect(standIn.account.retentionDays.has(GROUP)).toBe(false);
  expect(standIn.account.logGroupTags.get(GROUP)).toEqual({ team: 'identity' });
});

it('a group with two other subscriptions is refused, and both are named', async () => {
  standIn.account.logGroups.set(GROUP, []);
  subscribe('to-splunk', 'to-archive');
  await expect(perform(request('Create', PROPERTIES))).rejects.toThrow(
    /has 2 subscriptions already.*to-splunk.*to-archive/,
  );
});

it("the detector's own subscription does not count", async () => {
  standIn.account.logGroups.set(GROUP, []);
  subscribe('to-splunk', 'sms-pumping-detector-default');
  await expect(perform(request('Update', PROPERTIES, GROUP))).resolves.toEqual({
    physicalId: GROUP,
  });
});

it('deletion leaves the group and its events', async () => {
  await perform(request('Create', PROPERTIES));
  await perform(request('Delete', PROPERTIES, GROUP));
  expect(standIn.account.logGroups.has(GROUP)).toBe(true);
});

it('a group that cannot be created is an error, not a group', async () => {
  standIn.faults.inject('CreateLogGroup', 'access-denied');
  await expect(perform(request('Create', PROPERTIES))).rejects.toThrow('not authorized');
});
