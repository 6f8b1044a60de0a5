import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packCarriers } from '../../../lib/core/count/carrier-counts.ts';
import { MAX_BLOCKS, packBlocks, type HourRollup } from '../../../lib/core/count/hour-rollup.ts';
import { rollUpHour, rollUpSpan } from '../../../lib/core/count/roll-up.ts';
import { HOUR_MS, MINUTE_MS } from '../../../lib/core/time.ts';
import {
  digestsOf,
  history,
  minute,
  sms,
  START_MS,
  tick,
  verified,
  type CountedEvent,
} from './histories.ts';
import { distinctVerifications, naiveCarriers, naiveFirstSends, naiveMessages } from './naive.ts';

const KEY = 'country/TJ';
const HOUR_START_MS = START_MS + HOUR_MS;

const rollUp = (events: readonly CountedEvent[], atMs: number): HourRollup => {
  const { fromMs, toMs } = rollUpSpan(HOUR_START_MS);
  return rollUpHour(
    KEY,
    HOUR_START_MS,
    digestsOf(events).filter(({ startMs }) => startMs >= fromMs && startMs < toMs),
    atMs,
  );
};

const blocksOf = (sends: readonly { readonly block: number }[]): Uint16Array =>
  Uint16Array.from(sends.map(({ block }) => block).sort((a, b) => a - b));

const naiveRollUp = (events: readonly CountedEvent[], atMs: number): HourRollup => {
  const isInHour = (ms: number): boolean => ms >= HOUR_START_MS && ms < HOUR_START_MS + HOUR_MS;
  const messages = naiveMessages(events).filter(({ minuteMs }) => isInHour(minuteMs));
  const sent = messages.filter(({ isStopped }) => !isStopped);
  const first = naiveFirstSends(events, 0, HOUR_START_MS + 2 * HOUR_MS).filter(
    (send) => isInHour(send.atMs) && !send.isStopped,
  );
  const matured = first.filter((send) => send.atMs + 11 * MINUTE_MS <= atMs);
  return {
    key: KEY,
    startMs: HOUR_START_MS,
    messages: sent.length,
    firstSends: first.length,
    topBlockNumbers: Math.max(
      0,
      ...first.map(({ block }) => first.filter((send) => send.block === block).length),
    ),
    blocked: messages.length - sent.length,
    failed: sent.filter(({ isFailed }) => isFailed).length,
    spendMicroUsd: sent.reduce((sum, { priceMicroUsd }) => sum + (priceMicroUsd ?? 0), 0),
    unpriced: sent.filter(({ priceMicroUsd }) => priceMicroUsd === null).length,
    matured: matured.length,
    converted: matured.filter(({ isConverted }) => isConverted).length,
    promptlyUsed: matured.filter(({ heardAfterMinutes }) => (heardAfterMinutes ?? 4) <= 3).length,
    verified: distinctVerifications(events).filter(({ minuteMs }) => isInHour(minuteMs)).length,
    carriers: packCarriers(naiveCarriers(first)),
    usedBlocks: blocksOf(matured.filter(({ isConverted }) => isConverted)),
    unusedBlocks: blocksOf(matured.filter(({ isConverted }) => !isConverted)),
  };
};

