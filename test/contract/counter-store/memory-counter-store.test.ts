import { describe, expect, it } from 'vitest';
import { MemoryCounterStore } from '../../../lib/adapters/local/memory-counter-store.ts';
import {
  HOUR_ROLLUP_RETENTION_MS,
  MINUTE_SLOT_RETENTION_MS,
} from '../../../lib/core/count/counter-store.ts';
import { DAY_MS, HOUR_MS } from '../../../lib/core/time.ts';
import { describeCounterStore } from './counter-store-contract.ts';
import { ManualClock, manySends, rollupOf, sendsAt, START_MS } from './histories.ts';

describeCounterStore('memory', (clock) => Promise.resolve(new MemoryCounterStore({ clock })), {
  propertyRuns: 300,
});

describe('memory: bounded by retention', () => {
  it('what has expired is forgotten as the clock advances, not merely hidden', async () => {
    const clock = new ManualClock(START_MS);
    const store = new MemoryCounterStore({ clock });
    await store.merge([sendsAt('country/TJ', START_MS, manySends(3))]);
    await store.writeHours([rollupOf('country/TJ', START_MS, 3)]);

    clock.set(START_MS + MINUTE_SLOT_RETENTION_MS + HOUR_MS);
    await store.merge([sendsAt('country/DE', clock.nowMs(), manySends(1))]);
    clock.set(START_MS);
    expect(await store.readMinutes('country/TJ', 0, Infinity)).toEqual([]);
    expect(await store.readHours('country/TJ', 0, Infinity)).toHaveLength(1);

    clock.set(START_MS + HOUR_ROLLUP_RETENTION_MS);
    await store.merge([]);
    clock.set(START_MS);
    expect(await store.readHours('country/TJ', 0, Infinity)).toEqual([]);
    expect(await store.readActiveKeys(0, Infinity)).toEqual(['country/DE']);
  });

  it('a minute that cooled down still takes late observations once', async () => {
    const clock = new ManualClock(START_MS);
    const store = new MemoryCounterStore({ clock });
    const early = manySends(100);
    const late = manySends(50, 100);
    await store.merge([sendsAt('country/TJ', START_MS, early)]);
    clock.set(START_MS + DAY_MS);
    await store.merge([sendsAt('country/TJ', START_MS + DAY_MS, manySends(1))]);
    for (const words of [late, early, late])
      await store.merge([sendsAt('country/TJ', START_MS, words)]);
    const [slot] = await store.readMinutes('country/TJ', START_MS, START_MS + HOUR_MS);
    expect(slot?.sends.length).toBe(4 * 150);
  });

  it('an unchanged minute is read without copying', async () => {
    const store = new MemoryCounterStore({ clock: new ManualClock(START_MS) });
    await store.merge([sendsAt('country/TJ', START_MS, manySends(3))]);
    const [first] = await store.readMinutes('country/TJ', START_MS, START_MS + HOUR_MS);
    await store.merge([sendsAt('country/TJ', START_MS, manySends(3))]);
    const [second] = await store.readMinutes('country/TJ', START_MS, START_MS + HOUR_MS);
    expect(second).toBe(first);
  });

  it('half an observation is refused', async () => {
    const store = new MemoryCounterStore({ clock: new ManualClock(START_MS) });
    const torn = sendsAt('country/TJ', START_MS, Uint32Array.of(1, 2, 3));
    await expect(store.merge([torn])).rejects.toThrow(RangeError);
  });
});
