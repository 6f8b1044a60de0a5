import type { E164 } from './events.ts';
import { MAX_NEIGHBOUR_GAP } from '../evaluate/statistics/concentration-evidence.ts';
import type { RangeCount, RangeProfile } from '../evaluate/range-profile.ts';

const BLOCK_DIGITS = 4;

/** The /10^4 block of a number: E.164 without its last four digits. */
export const blockPrefix = (number: E164): string => number.slice(0, -BLOCK_DIGITS);

/** Counts numbers (one entry an SMS, repeats included) by block. The numbers stay inside. */
export const profileRanges = (
  numbers: Iterable<E164>,
  windowSeconds: number,
  blockHashOf: (prefix: string) => number,
): RangeProfile => {
  const blocks = new Map<string, { messages: number; readonly endings: Set<number> }>();
  for (const number of numbers) {
    const prefix = blockPrefix(number);
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
