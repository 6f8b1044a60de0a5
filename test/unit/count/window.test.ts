import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SlotDigest } from '../../../lib/core/count/slot-digest.ts';
import { foldWindow, WINDOW_LOOKBACK_MS } from '../../../lib/core/count/window.ts';
import { ceilTo, floorTo, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../lib/core/time.ts';
import { digestsOf, history, minute, sms, tick, verified, type CountedEvent } from './histories.ts';
import {
  countsOf,
  distinctVerifications,
  naiveCarriers,
  naiveFirstSends,
  naiveMessages,
} from './naive.ts';

/** What a reader hands over at `atMs`. */
const lookback = (digests: readonly SlotDigest[], atMs: number): readonly SlotDigest[] =>
  digests.filter(({ startMs }) => startMs >= floorTo(atMs, MINUTE_MS) - WINDOW_LOOKBACK_MS);

const naiveWindow = (events: readonly CountedEvent[], atMs: number): unknown => {
  const endMs = ceilTo(atMs, MINUTE_MS);
  const sends = naiveFirstSends(events, 0, endMs).map((send) => ({
    ...send,
    isMatured: !send.isStopped && send.atMs + 11 * MINUTE_MS <= atMs,
  }));
  const between = (fromMs: number, toMs: number): typeof sends =>
    sends.filter((send) => send.atMs >= fromMs && send.atMs < toMs);
  const hour = between(endMs - HOUR_MS, endMs);
  const messages = naiveMessages(events).filter(
    ({ minuteMs }) => minuteMs >= endMs - HOUR_MS && minuteMs < endMs,
  );
  const sent = messages.filter(({ isStopped }) => !isStopped);
  return {
    atMs,
    bins: Array.from({ length: 24 }, (_, index) => {
      const startMs = endMs - (24 - index) * 5 * MINUTE_MS;
      const bin = between(startMs, startMs + 5 * MINUTE_MS);
      return {
        startMs,
        elapsedMs: Math.min(5 * MINUTE_MS, atMs - startMs),
        attempts: naiveMessages(events).filter(
          ({ minuteMs }) => minuteMs >= startMs && minuteMs < startMs + 5 * MINUTE_MS,
        ).length,
        firstSends: bin.length,
        matured: bin.filter(({ isMatured }) => isMatured).length,
        converted: bin.filter(({ isMatured, isConverted }) => isMatured && isConverted).length,
      };
    }),
    lastHour: {
      attempts: messages.length,
      sent: sent.length,
      stopped: messages.length - sent.length,
      failed: sent.filter(({ isFailed }) => isFailed).length,
      spendMicroUsd: sent.reduce((sum, { priceMicroUsd }) => sum + (priceMicroUsd ?? 0), 0),
      unpriced: sent.filter(({ priceMicroUsd }) => priceMicroUsd === null).length,
      distinctNumbers: hour.length,
      verified: distinctVerifications(events).filter(
        ({ minuteMs }) => minuteMs >= endMs - HOUR_MS && minuteMs < endMs,
      ).length,
    },
    topBlockNumbers: Math.max(
      0,
      ...hour.map(({ block }) => hour.filter((send) => send.block === block).length),
    ),
    carriers: naiveCarriers(hour),
    recentUnstopped: Array.from({ length: 10 }, (_, index) => {
      const fromMs = endMs - (10 - index) * MINUTE_MS;
      return between(fromMs, fromMs + MINUTE_MS).filter(({ isStopped }) => !isStopped).length;
    }),
    recentAttempts: between(endMs - 10 * MINUTE_MS, endMs).length,
  };
};

describe('the window', () => {
  it('agrees with the obvious way to count, though it reads only an hour more than it shows', () => {
    fc.assert(
      fc.property(history(['number']), tick, (events, atMs) => {
        expect(countsOf(foldWindow(lookback(digestsOf(events), atMs), atMs))).toEqual(
          naiveWindow(events, atMs),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('agrees with the obvious way to count where verifications name blocks, over all that is known', () => {
    fc.assert(
      fc.property(history(['number', 'block']), tick, (events, atMs) => {
        expect(countsOf(foldWindow(digestsOf(events), atMs))).toEqual(naiveWindow(events, atMs));
      }),
      { numRuns: 200 },
    );
  });

  it('sees nothing of what is sent, or entered, at or after its end', () => {
    const past = [sms(100, 1)];
    const future = [sms(120, 2), sms(121, 3), verified(120, 1)];
    const atMs = minute(120);
    expect(foldWindow(digestsOf([...past, ...future]), atMs)).toEqual(
      foldWindow(digestsOf(past), atMs),
    );
  });

  it('ends its newest bin with the minute that is running, and says how much of it has passed', () => {
    const { bins } = foldWindow(digestsOf([sms(120, 1)]), minute(120) + 15 * SECOND_MS);
    expect(bins.at(-1)).toMatchObject({
      startMs: minute(116),
      elapsedMs: 4 * MINUTE_MS + 15 * SECOND_MS,
      firstSends: 1,
    });
    expect(bins).toHaveLength(24);
  });

  it('counts resends as messages, not as numbers', () => {
    const { lastHour } = foldWindow(
      digestsOf([sms(100, 1), sms(101, 1), sms(102, 1)]),
      minute(110),
    );
    expect(lastHour).toMatchObject({ attempts: 3, sent: 3, distinctNumbers: 1 });
  });
});
