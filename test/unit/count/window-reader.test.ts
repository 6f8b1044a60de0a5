import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryCounterStore } from '../../../lib/adapters/local/memory-counter-store.ts';
import type { CounterStore } from '../../../lib/core/count/counter-store.ts';
import { toSlotDeltas, type MinuteSlot } from '../../../lib/core/count/observations.ts';
import { foldWindow } from '../../../lib/core/count/window.ts';
import { countsOf } from './naive.ts';
import { WindowReader } from '../../../lib/core/count/window-reader.ts';
import { StoreError } from '../../../lib/core/errors.ts';
import { MINUTE_MS, SECOND_MS } from '../../../lib/core/time.ts';
import { history, minute, sms, START_MS } from './histories.ts';

const TJ = 'country/TJ';
const clock = { nowMs: (): number => START_MS };

/** A memory store that counts reads, and can be told to fail or to wait. */
class WatchedStore extends MemoryCounterStore {
  reads = 0;
  failures = 0;
  beforeAnswer: (() => Promise<void>) | null = null;

  override async readMinutes(
    ...range: Parameters<CounterStore['readMinutes']>
  ): Promise<readonly MinuteSlot[]> {
    this.reads += 1;
    if (this.failures > 0) {
      this.failures -= 1;
      throw new StoreError('throttled', { retryable: true });
    }
    const slots = await super.readMinutes(...range);
    await this.beforeAnswer?.();
    return slots;
  }
}

