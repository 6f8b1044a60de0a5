import { describe, expect, it } from 'vitest';
import { hashCarrier } from '../../../lib/core/ingest/hash-carrier.ts';

describe('hashCarrier', () => {
  it.each<[unknown, unknown]>([
    [0, 0],
    ['0', '0'],
    [undefined, undefined],
    [310, undefined],
    [undefined, 270],
    [0, 270],
    [310, null],
    ['', ''],
    [310, ''],
    [310, 1_000],
    [310, -1],
    [310.5, 1],
    ['abc', '1'],
    [{}, []],
    [[310], [270]],
  ])('%o and %o name no carrier', (mcc, mnc) => {
    expect(hashCarrier(mcc, mnc)).toBe(0);
  });

  it('numbers and strings of the same codes are one carrier', () => {
    expect(hashCarrier('214', '05')).toBe(hashCarrier(214, 5));
  });

  it('a network code of 0 is a carrier', () => {
    expect(hashCarrier(310, 0)).toBeGreaterThan(0);
  });

  it('every carrier gets 1 to 63, and all of them are used evenly', () => {
    const used = new Map<number, number>();
    for (let mcc = 1; mcc <= 999; mcc += 1) {
      for (let mnc = 0; mnc <= 999; mnc += 37) {
        const hash = hashCarrier(mcc, mnc);
        used.set(hash, (used.get(hash) ?? 0) + 1);
      }
    }
    const mean = (999 * 28) / 63;
    expect([...used.keys()].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 63 }, (_, index) => index + 1),
    );
    for (const count of used.values()) {
      expect(count).toBeGreaterThan(mean * 0.7);
      expect(count).toBeLessThan(mean * 1.3);
    }
  });
});