describe('the roll-up of an hour', () => {
  it('agrees with the obvious way to count over the whole history, from its three hours alone', () => {
    fc.assert(
      fc.property(history(['number']), tick, (events, atMs) => {
        expect(rollUp(events, atMs)).toEqual(naiveRollUp(events, atMs));
      }),
      { numRuns: 150 },
    );
  });

  it('depends on nothing outside its span', () => {
    const outside = [sms(-1, 1), sms(180, 2), verified(180, 3)];
    const inside = [sms(60, 1), sms(119, 3)];
    expect(rollUp([...inside, ...outside], minute(300))).toEqual(rollUp(inside, minute(300)));
  });

  it('is the same when it is made again', () => {
    fc.assert(
      fc.property(history(), tick, (events, atMs) => {
        expect(rollUp(events, atMs)).toEqual(rollUp([...events, ...events], atMs));
      }),
      { numRuns: 50 },
    );
  });

  it('takes a late receipt in when it is made again', () => {
    const early = [sms(65, 1, { spendMicroUsd: null })];
    const late = [
      sms(65, 1, { deliveryClass: 'unreachable' }),
      sms(70, 2, { arrivedAtMs: minute(3_000) }),
    ];
    expect(rollUp(early, minute(200))).toMatchObject({ messages: 1, unpriced: 1, failed: 0 });
    expect(rollUp([...early, ...late], minute(3_001))).toMatchObject({
      messages: 2,
      firstSends: 2,
      unpriced: 0,
      failed: 1,
      spendMicroUsd: 20_000,
    });
  });

  it('counts codes only once they have matured', () => {
    const events = [sms(118, 1), verified(119, 1)];
    expect(rollUp(events, minute(120))).toMatchObject({ firstSends: 1, matured: 0, converted: 0 });
    expect(rollUp(events, minute(129))).toMatchObject({ firstSends: 1, matured: 1, converted: 1 });
  });

  it('counts for its last minute a code that is used an hour later', () => {
    expect(rollUp([sms(119, 1), verified(179, 1)], minute(200)).converted).toBe(1);
  });

  it('counts by carrier the numbers whose first message was delivered, each once', () => {
    const { carriers } = rollUp(
      [
        sms(60, 1, { carrierHash: 5 }),
        sms(61, 1, { carrierHash: 5 }),
        sms(62, 2, { carrierHash: 5 }),
        sms(63, 3, { carrierHash: 2 }),
        sms(64, 4, { carrierHash: 0 }),
        sms(65, 5, { carrierHash: 0, deliveryClass: 'unreachable' }),
        sms(66, 6, { carrierHash: 3, deliveryClass: 'unknown' }),
      ],
      minute(300),
    );
    const counts = new Map([
      [2, 1],
      [5, 2],
    ]);
    expect(carriers).toEqual(packCarriers(counts));
  });

  it('counts a resend at its beginning as a message and not as a number', () => {
    expect(rollUp([sms(30, 1), sms(61, 1)], minute(300))).toMatchObject({
      messages: 1,
      firstSends: 0,
      matured: 0,
    });
  });
});

describe('the blocks of an hour', () => {
  const block = fc.nat(0xff_ff);

  it('are sorted by number, one entry a first send, as long as they are few', () => {
    expect([...packBlocks([9, 100, 9, 0])]).toEqual([0, 9, 9, 100]);
    expect(packBlocks([])).toHaveLength(0);
    fc.assert(
      fc.property(fc.array(block, { maxLength: MAX_BLOCKS }), (blocks) => {
        expect([...packBlocks(blocks)]).toEqual(blocks.sort((a, b) => a - b));
      }),
    );
  });

  it('are thinned evenly when they are many, so that each block keeps its share', () => {
    const blocks = Array.from({ length: 3 * MAX_BLOCKS }, (_, index) => (index % 3 === 0 ? 5 : 6));
    const packed = packBlocks(blocks);
    expect(packed).toHaveLength(MAX_BLOCKS);
    expect(packed.filter((one) => one === 5).length / MAX_BLOCKS).toBeCloseTo(1 / 3, 2);
  });

  it('are those of codes that have had their time, without what was stopped', () => {
    const events = [
      sms(60, 11),
      sms(61, 21),
      verified(63, 21),
      sms(62, 31, { deliveryClass: 'protect-blocked' }),
      sms(119, 41),
    ];
    const { usedBlocks, unusedBlocks } = rollUp(events, minute(125));
    expect([[...usedBlocks], [...unusedBlocks]]).toEqual([[2], [1]]);
  });
});
