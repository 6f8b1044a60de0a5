import { describe, expect, it } from 'vitest';
import { sumIncident } from '../../../lib/core/decide/incident-totals.ts';
import type { SlotDigest } from '../../../lib/core/count/slot-digest.ts';
import { baseline, minutes, NOW_MS } from './fixtures.ts';

/** A minute in which each of `blocks` got one message for 0.10 USD. */
const minuteAt = (startMs: number, blocks: readonly number[], sent = blocks.length): SlotDigest =>
  ({
    startMs,
    numbers: Uint32Array.from(blocks, (_, index) => index),
    blocks: Uint16Array.from(blocks),
    sent,
    spendMicroUsd: sent * 100_000,
  }) as unknown as SlotDigest;
const FROM = NOW_MS - minutes(60);
const BUSY = baseline({ firstSendsPerHour: 100, topBlockShare: 0.01 });
const total = (digests: readonly SlotDigest[], blockHash: number | null, of = BUSY) =>
  sumIncident(digests, of, FROM, NOW_MS, blockHash);

describe('what an incident has cost', () => {
  it('is what was sent in its time; its end is not part of it', () => {
    const digests = [FROM - minutes(1), FROM, NOW_MS - minutes(1), NOW_MS].map((startMs) =>
      minuteAt(startMs, [1, 1]),
    );
    expect(total(digests, null)).toMatchObject({ messagesObserved: 4, spendUsd: 0.4 });
  });

  it('of what was stopped is nothing, though it is observed', () => {
    expect(total([minuteAt(FROM, [1, 1, 1], 0)], null)).toEqual({
      messagesObserved: 3,
      spendUsd: 0,
      estimatedLossUsd: 0,
    });
  });

  it('is no loss as far as customers would have sent it', () => {
    const digests = [
      minuteAt(
        FROM,
        Array.from({ length: 200 }, () => 1),
      ),
    ];
    expect(total(digests, null).estimatedLossUsd).toBeCloseTo(10);
    expect(total([minuteAt(FROM, [1])], null).estimatedLossUsd).toBe(0);
  });

  it('of one range is its share, of which its country’s customers explain little', () => {
    const blocks = Array.from({ length: 200 }, (_, index) => (index < 60 ? 7 : index));
    const { messagesObserved, spendUsd, estimatedLossUsd } = total([minuteAt(FROM, blocks)], 7);
    expect(messagesObserved).toBe(60);
    expect(spendUsd).toBeCloseTo(6);
    expect(estimatedLossUsd).toBeCloseTo(5.9);
  });

  it('is nothing where nothing was sent', () => {
    expect(total([], 7)).toEqual({ messagesObserved: 0, spendUsd: 0, estimatedLossUsd: 0 });
  });

  it('counts hours whose minutes have expired; of a range, the share of the busiest', () => {
    const hour = {
      key: 'country/TJ',
      startMs: FROM,
      messages: 100,
      firstSends: 80,
      topBlockNumbers: 60,
      blocked: 20,
      failed: 0,
      spendMicroUsd: 10_000_000,
      unpriced: 0,
      matured: 80,
      converted: 0,
      promptlyUsed: 0,
      carriers: null,
      verified: 0,
      usedBlocks: Uint16Array.of(),
      unusedBlocks: Uint16Array.of(),
    };
    const of = (blockHash: number | null) =>
      sumIncident([minuteAt(FROM, [7, 7])], BUSY, FROM, NOW_MS, blockHash, [hour]);
    expect(of(null).messagesObserved).toBe(122);
    expect(of(null).spendUsd).toBeCloseTo(10.2);
    expect(of(7).messagesObserved).toBe(92);
    expect(of(7).spendUsd).toBeCloseTo(7.7);
  });
});
