import { describe, expect, it } from 'vitest';
import { BIN_MS, foldWindow } from '../../../lib/core/count/window.ts';
import { isSilent } from '../../../lib/core/evaluate/silent-bins.ts';
import { MINUTE_MS, SECOND_MS } from '../../../lib/core/time.ts';
import { minute } from '../count/histories.ts';

describe('a minute of a silent bin', () => {
  it.each([0, 15, 30, 45])('is known as such %i seconds into a minute', (seconds) => {
    const atMs = minute(300) + seconds * SECOND_MS;
    const { bins } = foldWindow([], atMs);
    for (const { startMs } of bins) {
      const minutes = Array.from(
        { length: BIN_MS / MINUTE_MS },
        (_, index) => startMs + index * MINUTE_MS,
      );
      const silent = new Set([startMs]);
      expect(minutes.map((slotMs) => isSilent(silent, { atMs }, slotMs))).not.toContain(false);
      expect(isSilent(silent, { atMs }, startMs - MINUTE_MS)).toBe(false);
      expect(isSilent(silent, { atMs }, startMs + BIN_MS)).toBe(false);
    }
  });
});
