import { describe, expect, it } from 'vitest';
import { RecentDestinations } from '../../../lib/adapters/local/recent-destinations.ts';
import type { E164, SmsEvent } from '../../../lib/core/ingest/events.ts';
import { HOUR_MS } from '../../../lib/core/time.ts';
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

describe('the destinations that a drill-down reads', () => {
  it('are those sent in the window: from its start, and before its end', async () => {
    const { log, add } = setUp();
    for (const [index, ms] of [-1, 0, HOUR_MS - 1, HOUR_MS].entries())
      add(`+99290123000${index}`, NOW_MS - HOUR_MS + ms);
    const profile = await log.profileRanges('TJ', NOW_MS - HOUR_MS, NOW_MS);
    expect(profile).toMatchObject({ windowSeconds: 3_600, distinctNumbers: 2 });
    expect(profile.ranges).toMatchObject([
      { prefix: '+99290123', blockHash: 9, messages: 2, distinctNumbers: 2, neighbours: 1 },
    ]);
  });

  it('a message that is delivered twice to the log counts once, a resend twice', async () => {
    const { log, add } = setUp();
    add('+992901230001', NOW_MS - 3, 7);
    add('+992901230001', NOW_MS - 3, 7);
    add('+992901230001', NOW_MS - 2, 8);
    const { ranges, distinctNumbers } = await log.profileRanges('TJ', NOW_MS - 10, NOW_MS);
    expect(distinctNumbers).toBe(1);
    expect(ranges[0]?.messages).toBe(2);
  });

  it('are those of the country asked for', async () => {
    const { log, add } = setUp();
    add('+998901230001', NOW_MS - 1, 1, 'UZ');
    expect(await log.profileRanges('TJ', 0, NOW_MS)).toEqual({
      windowSeconds: NOW_MS / 1_000,
      distinctNumbers: 0,
      ranges: [],
    });
  });

  it('come with most numbers first, and never whole', async () => {
    const { log, add } = setUp();
    for (let index = 0; index < 30; index += 1)
      add(`+9929012${index % 3 === 0 ? 3 : 4}${1_000 + index}`, NOW_MS - 1);
    const { ranges } = await log.profileRanges('TJ', 0, NOW_MS);
    expect(ranges.map(({ prefix, distinctNumbers }) => [prefix, distinctNumbers])).toEqual([
      ['+99290124', 20],
      ['+99290123', 10],
    ]);
  });

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
