import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DELIVERY_CLASSES, type DeliveryClass } from '../../../lib/core/ingest/events.ts';
import { digestSlot, type SlotDigest } from '../../../lib/core/count/slot-digest.ts';
import { rollUpHour } from '../../../lib/core/count/roll-up.ts';
import { foldWindow } from '../../../lib/core/count/window.ts';
import {
  digestsOf,
  history,
  isStoppedClass,
  minute,
  sms,
  START_MS,
  tick,
  verified,
  verifiedInBlock,
  type CountedEvent,
} from './histories.ts';
import { naiveMessages } from './naive.ts';
import { HOUR_MS } from '../../../lib/core/time.ts';

const digest = (...events: CountedEvent[]): SlotDigest =>
  digestsOf(events)[0] ?? digestSlot(emptySlot);
const NO_WORDS = new Uint32Array(0);
const emptySlot = {
  key: 'country/TJ',
  startMs: START_MS,
  sends: NO_WORDS,
  verifications: NO_WORDS,
  auths: NO_WORDS,
};

describe('a digest of a minute', () => {
  it('counts a message once however often its receipt comes', () => {
    const receipt = sms(0, 1);
    expect(digest(receipt, receipt, { ...receipt })).toMatchObject({
      sent: 1,
      failed: 0,
      spendMicroUsd: 10_000,
    });
  });

  it('counts two messages to one number as two', () => {
    expect(digest(sms(0, 1, { messageHash: 1 }), sms(0, 1, { messageHash: 2 })).sent).toBe(2);
  });

  it('tells apart messages to two numbers whose ids collide', () => {
    expect(digest(sms(0, 1, { messageHash: 7 }), sms(0, 2, { messageHash: 7 })).sent).toBe(2);
  });

  it('adds up the parts of a usage report as one message', () => {
    const rows = [1, 2, 3].map((part) => sms(0, 1, { part, spendMicroUsd: 6_450 }));
    expect(digest(...rows)).toMatchObject({ sent: 1, spendMicroUsd: 19_350, unpriced: 0 });
  });

  it('adds up each part once when the same row comes twice', () => {
    const row = sms(0, 1, { part: 1, spendMicroUsd: 6_450 });
    expect(digest(row, row, sms(0, 1, { part: 2, spendMicroUsd: 6_450 })).spendMicroUsd).toBe(
      12_900,
    );
  });

  it('takes the higher price when a part is reported with two', () => {
    const rows = [6_450, 7_000].map((spendMicroUsd) => sms(0, 1, { part: 1, spendMicroUsd }));
    expect(digest(...rows).spendMicroUsd).toBe(7_000);
  });

  it('takes the price of the whole record over the sum of the parts', () => {
    const parts = [1, 2].map((part) => sms(0, 1, { part, spendMicroUsd: 6_450 }));
    expect(digest(...parts, sms(0, 1, { spendMicroUsd: 13_000 })).spendMicroUsd).toBe(13_000);
  });

  it('takes the sum of the parts when the whole record has no price', () => {
    const parts = [1, 2].map((part) => sms(0, 1, { part, spendMicroUsd: 6_450 }));
    expect(digest(sms(0, 1, { spendMicroUsd: null }), ...parts)).toMatchObject({
      spendMicroUsd: 12_900,
      unpriced: 0,
    });
  });

  it('counts a message without a price as unpriced, and one that is free as priced', () => {
    expect(
      digest(sms(0, 1, { spendMicroUsd: null }), sms(0, 2, { spendMicroUsd: 0 })),
    ).toMatchObject({ sent: 2, spendMicroUsd: 0, unpriced: 1 });
  });

  it('lets a failure replace the hand-over that was reported before', () => {
    expect(digest(sms(0, 1), sms(0, 1, { deliveryClass: 'unreachable' }))).toMatchObject({
      sent: 1,
      failed: 1,
    });
  });

  it('lets a status replace an unknown one', () => {
    const unknown = sms(0, 1, { deliveryClass: 'unknown' });
    expect(digest(unknown, sms(0, 1))).toMatchObject({ sent: 1, failed: 0 });
    expect(digest(unknown)).toMatchObject({ sent: 1, failed: 0 });
  });

  it.each(DELIVERY_CLASSES)(
    'counts %s as stopped exactly when nothing was sent',
    (deliveryClass) => {
      const one = digest(sms(0, 1, { deliveryClass }));
      const isStopped = isStoppedClass(deliveryClass);
      expect([...one.stopped]).toEqual([isStopped ? 1 : 0]);
      expect(one.sent).toBe(isStopped ? 0 : 1);
      expect(one.failed).toBe(
        isStopped || (['delivered', 'unknown'] as DeliveryClass[]).includes(deliveryClass) ? 0 : 1,
      );
      expect(one.spendMicroUsd).toBe(isStopped ? 0 : 10_000);
    },
  );

  it('knows the carrier of what was delivered, and of nothing else', () => {
    const carriersOf = (...events: CountedEvent[]): number[] => [...digest(...events).carriers];
    expect(carriersOf(sms(0, 1, { carrierHash: 63 }))).toEqual([63]);
    expect(carriersOf(sms(0, 1, { carrierHash: 7, deliveryClass: 'unreachable' }))).toEqual([0]);
    expect(carriersOf(sms(0, 1, { carrierHash: 7, deliveryClass: 'unknown' }))).toEqual([0]);
    const failure = sms(0, 1, { carrierHash: 0, deliveryClass: 'unreachable' });
    expect(carriersOf(sms(0, 1, { carrierHash: 7 }), failure)).toEqual([0]);
    const report = sms(0, 1, { carrierHash: 0, part: 1 });
    expect(carriersOf(report, sms(0, 1, { carrierHash: 7 }))).toEqual([7]);
  });

  it('counts a verified number once a minute, and wrong codes not at all', () => {
    const one = digest(
      verified(0, 1),
      verified(0, 1, { recordHash: 2 }),
      verified(0, 2, { outcome: 'failed' }),
    );
    expect([...one.verifiedNumbers]).toEqual([1]);
  });

  it('knows when each verification was first heard of, whatever its redelivery says', () => {
    const late = (afterMinutes: number) => verified(0, 1, { arrivedAtMs: minute(afterMinutes) });
    const one = digest(late(7), late(2), late(9), verified(0, 2));
    expect([...one.numbersReportedAfter]).toEqual([2, 0]);
    const blocks = [5, 3].map((after) => ({
      ...verifiedInBlock(0, 3, 1),
      arrivedAtMs: minute(after),
    }));
    expect([...digest(...blocks).blocksReportedAfter]).toEqual([3]);
  });

  it('counts verifications that name only a block once for each record', () => {
    const record = verifiedInBlock(0, 3, 1);
    const one = digest(record, record, verifiedInBlock(0, 3, 2));
    expect([...one.verifiedBlocks]).toEqual([3, 3]);
  });

  it('has nothing in it when the slot has nothing', () => {
    expect(digest()).toMatchObject({ sent: 0, failed: 0, spendMicroUsd: 0, unpriced: 0 });
  });

  it('agrees with counting the events one by one', () => {
    fc.assert(
      fc.property(history(), (events) => {
        for (const one of digestsOf(events)) {
          const messages = naiveMessages(events).filter(({ minuteMs }) => minuteMs === one.startMs);
          const sent = messages.filter(({ isStopped }) => !isStopped);
          expect(one.numbers).toHaveLength(messages.length);
          expect(one.sent).toBe(sent.length);
          expect(one.failed).toBe(sent.filter(({ isFailed }) => isFailed).length);
          expect(one.unpriced).toBe(sent.filter((each) => each.priceMicroUsd === null).length);
          expect(one.spendMicroUsd).toBe(
            sent.reduce((sum, { priceMicroUsd }) => sum + (priceMicroUsd ?? 0), 0),
          );
        }
      }),
    );
  });

  it('is the same, and so are window and roll-up, whatever the order and repetition of records', () => {
    const shuffled = history().chain((events) =>
      fc.tuple(
        fc.constant(events),
        fc
          .tuple(
            fc.shuffledSubarray([...events], { minLength: events.length }),
            fc.subarray([...events]),
            fc.boolean(),
          )
          .map(([all, again, isFirst]) => (isFirst ? [...again, ...all] : [...all, ...again])),
      ),
    );
    fc.assert(
      fc.property(shuffled, tick, ([events, other], atMs) => {
        const a = digestsOf(events);
        const b = digestsOf(other);
        expect(b).toEqual(a);
        expect(foldWindow(b, atMs)).toEqual(foldWindow(a, atMs));
        const hourMs = START_MS + HOUR_MS;
        expect(rollUpHour('country/TJ', hourMs, b, atMs)).toEqual(
          rollUpHour('country/TJ', hourMs, a, atMs),
        );
      }),
      { numRuns: 150 },
    );
  });
});
