import { describe, expect, it } from 'vitest';
import { MemoryCounterStore } from '../../../lib/adapters/local/memory-counter-store.ts';
import { MemoryIncidentStore } from '../../../lib/adapters/local/memory-incident-store.ts';
import { countMonthToDateUsd } from '../../../lib/core/count/month-to-date.ts';
import { toSlotDeltas } from '../../../lib/core/count/observations.ts';
import { rollUpHour } from '../../../lib/core/count/roll-up.ts';
import { digestSlot } from '../../../lib/core/count/slot-digest.ts';
import { IncidentBook } from '../../../lib/core/decide/incident-book.ts';
import { Proceeding } from '../../../lib/core/decide/proceeding.ts';
import { LeverError } from '../../../lib/core/errors.ts';
import { RULES } from '../../../lib/core/evaluate/registry.ts';
import { HOUR_MS } from '../../../lib/core/time.ts';
import { sms } from '../count/histories.ts';
import { accountAt } from '../respond/model/commands.ts';
import { setUp as setUpLevers } from '../respond/fixtures.ts';
import { baseline, digest, minutes, settingsWith } from './fixtures.ts';

/** Ten minutes before the month turns. */
const LATE_MS = Date.UTC(2026, 8, 30, 23, 50);
const OWNER_USD = 500;

const setUp = () => {
  const { clock, levers, audit } = setUpLevers();
  clock.set(LATE_MS);
  const counters = new MemoryCounterStore({ clock });
  const store = new MemoryIncidentStore({ clock });
  const proceeding = new Proceeding(
    { counters, levers, audit, digest, notifier: { notify: () => Promise.resolve() } },
    {
      settings: settingsWith({
        mode: 'enforce',
        'responses/lower-spend-limit/enabled': true,
        'responses/lower-spend-limit/allowanceUsd': 50,
      }),
      rules: RULES,
      settingsHash: `sha256:${'0'.repeat(64)}`,
      codeVersion: '1.0.0',
      respond: 'inline',
    },
    new IncidentBook(store),
    () => baseline(),
    () => -Infinity,
  );
  const look = async (minute: number, isBurning = true) => {
    const atMs = LATE_MS + minutes(minute);
    clock.set(atMs);
    return (await proceeding.proceed('account', accountAt(atMs, isBurning), atMs, 0)).decisions;
  };
  const count = (usd: number, sentAtMs: number) =>
    counters.merge(
      toSlotDeltas([sms(0, 1, { sentAtMs, arrivedAtMs: sentAtMs, spendMicroUsd: usd * 1e6 })]),
    );
  const spend = (usd: number) =>
    levers.inner.charge(sms(0, 1, { sentAtMs: clock.nowMs(), spendMicroUsd: usd * 1e6 }));
  return { clock, levers, counters, look, count, spend, store };
};

describe('the month to date that the detector has counted', () => {
  it('is that of all countries since the month began, of roll-ups and of the minutes after them', async () => {
    const { counters, clock, count } = setUp();
    const startMs = Date.UTC(2026, 8, 29, 3);
    clock.set(startMs);
    await count(100, startMs);
    const slots = await counters.readMinutes('country/TJ', startMs, startMs + HOUR_MS);
    clock.set(LATE_MS);
    await counters.writeHours([
      rollUpHour('country/TJ', startMs, slots.map(digestSlot), startMs + 3 * HOUR_MS),
    ]);
    await count(20, LATE_MS - minutes(100));
    await count(3, LATE_MS - minutes(1));
    const rolledUpMs = Date.UTC(2026, 8, 30, 23);
    expect(await countMonthToDateUsd(counters, rolledUpMs, LATE_MS)).toBeCloseTo(123);
    clock.set(LATE_MS + minutes(20));
    await count(7, LATE_MS + minutes(15));
    expect(
      await countMonthToDateUsd(counters, rolledUpMs + HOUR_MS, LATE_MS + minutes(20)),
    ).toBeCloseTo(7);
  });

  it('is what a limit is planned on where it is more than the account’s own figure, which lags', async () => {
    const { look, count, spend } = setUp();
    spend(80);
    await count(90.5, LATE_MS - minutes(1));
    const decisions = await look(0);
    expect(decisions.at(-1)?.actions[0]).toMatchObject({
      outcome: 'applied',
      target: { limitUsd: 141, monthToDateUsd: 90.5 },
    });
  });

  it('is not what a limit is planned on where the account’s figure is more', async () => {
    const { look, count, spend } = setUp();
    spend(120);
    await count(90, LATE_MS - minutes(1));
    expect((await look(0)).at(-1)?.actions[0]).toMatchObject({ target: { limitUsd: 170 } });
  });
});

describe('a lowered limit when the month turns', () => {
  const hold = async () => {
    const world = setUp();
    world.spend(90);
    await world.look(0);
    expect(await world.levers.readSpendLimitUsd()).toBe(140);
    return world;
  };

  it('is planned anew on the new month, once, and goes back to the owner’s in the end', async () => {
    const { look, levers, store } = await hold();
    for (const minute of [5, 9]) expect(await look(minute)).toEqual([]);
    const [decision] = await look(12);
    expect(decision?.actions).toMatchObject([
      { outcome: 'applied', target: { limitUsd: 50, monthToDateUsd: 0 }, previous: OWNER_USD },
    ]);
    expect(await levers.readSpendLimitUsd()).toBe(50);
    for (const minute of [15, 20, 25]) expect(await look(minute)).toEqual([]);
    for (let minute = 50; minute <= 200; minute += 5) await look(minute, false);
    expect(await levers.readSpendLimitUsd()).toBe(OWNER_USD);
    expect(await store.load(0)).toMatchObject([{ state: 'closed', actions: [] }]);
  });

  it('stays while nobody knows what the new month has cost', async () => {
    const { look, levers } = await hold();
    levers.broken.add('readSpendLimit');
    await expect(look(12)).rejects.toThrow(LeverError);
    expect(await levers.readSpendLimitUsd()).toBe(140);
    levers.broken.clear();
    await look(15);
    expect(await levers.readSpendLimitUsd()).toBe(50);
  });

  it('is never raised: a month that has begun dearer than it holds is left as it is', async () => {
    const { look, levers, clock, spend } = await hold();
    clock.set(LATE_MS + minutes(11));
    spend(95);
    expect(await look(12)).toEqual([]);
    expect(await levers.readSpendLimitUsd()).toBe(140);
  });

  for (const theirsUsd of [40, 300, 900])
    it(`that an operator has set to ${theirsUsd} is theirs`, async () => {
      const { look, levers } = await hold();
      await levers.inner.writeSpendLimit(theirsUsd);
      await look(12);
      expect(await levers.readSpendLimitUsd()).toBe(theirsUsd);
      for (let minute = 50; minute <= 200; minute += 5) await look(minute, false);
      expect(await levers.readSpendLimitUsd()).toBe(theirsUsd);
    });
});
