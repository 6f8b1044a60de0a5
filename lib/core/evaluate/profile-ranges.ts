import type { E164 } from '../ingest/events.ts';
import type { RangeCount, RangeProfile } from './range-profile.ts';
import { MAX_NEIGHBOUR_GAP } from './statistics/concentration-evidence.ts';

const BLOCK_DIGITS = 4;

/**
 * The drill-down: counts numbers (one entry an SMS, repeats included) by /10^4 block. Whole numbers
 * are here while a delivery log reads them back; what comes out holds none.
 */
export const profileRanges = (
  numbers: Iterable<E164>,
  windowSeconds: number,
  blockHashOf: (prefix: string) => number,
): RangeProfile => {
  const blocks = new Map<string, { messages: number; readonly endings: Set<number> }>();
  for (const number of numbers) {
    const prefix = number.slice(0, -BLOCK_DIGITS);
    let block = blocks.get(prefix);
    if (block === undefined) blocks.set(prefix, (block = { messages: 0, endings: new Set() }));
    block.messages += 1;
    block.endings.add(Number(number.slice(-BLOCK_DIGITS)));
  }
  let distinctNumbers = 0;
  const ranges: RangeCount[] = [];
  for (const [prefix, { messages, endings }] of blocks) {
    distinctNumbers += endings.size;
    ranges.push({
      prefix,
      blockHash: blockHashOf(prefix),
      messages,
      distinctNumbers: endings.size,
      neighbours: countNeighbours(endings),
    });
  }
  ranges.sort((a, b) => b.distinctNumbers - a.distinctNumbers || (a.prefix < b.prefix ? -1 : 1));
  return { windowSeconds, distinctNumbers, ranges };
};

const countNeighbours = (endings: ReadonlySet<number>): number => {
  const sorted = [...endings].sort((a, b) => a - b);
  return sorted.filter((ending, index) => {
    const previous = sorted[index - 1];
    return previous !== undefined && ending - previous <= MAX_NEIGHBOUR_GAP;
  }).length;
};
