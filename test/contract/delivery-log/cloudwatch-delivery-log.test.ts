import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  CloudWatchDeliveryLog,
  type ReadBounds,
} from '../../../lib/adapters/aws/cloudwatch-delivery-log.ts';
import { HOUR_MS } from '../../../lib/core/time.ts';
import { openStandIn, type StandInWorld } from '../../aws/stand-in-clients.ts';
import { NOW_MS } from '../../unit/decide/fixtures.ts';
import { describeDeliveryLog, statusOf, TOOLS } from './delivery-log-contract.ts';

const GROUP = 'sns/eu-central-1/123456789012/DirectPublishToPhoneNumber';
const GROUPS = [GROUP, `${GROUP}/Failure`];

const open = async (bounds?: ReadBounds) => {
  const world = await openStandIn({ pageSize: 3 });
  for (const name of GROUPS) world.standIn.account.logGroups.set(name, []);
  const tooMuch: string[] = [];
  const log = new CloudWatchDeliveryLog({
    client: world.logs,
    logGroupNames: GROUPS,
    tools: TOOLS,
    onTooMuch: (country) => tooMuch.push(country),
    ...(bounds === undefined ? {} : { bounds }),
  });
  const add = (message: string, sentAtMs: number, group = GROUP): void => {
    world.standIn.account.logGroups.get(group)?.push({ timestampMs: sentAtMs + 800, message });
  };
  return { world, log, tooMuch, add, close: () => world.close() };
};

describeDeliveryLog('the delivery log in CloudWatch Logs', open);

describe('reading the delivery log back from CloudWatch Logs', () => {
  let at: Awaited<ReturnType<typeof open>>;
  const use = async (bounds?: ReadBounds): Promise<StandInWorld> => {
    await at.close();
    at = await open(bounds);
    return at.world;
  };
  const profile = () => at.log.profileRanges('TJ', NOW_MS - HOUR_MS, NOW_MS);
  beforeEach(async () => {
    at = await open();
  });
  afterEach(() => at.close());
  const sendTen = (): void => {
    for (let index = 0; index < 10; index += 1)
      at.add(statusOf(`+99290123000${index}`, NOW_MS - 60_000), NOW_MS - 60_000);
  };

  it('follows every page, empty ones too, in both groups', async () => {
    for (let index = 0; index < 7; index += 1)
      at.add(statusOf('+4915112345678', NOW_MS - 90_000), NOW_MS - 90_000);
    sendTen();
    at.add(statusOf('+992901240000', NOW_MS - 1, 'x', 'FAILURE'), NOW_MS - 1, GROUPS[1]);
    expect(await profile()).toMatchObject({ distinctNumbers: 11 });
    expect(at.world.standIn.requests.length).toBeGreaterThan(5);
  });

  it('asks for the calling code only, and leaves out what is no SMS', async () => {
    at.add('rubbish', NOW_MS - 1);
    at.add(statusOf('+992901230000', NOW_MS - 1), NOW_MS - 1);
    expect(await profile()).toMatchObject({ distinctNumbers: 1 });
    expect(at.world.standIn.requests[0]?.input).toMatchObject({
      logGroupName: GROUP,
      filterPattern: '{ $.delivery.destination = "+992*" }',
    });
  });

  for (const [what, bounds] of [
    ['pages', { pages: 3, bytes: 1_000_000 }],
    ['bytes', { pages: 100, bytes: 500 }],
  ] as const)
    it(`says that it does not know when there are more ${what} than it may read`, async () => {
      await use(bounds);
      sendTen();
      expect(await profile()).toBeNull();
      expect(at.tooMuch).toEqual(['TJ']);
    });

  it('rejects when a page is refused, and does not hand out the pages before', async () => {
    sendTen();
    at.world.standIn.faults.inject('FilterLogEvents', 'access-denied');
    await expect(profile()).rejects.toMatchObject({ code: 'store-unavailable', retryable: false });
    expect(await profile()).toMatchObject({ distinctNumbers: 10 });
  });

  it('rejects when a log group does not exist: that is not an empty one', async () => {
    at.world.standIn.account.logGroups.delete(GROUP);
    await expect(profile()).rejects.toThrow(GROUP);
  });
});
