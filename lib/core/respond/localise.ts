import type { RangeCount, RangeProfile } from '../evaluate/range-profile.ts';

/** Number ranges to block, and how many distinct numbers they hold. */
export interface NumberRange {
  /** E.164 without at least the last four digits. */
  readonly prefix: string;
  readonly distinctNumbers: number;
  /** The block's keyed hash; `null` for a range of several blocks. */
  readonly blockHash: number | null;
}

/** The ranges that are blocked must hold this share of the numbers above normal, or blocking them is no containment. */
const SHARE_OF_EXCESS = 0.9;
const MIN_NUMBERS_OF_A_RANGE = 3;
/** Of the ten parts of a range, this many are active: then the whole of it is the attacker's. */
const ACTIVE_PARTS = 6;
/** How many single blocks are looked at for each range that may be blocked. */
const BLOCKS_A_RANGE = 10;

/**
 * The fewest number ranges that hold nearly all numbers above normal; `null` when the excess is
 * spread too widely for that, or the drill-down was not made.
 */
export const localise = (
  ranges: RangeProfile | null,
  expectedNumbers: number,
  maxRanges: number,
): readonly NumberRange[] | null => {
  if (ranges === null) return null;
  const excess = ranges.distinctNumbers - expectedNumbers;
  const found: RangeCount[] = [];
  let held = 0;
  for (const range of ranges.ranges) {
    if (held >= SHARE_OF_EXCESS * excess || found.length === maxRanges * BLOCKS_A_RANGE) break;
    if (range.distinctNumbers < MIN_NUMBERS_OF_A_RANGE) break;
    found.push(range);
    held += range.distinctNumbers;
  }
  if (found.length === 0 || held < SHARE_OF_EXCESS * excess) return null;
  const merged = mergeParts(found);
  return merged.length <= maxRanges ? merged : null;
};

/** Puts the parent in the place of its parts where most of them are active, up to ten times as large. */
export const mergeParts = (ranges: readonly RangeCount[]): readonly NumberRange[] => {
  const byParent = new Map<string, NumberRange[]>();
  for (const { prefix, distinctNumbers, blockHash } of ranges) {
    const parent = prefix.slice(0, -1);
    byParent.set(parent, [...(byParent.get(parent) ?? []), { prefix, distinctNumbers, blockHash }]);
  }
  return [...byParent]
    .flatMap(([prefix, parts]): readonly NumberRange[] =>
      parts.length < ACTIVE_PARTS
        ? parts
        : [
            {
              prefix,
              distinctNumbers: parts.reduce((sum, part) => sum + part.distinctNumbers, 0),
              blockHash: null,
            },
          ],
    )
    .sort((a, b) => b.distinctNumbers - a.distinctNumbers || (a.prefix < b.prefix ? -1 : 1));
};
