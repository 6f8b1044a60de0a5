import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  HOUR_ROLLUP_RETENTION_MS,
  MINUTE_SLOT_RETENTION_MS,
  type CounterStore,
} from '../../../lib/core/count/counter-store.ts';
import { MAX_BLOCKS, type HourRollup } from '../../../lib/core/count/hour-rollup.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../lib/core/time.ts';
import {
  delivery,
  expectedOf,
  KEYS,
  ManualClock,
  manySends,
  readAll,
  rollupOf,
  sendsAt,
  START_MS,
  toDelta,
  toDeltas,
  toReading,
} from './histories.ts';

/** A new, empty store that asks `clock` for the time. */
export type MakeStore = (clock: ManualClock) => Promise<CounterStore>;

const [TJ, DE] = KEYS as [string, string];
const minute = (count: number): number => START_MS + count * MINUTE_MS;
const hour = (count: number): number => START_MS + count * HOUR_MS;

/** The facts that hold for every `CounterStore`. `propertyRuns`: how many random histories to try. */
export const describeCounterStore = (
  name: string,
  makeStore: MakeStore,
  { propertyRuns }: { readonly propertyRuns: number },
): void => {
  const open = async (nowMs = hour(3)) => {
    const clock = new ManualClock(nowMs);
    return { clock, store: await makeStore(clock) };
  };

  describe(`${name}: merging is set union`, () => {
    it('shuffled, regrouped and repeated deliveries read like the history delivered once', () =>
      fc.assert(
        fc.asyncProperty(delivery(40), async ({ history, batches }) => {
          const { store } = await open();
          for (const batch of batches) await store.merge(toDeltas(batch));
          expect(await readAll(store)).toEqual(expectedOf(history));
        }),
        { numRuns: propertyRuns },
      ));

    it('single observations, in one call or one by one, read like one batch', () =>
      fc.assert(
        fc.asyncProperty(delivery(12), async ({ history }) => {
          const { store: together } = await open();
          await together.merge(history.map(toDelta));
          const { store: oneByOne } = await open();
          for (const each of history) await oneByOne.merge([toDelta(each)]);
          expect(await readAll(together)).toEqual(expectedOf(history));
          expect(await readAll(oneByOne)).toEqual(expectedOf(history));
        }),
        { numRuns: Math.ceil(propertyRuns / 2) },
      ));

    it('observations that share their message hash are kept apart', async () => {
      const { store } = await open();
      const words = Uint32Array.from({ length: 4 * 100 }, (_, index) =>
        index % 4 === 1 ? 7 : index >> 2,
      );
      await store.merge([sendsAt(TJ, minute(0), words)]);
      await store.merge([sendsAt(TJ, minute(0), words)]);
      const [slot] = await store.readMinutes(TJ, minute(0), minute(1));
      expect(slot?.sends.length).toBe(words.length);
    });

    it('a minute of 5,000 observations is kept whole, also when it comes in small batches', async () => {
      const { store } = await open();
      const sends = manySends(5_000);
      const slot = sendsAt(TJ, minute(0), sends);
      await store.merge([slot]);
      for (let at = 0; at < sends.length; at += 4 * 1_250)
        await store.merge([sendsAt(TJ, minute(0), sends.subarray(at, at + 4 * 1_250))]);
      expect((await store.readMinutes(TJ, 0, Infinity)).map(toReading)).toEqual([toReading(slot)]);
    });

    it('a delta of nothing leaves no trace', async () => {
      const { store } = await open();
      await store.merge([]);
      await store.merge([sendsAt(TJ, minute(0), new Uint32Array(0))]);
      expect(await readAll(store)).toEqual(expectedOf([]));
    });

    it('a slot that was read does not change with a later merge, nor a merge with its argument', async () => {
      const { clock, store } = await open();
      const delta = manySends(20);
      await store.merge([sendsAt(TJ, minute(0), delta)]);
      const [before] = await store.readMinutes(TJ, minute(0), minute(1));
      const said = before === undefined ? null : toReading(before);
      delta.fill(9);
      for (let more = 1; more <= 5; more++) {
        await store.merge([sendsAt(TJ, minute(0), manySends(20 * more, 1_000 * more))]);
        clock.set(hour(3 * more));
      }
      expect(said?.sends).toHaveLength(20);
      expect(before === undefined ? null : toReading(before)).toEqual(said);
      const [after] = await store.readMinutes(TJ, minute(0), minute(1));
      expect(after?.sends.length).toBe(4 * (20 + 20 + 40 + 60 + 80 + 100));
    });
  });

  describe(`${name}: ranges`, () => {
    it('a range of minutes has its start and not its end, in ascending order', async () => {
      const { store } = await open();
      for (const at of [61, 3, 0, 2, 59, 1])
        await store.merge([sendsAt(TJ, minute(at), manySends(at + 1))]);
      await store.merge([sendsAt(DE, minute(2), manySends(1))]);
      const starts = async (fromMs: number, toMs: number) =>
        (await store.readMinutes(TJ, fromMs, toMs)).map((slot) => slot.startMs);
      expect(await starts(minute(1), minute(3))).toEqual([minute(1), minute(2)]);
      expect(await starts(minute(1) + 1, minute(3) + 1)).toEqual([minute(2), minute(3)]);
      expect(await starts(minute(3), minute(62))).toEqual([minute(3), minute(59), minute(61)]);
      expect(await starts(minute(2), minute(2))).toEqual([]);
      expect(await starts(minute(3), minute(1))).toEqual([]);
      expect(await starts(-Infinity, Infinity)).toHaveLength(6);
      expect(await store.readMinutes('country/XX', 0, Infinity)).toEqual([]);
    });

    it('a key is active in every hour that the range touches', async () => {
      const { store } = await open();
      await store.merge([
        sendsAt(TJ, minute(59), manySends(1)),
        sendsAt(DE, minute(60), manySends(1)),
      ]);
      expect(await store.readActiveKeys(hour(0), hour(1))).toEqual([TJ]);
      expect(await store.readActiveKeys(hour(0) + 1, hour(1) + 1)).toEqual([DE, TJ]);
      expect(await store.readActiveKeys(hour(2) - 1, hour(2))).toEqual([DE]);
      expect(await store.readActiveKeys(hour(2), hour(3))).toEqual([]);
      expect(await store.readActiveKeys(minute(30), minute(30))).toEqual([]);
      expect(await store.readObservedSinceMs()).toBe(hour(0));
    });

    it('an empty store says that nothing was observed', async () => {
      const { store } = await open();
      expect(await readAll(store)).toEqual({ minutes: [], activeKeys: [], observedSinceMs: null });
      expect(await store.readHours(TJ, 0, Infinity)).toEqual([]);
    });
  });

  describe(`${name}: hour roll-ups`, () => {
    it('a roll-up replaces the one before it, and the last in a batch counts', async () => {
      const { store } = await open();
      await store.writeHours([rollupOf(TJ, hour(0), 10), rollupOf(DE, hour(0), 7)]);
      await store.writeHours([rollupOf(TJ, hour(0), 11), rollupOf(TJ, hour(0), 12)]);
      await store.writeHours([rollupOf(TJ, hour(0), 12)]);
      expect(await store.readHours(TJ, 0, Infinity)).toEqual([rollupOf(TJ, hour(0), 12)]);
      expect(await store.readHours(DE, 0, Infinity)).toEqual([rollupOf(DE, hour(0), 7)]);
    });

    it('blocks are kept as they were, and an empty list of them stays one', async () => {
      const { store } = await open();
      const none = new Uint16Array(0);
      const many = Uint16Array.from({ length: MAX_BLOCKS }, (_, index) => 65 * index);
      const rollups = [
        [none, none],
        [many, none],
        [none, many],
        [Uint16Array.of(0), Uint16Array.of(1, 256, 0xff_ff, 0xff_ff)],
      ].map(
        ([usedBlocks = none, unusedBlocks = none], at): HourRollup => ({
          ...rollupOf(TJ, hour(at), 10),
          usedBlocks,
          unusedBlocks,
        }),
      );
      await store.writeHours(rollups);
      expect(await store.readHours(TJ, 0, Infinity)).toEqual(rollups);
    });

    it('a range of hours has its start and not its end, in ascending order', async () => {
      const { store } = await open();
      await store.writeHours([2, 0, 1].map((at) => rollupOf(TJ, hour(at), at + 1)));
      const starts = async (fromMs: number, toMs: number) =>
        (await store.readHours(TJ, fromMs, toMs)).map((rollup) => rollup.startMs);
      expect(await starts(hour(0), hour(2))).toEqual([hour(0), hour(1)]);
      expect(await starts(hour(0) + 1, hour(2) + 1)).toEqual([hour(1), hour(2)]);
      expect(await starts(hour(1), hour(1))).toEqual([]);
    });

    it('more roll-ups than one request takes are all written', async () => {
      const { store } = await open();
      const rollups = Array.from({ length: 60 }, (_, at) => rollupOf(TJ, hour(at - 60), at));
      await store.writeHours(rollups);
      expect(await store.readHours(TJ, 0, Infinity)).toEqual(rollups);
    });

    it('a roll-up makes no key active', async () => {
      const { store } = await open();
      await store.writeHours([rollupOf(TJ, hour(0), 1)]);
      expect(await store.readActiveKeys(0, Infinity)).toEqual([]);
    });
  });

  describe(`${name}: retention`, () => {
    it('a minute is returned until its retention ends, and not from that moment on', async () => {
      const { clock, store } = await open();
      await store.merge([
        sendsAt(TJ, minute(0), manySends(1)),
        sendsAt(TJ, minute(1), manySends(2)),
      ]);
      const starts = async () =>
        (await store.readMinutes(TJ, 0, Infinity)).map((slot) => slot.startMs);
      clock.set(minute(0) + MINUTE_SLOT_RETENTION_MS - 1);
      expect(await starts()).toEqual([minute(0), minute(1)]);
      clock.set(minute(0) + MINUTE_SLOT_RETENTION_MS);
      expect(await starts()).toEqual([minute(1)]);
      clock.set(minute(1) + MINUTE_SLOT_RETENTION_MS);
      expect(await starts()).toEqual([]);
    });

    it('roll-ups and active keys outlive their minutes by weeks, then end too', async () => {
      const { clock, store } = await open();
      await store.merge([sendsAt(TJ, minute(1), manySends(1))]);
      await store.merge([sendsAt(DE, minute(61), manySends(1))]);
      await store.writeHours([rollupOf(TJ, hour(0), 1), rollupOf(TJ, hour(1), 2)]);
      const said = async () => ({
        hours: (await store.readHours(TJ, 0, Infinity)).map((rollup) => rollup.startMs),
        activeKeys: await store.readActiveKeys(0, Infinity),
        observedSinceMs: await store.readObservedSinceMs(),
      });
      clock.set(hour(0) + HOUR_ROLLUP_RETENTION_MS - 1);
      expect(await said()).toEqual({
        hours: [hour(0), hour(1)],
        activeKeys: [DE, TJ],
        observedSinceMs: hour(0),
      });
      clock.set(hour(0) + HOUR_ROLLUP_RETENTION_MS);
      expect(await said()).toEqual({
        hours: [hour(1)],
        activeKeys: [DE],
        observedSinceMs: hour(1),
      });
      clock.set(hour(1) + HOUR_ROLLUP_RETENTION_MS);
      expect(await said()).toEqual({ hours: [], activeKeys: [], observedSinceMs: null });
    });

    it('what arrives after its retention is not counted', async () => {
      const { store } = await open(minute(0) + MINUTE_SLOT_RETENTION_MS + 30 * SECOND_MS);
      await store.merge([
        sendsAt(TJ, minute(0), manySends(1)),
        sendsAt(DE, minute(1), manySends(1)),
      ]);
      expect((await readAll(store)).activeKeys).toEqual([DE]);
      expect(await store.readMinutes(TJ, 0, Infinity)).toEqual([]);
      expect(await store.readMinutes(DE, 0, Infinity)).toHaveLength(1);
    });
  });
};
