import { describe, expect, it } from 'vitest';
import { RecentMap } from '../../lib/core/recent-map.ts';

describe('RecentMap', () => {
  it('keeps at most twice its capacity', () => {
    const map = new RecentMap<number>(10);
    for (let key = 0; key < 1_000; key += 1) map.set(String(key), key);
    expect(map.size).toBeLessThanOrEqual(20);
  });

  it('keeps a key that is used between the others', () => {
    const map = new RecentMap<number>(10);
    map.set('kept', -1);
    for (let key = 0; key < 1_000; key += 1) {
      map.set(String(key), key);
      expect(map.get('kept')).toBe(-1);
    }
  });

  it('forgets what is not used', () => {
    const map = new RecentMap<number>(10);
    map.set('forgotten', -1);
    for (let key = 0; key < 20; key += 1) map.set(String(key), key);
    expect(map.get('forgotten')).toBeUndefined();
  });
});