describe('the window reader', () => {
  it.each([
    ['the number', ['number'] as const],
    ['only the block', ['number', 'block'] as const],
  ])(
    'says what one without a memory says, however merges and reads interleave, where verifications name %s',
    async (_, naming) => {
      // Most records come at once, some up to three hours late.
      const record = fc.record({
        lateMinutes: fc.oneof(fc.constant(0), fc.constant(0), fc.constant(0), fc.nat(180)),
      });
      const story = history(naming, 120).chain((events) =>
        fc.record({
          records: fc
            .array(record, { minLength: events.length, maxLength: events.length })
            .map((delays) =>
              events.map((event, index) => ({
                event,
                arrivesMs:
                  (event.kind === 'sms' ? event.sentAtMs : event.occurredAtMs) +
                  (delays[index]?.lateMinutes ?? 0) * MINUTE_MS,
              })),
            ),
          pauses: fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 10, maxLength: 40 }),
        }),
      );
      await fc.assert(
        fc.asyncProperty(story, async ({ records, pauses }) => {
          const store = new MemoryCounterStore({ clock });
          const reader = new WindowReader(store);
          let atMs = START_MS;
          for (const quarters of pauses) {
            const fromMs = atMs;
            atMs += quarters * 15 * SECOND_MS;
            const arrived = records.filter(
              ({ arrivesMs }) => arrivesMs >= fromMs && arrivesMs < atMs,
            );
            const deltas = toSlotDeltas(arrived.map(({ event }) => event));
            await store.merge(deltas);
            for (const { key, startMs } of deltas) reader.invalidate(key, startMs);

            const expected = foldWindow(await new WindowReader(store).read(TJ, atMs), atMs);
            expect(countsOf(await reader.view(TJ, atMs))).toEqual(countsOf(expected));
            expect(countsOf(foldWindow(await reader.read(TJ, atMs), atMs))).toEqual(
              countsOf(expected),
            );
          }
        }),
        { numRuns: 80 },
      );
    },
  );

  it('asks the store again only for a key that was merged into', async () => {
    const store = new WatchedStore({ clock });
    await store.merge(toSlotDeltas([sms(0, 1)]));
    const reader = new WindowReader(store);
    await reader.read(TJ, minute(1));
    await reader.read(TJ, minute(2));
    expect(store.reads).toBe(1);
    reader.invalidate(TJ, minute(1));
    await reader.read(TJ, minute(2));
    expect(store.reads).toBe(2);
  });

  it('says the same of any time, in any order', async () => {
    const story = fc.record({
      batches: fc.array(history(['number'], 40), { minLength: 3, maxLength: 6 }),
      times: fc.array(fc.nat(280 * 4), { minLength: 3, maxLength: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(story, async ({ batches, times }) => {
        const store = new MemoryCounterStore({ clock });
        const reader = new WindowReader(store);
        for (const [index, batch] of batches.entries()) {
          const deltas = toSlotDeltas(batch);
          await store.merge(deltas);
          for (const { key, startMs } of deltas) reader.invalidate(key, startMs);
          const atMs = START_MS + (times[index] ?? 0) * 15 * SECOND_MS;
          expect(countsOf(await reader.view(TJ, atMs))).toEqual(
            countsOf(await new WindowReader(store).view(TJ, atMs)),
          );
        }
      }),
      { numRuns: 80 },
    );
  });

  it('says the same a few seconds earlier, when a minute of an hour ago comes back', async () => {
    const store = new MemoryCounterStore({ clock });
    const reader = new WindowReader(store);
    await store.merge(toSlotDeltas([sms(0, 1), sms(0, 2), sms(0, 3)]));
    const later = minute(60) + 15 * SECOND_MS;
    await reader.view(TJ, later);
    for (const atMs of [later - 15 * SECOND_MS, later - 16 * SECOND_MS])
      expect(countsOf(await reader.view(TJ, atMs))).toEqual(
        countsOf(await new WindowReader(store).view(TJ, atMs)),
      );
  });

  it('keeps in mind what was merged beyond the end of a read', async () => {
    const store = new WatchedStore({ clock });
    const reader = new WindowReader(store);
    await store.merge(toSlotDeltas([sms(0, 1)]));
    await reader.read(TJ, minute(1));
    await store.merge(toSlotDeltas([sms(2, 2), sms(50, 3)]));
    reader.invalidate(TJ, minute(2));
    reader.invalidate(TJ, minute(50));
    await reader.read(TJ, minute(3));
    expect(await reader.read(TJ, minute(51))).toHaveLength(3);
  });

  it('passes an error of the store on, is no wiser after it, and asks again', async () => {
    const store = new WatchedStore({ clock });
    const reader = new WindowReader(store);
    await store.merge(toSlotDeltas([sms(0, 1)]));
    await reader.read(TJ, minute(1));

    await store.merge(toSlotDeltas([sms(1, 2)]));
    reader.invalidate(TJ, minute(1));
    store.failures = 2;
    await expect(reader.read(TJ, minute(2))).rejects.toThrow(StoreError);
    await expect(reader.read(TJ, minute(2))).rejects.toThrow(StoreError);
    expect(await reader.read(TJ, minute(2))).toHaveLength(2);
  });

  it('does not lose a merge that happens while it reads', async () => {
    const store = new WatchedStore({ clock });
    const reader = new WindowReader(store);
    await store.merge(toSlotDeltas([sms(0, 1)]));
    store.beforeAnswer = async () => {
      store.beforeAnswer = null;
      await store.merge(toSlotDeltas([sms(1, 2)]));
      reader.invalidate(TJ, minute(1));
    };
    expect(await reader.read(TJ, minute(2))).toHaveLength(1);
    expect(await reader.read(TJ, minute(2))).toHaveLength(2);
  });

  it('names every key that has traffic in its window, and forgets those that have none', async () => {
    const store = new WatchedStore({ clock });
    const reader = new WindowReader(store);
    await store.merge(toSlotDeltas([sms(0, 1), sms(0, 1, { country: 'DE' })]));
    reader.invalidate('country/DE', minute(0));
    reader.invalidate(TJ, minute(1));
    expect(reader.keys()).toEqual(['country/DE', TJ]);
    await reader.read(TJ, minute(1));
    await reader.read('country/DE', minute(1));
    reader.forgetIdle(minute(1));
    expect(reader.keys()).toEqual(['country/DE', TJ]);

    await store.merge(toSlotDeltas([sms(150, 1)]));
    reader.invalidate(TJ, minute(150));
    await reader.read(TJ, minute(200));
    reader.forgetIdle(minute(200));
    expect(reader.keys()).toEqual([TJ]);
  });
});
