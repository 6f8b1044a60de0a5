import { describe, expect, it } from 'vitest';
import { RecentDestinations } from '../../../lib/adapters/local/recent-destinations.ts';
import type { E164, SmsEvent } from '../../../lib/core/ingest/events.ts';
import { minutes, NOW_MS } from '../decide/fixtures.ts';
import { TestClock } from '../respond/fixtures.ts';

const setUp = () => {
  const clock = new TestClock();
  const log = new RecentDestinations({ clock, blockHashOf: (prefix) => prefix.length });
  let messages = 0;
  const add = (number: string, sentAtMs: number, messageHash = ++messages, country = 'TJ') =>
    log.add({ country, sentAtMs, messageHash } as SmsEvent, number as E164);
  return { clock, log, add };
};

/** What every delivery log does is in test/contract/delivery-log. */
describe('the destinations that a replay keeps for a drill-down', () => {
  it('are forgotten after 25 hours, and no earlier', async () => {
    const { clock, log, add } = setUp();
    add('+992901230001', NOW_MS);
    clock.set(NOW_MS + minutes(25 * 60));
    for (let index = 0; index < 1_024; index += 1) add('+998901230001', clock.nowMs(), index, 'UZ');
    expect((await log.profileRanges('TJ', 0, Infinity)).distinctNumbers).toBe(1);
    clock.set(NOW_MS + minutes(25 * 60) + 1);
    for (let index = 0; index < 2_048; index += 1) add('+998901230001', clock.nowMs(), index, 'UZ');
    expect((await log.profileRanges('TJ', 0, Infinity)).distinctNumbers).toBe(0);
  });
});
