import './cloudformation.ts';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Perform } from '../../../lambdas/custom-resources/custom-resource.ts';
import { performUserPoolLogExport } from '../../../lambdas/custom-resources/user-pool-log-export/user-pool-log-export.ts';
import {
  type AwsStandIn,
  startAwsStandIn,
} from '../../../lib/adapters/local/aws-stand-in/start-aws-stand-in.ts';
import { TestClock } from '../../unit/respond/fixtures.ts';
import { clientConfig, request } from './cloudformation.ts';

const POOL = 'eu-central-1_Ab1Cd2Ef3';
const GROUP_ARN = 'arn:aws:logs:eu-central-1:123456789012:log-group:/aws/vendedlogs/detector';
const OTHER_ARN = 'arn:aws:logs:eu-central-1:123456789012:log-group:/aws/vendedlogs/siem';
const PROPERTIES = { UserPoolId: POOL, LogGroupArn: GROUP_ARN };
const NOTIFICATIONS = {
  EventSource: 'userNotification',
  LogLevel: 'ERROR',
  CloudWatchLogsConfiguration: { LogGroupArn: OTHER_ARN },
};
const exportTo = (LogGroupArn: string) => ({
  EventSource: 'userAuthEvents',
  LogLevel: 'INFO',
  CloudWatchLogsConfiguration: { LogGroupArn },
});

let standIn: AwsStandIn;
let client: CognitoIdentityProviderClient;
let perform: Perform;
beforeEach(async () => {
  standIn = await startAwsStandIn({ clock: new TestClock() });
  client = new CognitoIdentityProviderClient(clientConfig(standIn.endpoint));
  perform = performUserPoolLogExport(client);
  pool({ UserPoolTier: 'PLUS', UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' } });
});
afterEach(async () => {
  client.destroy();
  await standIn.close();
});

const pool = (configuration: Readonly<Record<string, unknown>>): void => {
  standIn.account.userPools.set(POOL, { Id: POOL, Name: 'customers', ...configuration });
};
const exports = () => standIn.account.logDeliveries.get(POOL) ?? [];
const create = async () => (await perform(request('Create', PROPERTIES))).data?.['Status'];

it('a Plus pool with threat protection exports to the group, and its other export stays', async () => {
  standIn.account.logDeliveries.set(POOL, [NOTIFICATIONS]);
  expect(await create()).toBe('on');
  expect(exports()).toEqual([NOTIFICATIONS, exportTo(GROUP_ARN)]);
});

it('deletion ends this export and no other', async () => {
  standIn.account.logDeliveries.set(POOL, [NOTIFICATIONS]);
  await create();
  await perform(request('Delete', PROPERTIES, 'id'));
  expect(exports()).toEqual([NOTIFICATIONS]);
});

it('an export that goes elsewhere is never overwritten, and the answer says where it goes', async () => {
  standIn.account.logDeliveries.set(POOL, [exportTo(OTHER_ARN)]);
  expect(await create()).toMatch(/^off: .*siem.*userPoolLogGroup/);
  await perform(request('Delete', PROPERTIES, 'id'));
  expect(exports()).toEqual([exportTo(OTHER_ARN)]);
});

it.each([
  ['on the Essentials plan', { UserPoolTier: 'ESSENTIALS' }, /only Plus/],
  [
    'without threat protection',
    { UserPoolTier: 'PLUS', UserPoolAddOns: { AdvancedSecurityMode: 'OFF' } },
    /threat protection/,
  ],
])('a pool %s is left as it is, and the answer says why', async (_, configuration, reason) => {
  pool(configuration);
  expect(await create()).toMatch(reason);
  expect(exports()).toEqual([]);
});

it('an export that is on already is not written again', async () => {
  await create();
  await perform(request('Update', PROPERTIES, 'id'));
  const writes = standIn.requests.filter(
    ({ operation }) => operation === 'SetLogDeliveryConfiguration',
  );
  expect(writes).toHaveLength(1);
});

it('an export that goes to our former group is moved to the new one', async () => {
  await create();
  const moved = { ...PROPERTIES, LogGroupArn: `${GROUP_ARN}-2` };
  const { data } = await perform(request('Update', moved, 'id', PROPERTIES));
  expect(data).toEqual({ Status: 'on' });
  expect(exports()).toEqual([exportTo(`${GROUP_ARN}-2`)]);
});

it('exports that cannot be read are not taken for none', async () => {
  standIn.account.logDeliveries.set(POOL, [NOTIFICATIONS]);
  standIn.faults.inject('GetLogDeliveryConfiguration', 'access-denied');
  await expect(create()).rejects.toThrow('not authorized');
  expect(exports()).toEqual([NOTIFICATIONS]);
});

it('deletion after the pool is gone succeeds', async () => {
  await create();
  standIn.account.userPools.delete(POOL);
  await expect(perform(request('Delete', PROPERTIES, 'id'))).resolves.toEqual({ physicalId: 'id' });
});
