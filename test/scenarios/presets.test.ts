import { describe, expect, it } from 'vitest';
import { attackedTenant, outcomeOf } from './attack-outcome.ts';

/** All presets over several seeds: test/scenarios/preset-table.ts. */
describe('an attack on a small tenant', () => {
  it.each([
    { preset: 'burst-one-block', seed: 1, withinMinutes: 15, leakShare: 0.05 },
    { preset: 'random-ramp', seed: 2, withinMinutes: 90, leakShare: 0.05 },
    { preset: 'sequential', seed: 3, withinMinutes: 75, leakShare: 0.1 },
    { preset: 'rotating-blocks', seed: 1, withinMinutes: 30, leakShare: 0.05 },
  ])(
    'is contained and its money kept: $preset',
    async ({ preset, seed, withinMinutes, leakShare }) => {
      const outcome = await outcomeOf(
        attackedTenant({ preset, seed, days: 3, startsAfterHours: 48 }),
      );
      expect(outcome.openedAfterMinutes).not.toBeNull();
      expect(outcome.containedAfterMinutes).not.toBeNull();
      expect(outcome.containedAfterMinutes ?? Infinity).toBeLessThan(withinMinutes);
      expect(outcome.leakShare).toBeLessThan(leakShare);
      expect(outcome.falseIncidents).toEqual([]);
      expect(outcome.legitBlocked).toBe(0);
    },
  );
});

describe('a quiet week of a small tenant', () => {
  it.each([1, 2, 3])('raises no incident at all (seed %i)', async (seed) => {
    const { decisions } = await outcomeOf(
      attackedTenant({ preset: null, seed, days: 7, startsAfterHours: 0 }),
    );
    expect(decisions).toEqual([]);
  });
});
