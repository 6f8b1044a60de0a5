import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortableId } from '../../../lib/core/decide/ids.ts';
import { digest, NOW_MS } from './fixtures.ts';

const moment = fc.record({
  // Up to the year 3084.
  atMs: fc.oneof(
    fc.integer({ min: 0, max: 2 ** 45 - 1 }),
    fc.integer({ min: NOW_MS, max: NOW_MS + 5 }),
  ),
  order: fc.oneof(fc.nat(32_767), fc.nat(3)),
  text: fc.string({ maxLength: 4 }),
});
const idOf = ({ atMs, order, text }: { atMs: number; order: number; text: string }): string =>
  sortableId('dec', atMs, order, text, digest);

describe('ids', () => {
  it('sort by time, then by order', () =>
    fc.assert(
      fc.property(moment, moment, (a, b) => {
        const before = a.atMs - b.atMs || a.order - b.order;
        fc.pre(before !== 0);
        expect(idOf(a) < idOf(b)).toBe(before < 0);
      }),
      { numRuns: 500 },
    ));

  it('are unique, and the same for the same arguments', () =>
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 50 }), (moments) => {
        const distinct = new Set(
          moments.map(({ atMs, order, text }) => JSON.stringify([atMs, order, text])),
        );
        expect(new Set(moments.map(idOf)).size).toBe(distinct.size);
      }),
    ));

  it('tell what they are ids of, and all have one length', () =>
    fc.assert(
      fc.property(moment, fc.constantFrom('dec', 'inc', 'act'), ({ atMs, order, text }, prefix) => {
        expect(sortableId(prefix, atMs, order, text, digest)).toMatch(
          new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{12}[0-9a-f]{8}$`),
        );
      }),
    ));
});
