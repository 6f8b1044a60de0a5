import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HourRollup } from '../../../lib/core/count/hour-rollup.ts';
import { learnBlockProfile } from '../../../lib/core/evaluate/block-profile.ts';
import { crowdedBlocks, dayBlocks } from '../../../lib/core/evaluate/day-blocks.ts';
import { countryCase, type CountryCase } from '../../../lib/core/evaluate/rule-cases.ts';
import { suspectBlocks } from '../../../lib/core/evaluate/find-groups.ts';
import { describeGroup } from '../../../lib/core/evaluate/suspect-group.ts';

const hour = (used: readonly number[], unused: readonly number[] = []): HourRollup =>
  ({ usedBlocks: Uint16Array.from(used), unusedBlocks: Uint16Array.from(unused) }) as HourRollup;

describe('the profile of blocks', () => {
  it('is of used codes only where use is known, else of all', () => {
    const hours = [hour([1, 1], [2])];
    expect(learnBlockProfile(hours, true).has(2)).toBe(false);
    expect(learnBlockProfile(hours, false).has(2)).toBe(true);
    expect(learnBlockProfile(hours, false).numbers).toBe(3);
  });

  it('expects what is new as often as a block was met once (Good-Turing)', () => {
    expect(learnBlockProfile([], true).newBlockShare).toBe(1);
    expect(learnBlockProfile([hour([1, 1, 2, 3])], true).newBlockShare).toBe(3 / 5);
    expect(learnBlockProfile([hour([1, 1]), hour([2, 2])], true).newBlockShare).toBe(1 / 5);
  });

  it('gives shares that add up to one over all blocks, in any order of hours', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(30)), { minLength: 1 }), (lists) => {
        const hours = lists.map((blocks) => hour(blocks));
        const profile = learnBlockProfile(hours, true);
        const turned = learnBlockProfile([...hours].reverse(), true);
        const all = new Set(lists.flat());
        expect(profile.shareOf(all)).toBe(all.size === 0 ? 0 : 1);
        expect(turned.newBlockShare).toBe(profile.newBlockShare);
        expect(profile.newBlockShare).toBeGreaterThan(0);
        expect(profile.newBlockShare).toBeLessThanOrEqual(1);
      }),
    );
  });
});

const past = (
  ...hours: readonly (readonly [readonly number[], readonly number[]])[]
): CountryCase => ({
  past: hours
    .map(([used, unused]) => hour(used, unused))
    .map(({ usedBlocks, unusedBlocks }) => ({
      usedBlocks,
      unusedBlocks,
    })),
});

describe('the blocks of a day', () => {
  it('add up, used and unused apart, over a day and no longer', () => {
    const quiet = Array.from({ length: 23 }, () => [[], []] as const);
    const { numbers, blocks } = dayBlocks(countryCase(past([[9], []], [[1, 1], [2]], ...quiet)));
    expect(numbers).toBe(3);
    expect([...blocks.values()]).toEqual([
      { block: 1, used: 2, unused: 0, young: 0 },
      { block: 2, used: 0, unused: 1, young: 0 },
    ]);
  });

  it('are crowded the more, the more numbers they hold, the most crowded first', () => {
    const unused = [...Array.from({ length: 9 }, () => 1), ...Array.from({ length: 6 }, () => 2)];
    const input = countryCase(past([[], unused]));
    const crowded = crowdedBlocks(input, 1, 3).blocks;
    expect(crowded.map(({ block, numbers }) => [block, numbers])).toEqual([
      [1, 9],
      [2, 6],
    ]);
    expect(crowdedBlocks(input, 1, 10).blocks).toEqual([]);
  });
});

describe('a group that stands out', () => {
  const input = countryCase(past([[], Array.from({ length: 20 }, () => 5)]));
  const blocks = [...dayBlocks(input).blocks.values()];

  it('is judged by its own codes', () => {
    expect(describeGroup(input, 'ranges', 20, blocks)).toMatchObject({
      numbers: 20,
      matured: 20,
      used: 0,
      customerShare: 0,
      recentNumbers: 0,
      lastSentAtMs: null,
    });
    expect(describeGroup(input, 'ranges', 20, blocks).conversionNats).toBeGreaterThan(10);
  });

  it('says nothing of use where nothing tells', () => {
    for (const feed of ['absent', 'silent'] as const)
      expect(
        describeGroup({ ...input, verificationFeed: feed }, 'ranges', 20, blocks),
      ).toMatchObject({ conversionNats: 0 });
  });
});

describe('the blocks of a group', () => {
  // Four numbers in a block: a value of the owner's lets it in, the default of five does not.
  const input = countryCase({
    past: [{ unusedBlocks: Uint16Array.of(9, 9, 9, 9) }],
    baseline: { conversionRate: null, topBlockShare: 0.001 },
  });

  it('are those of the values in force, and what is absent is at the default of the rule', () => {
    const found = (values: Readonly<Record<string, number>>) =>
      suspectBlocks(input, values).map(({ block }) => block);
    expect(found({ minNumbers: 4 })).toEqual([9]);
    expect(found({ minNumbers: 4, shareSlack: 20 })).toEqual([]);
    expect(found({})).toEqual([]);
  });
});
