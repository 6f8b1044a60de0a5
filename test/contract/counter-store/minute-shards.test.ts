import { describe, expect, it } from 'vitest';
import { planMinuteWrites, toGroups } from '../../../lib/adapters/aws/minute-shards.ts';
import { manySends, sendsAt, START_MS } from './histories.ts';

const plan = (words: Uint32Array, learnedLevel = 0) =>
  toGroups([sendsAt('country/TJ', START_MS, words)]).flatMap((group) =>
    planMinuteWrites(group, learnedLevel),
  );
const shardsOf = (words: Uint32Array, learnedLevel = 0): string[] =>
  plan(words, learnedLevel).map(({ shard }) => shard);

const reversed = (words: Uint32Array): Uint32Array =>
  Uint32Array.from({ length: words.length }, (_, index) => {
    const last = words.length - 4 - (index - (index % 4));
    return words[last + (index % 4)] as number;
  });

describe('the shards of a minute', () => {
  it('few observations share one item, more are spread over eight, many have their own', () => {
    expect(shardsOf(manySends(1))).toEqual(['0']);
    expect(shardsOf(manySends(3))).toEqual(['0']);
    expect(shardsOf(manySends(4))).toEqual([expect.stringMatching(/^1-[0-7]$/)]);
    expect(shardsOf(manySends(63))).toEqual([expect.stringMatching(/^1-[0-7]$/)]);
    expect(shardsOf(manySends(64))).toEqual([expect.stringMatching(/^x[0-9a-f]{16}$/)]);
    expect(new Set(Array.from({ length: 200 }, (_, n) => shardsOf(manySends(12, n))[0])).size).toBe(
      8,
    );
  });

  it('a minute known to be crowded is spread further', () => {
    expect(shardsOf(manySends(2), 1)).toEqual([expect.stringMatching(/^1-[0-7]$/)]);
    expect(shardsOf(manySends(2), 2)).toEqual([expect.stringMatching(/^2-\d{1,2}$/)]);
    expect(shardsOf(manySends(12), 3)).toEqual([expect.stringMatching(/^3-\d{1,3}$/)]);
  });

  it('a huge group is split into items well under 400 KB that hold all of it', () => {
    const writes = plan(manySends(20_000));
    const sizes = writes.map(({ group }) => group.sends.length / 4);
    expect(new Set(writes.map(({ shard }) => shard)).size).toBe(5);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(20_000);
    expect(Math.max(...sizes)).toBeLessThan(5_000);
  });

  it('follow from the content: neither order nor repetition matters', () => {
    for (const count of [2, 12, 80, 9_000]) {
      const words = manySends(count);
      const twice = Uint32Array.from([...reversed(words), ...words]);
      expect(shardsOf(twice)).toEqual(shardsOf(words));
    }
    expect(shardsOf(manySends(80))).not.toEqual(shardsOf(manySends(80, 1)));
  });

  it('tell a send from a verification of the same bytes', () => {
    const sends = sendsAt('country/TJ', START_MS, manySends(80));
    const [asSend] = toGroups([sends]);
    const [asVerification] = toGroups([
      { ...sends, sends: new Uint32Array(0), verifications: sends.sends },
    ]);
    const shardOf = (group: typeof asSend) =>
      group === undefined ? undefined : planMinuteWrites(group, 0)[0]?.shard;
    expect(shardOf(asSend)).not.toBe(shardOf(asVerification));
  });
});
