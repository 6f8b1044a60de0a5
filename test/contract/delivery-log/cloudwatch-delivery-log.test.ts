import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  CloudWatchDeliveryLog,
  type ReadBounds,
} from '../../../lib/adapters/aws/cloudwatch-delivery-log.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../lib/core/time.ts';
import { openStandIn } from '../../aws/stand-in-clients.ts';
import { NOW_MS } from '../../unit/decide/fixtures.ts';
import { describeDeliveryLog, statusOf, TOOLS } from './delivery-log-contract.ts';

const GROUP = 'sns/eu-central-1/123456789012/DirectPublishToPhoneNumber';
const GROUPS = [GROUP, `${GROUP}/Failure`];

const PLENTY: ReadBounds = {
  pages: 100,
  bytes: 1_000_000,
  callMs: 15 * SECOND_MS,
  runMs: MINUTE_MS,
};

/** @param pageMs how long CloudWatch takes for a page */
const open = async (bounds: ReadBounds = PLENTY, pageMs = 0) => {
  const world = await openStandIn({ pageSize: 3 });
  for (const name of GROUPS) world.standIn.account.logGroups.set(name, []);
  const tooMuch: string[] = [];
  let passedMs = 0;
  const log = new CloudWatchDeliveryLog({
    client: world.logs,
    logGroupNames: GROUPS,
    tools: TOOLS,
    onTooMuch: (country) => tooMuch.push(country),
    clock: { nowMs: () => NOW_MS + passedMs + pageMs * world.standIn.requests.length },
    bounds,
  });
  const pass = (ms: number): void => {
    passedMs += ms;
  };
  const add = (message: string, sentAtMs: number, group = GROUP): void => {
    world.standIn.account.logGroups.get(group)?.push({ timestampMs: sentAtMs + 800, message });
  };
  return { world, log, tooMuch, add, pass, close: () => world.close() };
};

describeDeliveryLog('the delivery log in CloudWatch Logs', () => open());

describe('reading the delivery log back from CloudWatch Logs', () => {
  let at: Awaited<ReturnType<typeof open>>;
  const use = async (bounds: ReadBounds, pageMs = 0): Promise<void> => {
    await at.close();
    at = await open(bounds, pageMs);
  };
  const profile = (country = 'TJ') => at.log.profileRanges(country, NOW_MS - HOUR_MS, NOW_MS);
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
    ['pages', { ...PLENTY, pages: 3 }],
    ['bytes', { ...PLENTY, bytes: 500 }],
  ] as const)
    it(`says that it does not know when there are more ${what} than it may read`, async () => {
      await use(bounds);
      sendTen();
      expect(await profile()).toBeNull();
      expect(at.tooMuch).toEqual(['TJ']);
    });

  describe('from slow pages', () => {
    const pages = () => at.world.standIn.requests.length;
    // Four pages of three, and one of the other group.
    const PAGE_MS = 4 * SECOND_MS;

    it('gives up when its time is over, and leaves that country alone for five minutes', async () => {
      await use(PLENTY, PAGE_MS);
      sendTen();
      expect(await profile()).toBeNull();
      expect(pages()).toBe(4);
      at.log.startRun();
      expect(await profile()).toBeNull();
      expect(pages()).toBe(4);
      expect(at.tooMuch).toEqual(['TJ']);
      at.pass(5 * MINUTE_MS);
      at.log.startRun();
      await profile();
      expect(pages()).toBe(8);
    });

    it('has its answer when the last page came in time', async () => {
      await use({ ...PLENTY, callMs: 5 * PAGE_MS + 1 }, PAGE_MS);
      sendTen();
      expect(await profile()).toMatchObject({ distinctNumbers: 10 });
    });

    it('shares its time with the others of a run, and starves none that come later for ever', async () => {
      await use({ ...PLENTY, runMs: 5 * PAGE_MS }, PAGE_MS);
      sendTen();
      expect(await profile('TJ')).toBeNull();
      expect(await profile('DE')).toBeNull();
      expect(pages()).toBe(5);
      at.log.startRun();
      expect(await profile('TJ')).toBeNull();
      await profile('DE');
      expect(pages()).toBe(9);
    });
  });

  it('rejects when a page is refused, and does not hand out the pages before', async () => {
    sendTen();
    at.world.standIn.faults.inject('FilterLogEvents', 'access-denied');
    await expect(profile()).rejects.toMatchObject({ code: 'store-unavailable', retryable: false });
    expect(await profile()).toMatchObject({ distinctNumbers: 10 });
  });

  it('rejects while a log group does not exist, which is not an empty one, and reads it once it does', async () => {
    at.world.standIn.account.logGroups.delete(GROUP);
    await expect(profile()).rejects.toMatchObject({
      retryable: true,
      message: expect.stringMatching(`on ${GROUP} failed: .* Make a log group of that name`),
    });
    at.world.standIn.account.logGroups.set(GROUP, []);
    sendTen();
    expect(await profile()).toMatchObject({ distinctNumbers: 10 });
  });
});
