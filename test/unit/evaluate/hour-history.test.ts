import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryCounterStore } from '../../../lib/adapters/local/memory-counter-store.ts';
import { MINUTE_SLOT_RETENTION_MS } from '../../../lib/core/count/counter-store.ts';
import type { HourRollup } from '../../../lib/core/count/hour-rollup.ts';
import { toSlotDeltas } from '../../../lib/core/count/observations.ts';
import { WindowReader } from '../../../lib/core/count/window-reader.ts';
import type { Baselines } from '../../../lib/core/evaluate/baseline.ts';
import { HourHistory } from '../../../lib/core/evaluate/hour-history.ts';
import { StoreError } from '../../../lib/core/errors.ts';
import type { DetectorEvent } from '../../../lib/core/ingest/events.ts';
import { floorTo, HOUR_MS, MINUTE_MS } from '../../../lib/core/time.ts';
import { minute, sms, START_MS, verified } from '../count/histories.ts';

const never = (): null => null;
const COUNTRIES = ['TJ', 'GB', 'US'];

/** A store that lives through restarts, and the process that works on it. */
class Detector {
  nowMs = START_MS;
  readonly store: MemoryCounterStore;
  history: HourHistory;
  #reader: WindowReader;
  failures = 0;

  constructor() {
    const failing = (): void => {
      if (this.failures <= 0) return;
      this.failures -= 1;
      throw new StoreError('throttled', { retryable: true });
    };
    this.store = new (class extends MemoryCounterStore {
      override async writeHours(rollups: readonly HourRollup[]): Promise<void> {
        failing();
        await super.writeHours(rollups);
      }
    })({ clock: { nowMs: () => this.nowMs } });
    this.#reader = new WindowReader(this.store);
    this.history = new HourHistory(this.store, this.#reader);
  }

  async count(events: readonly DetectorEvent[]): Promise<void> {
    const deltas = toSlotDeltas(events);
    await this.store.merge(deltas);
    for (const { key, startMs } of deltas) this.#reader.invalidate(key, startMs);
    this.history.note(deltas);
  }

  async restart(): Promise<void> {
    this.#reader = new WindowReader(this.store);
    this.history = new HourHistory(this.store, this.#reader);
    await this.history.resume(this.nowMs);
    for (const country of COUNTRIES) await this.#reader.read(`country/${country}`, this.nowMs);
  }

  async learn(): Promise<Baselines> {
    await this.history.rollUp(floorTo(this.nowMs, HOUR_MS));
    return this.history.learn(this.nowMs, never);
  }

  rollups(country = 'TJ'): Promise<readonly HourRollup[]> {
    return this.store.readHours(`country/${country}`, 0, Infinity);
  }
}

const facts = (baselines: Baselines): unknown => ({
  account: baselines.account,
  countries: [...COUNTRIES, 'TV'].map((country) => {
    const { blocks, ...rest } = baselines.of(country);
    return { ...rest, blocks: [blocks.numbers, blocks.newBlockShare] };
  }),
});

describe('the history of hours', () => {
  it('learns the same with restarts, wherever they fall, as without', async () => {
    const event = fc
      .record({
        atMinute: fc.nat(59),
        number: fc.nat(30),
        country: fc.constantFrom(...COUNTRIES),
        kind: fc.constantFrom('sms', 'sms', 'sms', 'verified', 'auth'),
        lateHours: fc.oneof(fc.constant(0), fc.constant(0), fc.constant(0), fc.nat(40)),
      })
      .map((one) => one);
    const hours = fc.array(
      fc.record({
        events: fc.array(event, { maxLength: 12 }),
        skippedHours: fc.oneof(fc.constant(0), fc.constant(0), fc.nat(30)),
        restartsAtMinute: fc.option(fc.nat(59), { freq: 2 }),
      }),
      { minLength: 3, maxLength: 10 },
    );
    await fc.assert(
      fc.asyncProperty(hours, async (plan) => {
        const [steady, restarted] = [new Detector(), new Detector()];
        let hourMs = START_MS;
        for (const { events, skippedHours, restartsAtMinute } of plan) {
          hourMs += skippedHours * HOUR_MS;
          const at = Math.round((hourMs - START_MS) / MINUTE_MS);
          const counted = events.map(
            ({ atMinute, number, country, kind, lateHours }): DetectorEvent => {
              const sentMinute = at + atMinute - lateHours * 60;
              if (kind === 'sms') return sms(sentMinute, number, { country });
              if (kind === 'verified') return verified(sentMinute, number, { country });
              return {
                kind: 'auth',
                arrivedAtMs: minute(sentMinute),
                occurredAtMs: minute(sentMinute),
                userPoolId: 'us-east-1_A',
                clientId: null,
                eventType: 'sign-up',
                result: 'pass',
                userHash: null,
                ipHash: null,
                ipCountry: null,
                recordHash: number,
              };
            },
          );
          for (const detector of [steady, restarted]) {
            detector.nowMs = hourMs + 59 * MINUTE_MS;
            await detector.count(counted);
          }
          if (restartsAtMinute !== null) {
            restarted.nowMs = steady.nowMs = hourMs + HOUR_MS + restartsAtMinute * MINUTE_MS;
            await restarted.restart();
          }
          hourMs += HOUR_MS;
          for (const detector of [steady, restarted])
            detector.nowMs = Math.max(detector.nowMs, hourMs);
          expect(facts(await restarted.learn())).toEqual(facts(await steady.learn()));
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['a code of the hour before, used', verified(62, 1), [{ converted: 1 }, { firstSends: 1 }]],
    ['what was a first send, a resend', sms(40, 2), [{ converted: 0 }, { firstSends: 0 }]],
  ])('makes the neighbours of an hour anew: a late record makes %s', async (_, late, rollups) => {
    const detector = new Detector();
    await detector.count([sms(55, 1), sms(70, 2)]);
    detector.nowMs = minute(300);
    await detector.learn();
    expect(await detector.rollups()).toMatchObject([{ converted: 0 }, { firstSends: 1 }]);
    await detector.count([late]);
    detector.nowMs = minute(360);
    await detector.learn();
    expect(await detector.rollups()).toMatchObject(rollups);
  });

  it('does not make an hour of which minutes are gone anew after a restart', async () => {
    const detector = new Detector();
    await detector.count([sms(5, 1), sms(62, 1), sms(70, 2), sms(75, 3)]);
    detector.nowMs = minute(300);
    await detector.learn();
    const before = await detector.rollups();
    expect(before).toMatchObject([{ firstSends: 1 }, { messages: 3, firstSends: 2 }]);

    // The restart still finds the second hour; by the next learning, half of it has expired.
    detector.nowMs = START_MS + MINUTE_SLOT_RETENTION_MS + 50 * MINUTE_MS;
    await detector.restart();
    detector.nowMs = START_MS + MINUTE_SLOT_RETENTION_MS + 72 * MINUTE_MS;
    await detector.learn();
    expect(await detector.rollups()).toEqual(before);
  });

  it('takes a receipt into its hour that comes three days late', async () => {
    const detector = new Detector();
    await detector.count([sms(5, 1)]);
    detector.nowMs = minute(300);
    await detector.learn();
    detector.nowMs = minute(72 * 60);
    await detector.count([sms(6, 2)]);
    await detector.learn();
    expect(await detector.rollups()).toMatchObject([{ messages: 2 }]);
  });

  it('rolls up again what could not be written', async () => {
    const detector = new Detector();
    await detector.count([sms(5, 1)]);
    detector.nowMs = minute(300);
    detector.failures = 1;
    await expect(detector.learn()).rejects.toThrow(StoreError);
    expect(await detector.rollups()).toEqual([]);
    await detector.learn();
    expect(await detector.rollups()).toMatchObject([{ messages: 1 }]);
  });

  it('does not lose an observation that comes while it rolls up', async () => {
    const detector = new Detector();
    await detector.count([sms(5, 1)]);
    detector.nowMs = minute(300);
    const rolling = detector.learn();
    await detector.count([sms(6, 2)]);
    await rolling;
    await detector.learn();
    expect(await detector.rollups()).toMatchObject([{ messages: 2 }]);
  });

  it('waits until the hour has ended, and its codes have had their time', async () => {
    const detector = new Detector();
    await detector.count([sms(59, 1)]);
    detector.nowMs = minute(59);
    await detector.learn();
    expect(await detector.rollups()).toEqual([]);
    detector.nowMs = minute(60);
    await detector.learn();
    expect(await detector.rollups()).toMatchObject([{ firstSends: 1, matured: 0 }]);
    await detector.count([verified(100, 1)]);
    detector.nowMs = minute(120);
    await detector.learn();
    expect((await detector.rollups())[0]).toMatchObject({ matured: 1, converted: 1 });
  });

  it('has observed nothing before there was an SMS or a verification', async () => {
    const detector = new Detector();
    expect(detector.history.learn(minute(600), never).account.observedHours).toBe(0);
    await detector.count([sms(5, 1)]);
    expect(detector.history.learn(minute(600), never).account.observedHours).toBe(9);
  });
});
