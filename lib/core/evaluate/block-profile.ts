import type { HourRollup } from '../count/hour-rollup.ts';

/** How customers' numbers of one destination spread over the /10^4 blocks of its plan. */
export interface BlockProfile {
  /** Numbers that the profile was learned from. */
  readonly numbers: number;
  /** Chance that the next customer's number is in a block where none was before. */
  readonly newBlockShare: number;
  /** Whether a customer's number was seen in the block. */
  has(block: number): boolean;
  /** Share of the customers' numbers that are in these blocks. */
  shareOf(blocks: ReadonlySet<number>): number;
}

/** How many blocks were met once or never is what tells of those not met yet; a prior of one each way. */
const PRIOR_NEW = 1;

/**
 * Learns the profile. The chance of something new is the Good-Turing estimate, the share of numbers
 * whose block was met exactly once (I. J. Good, "The population frequencies of species and the
 * estimation of population parameters", Biometrika 40, 1953).
 *
 * @param isVerified whether codes are known to be used: then only those numbers are customers'
 */
export const learnBlockProfile = (
  hours: readonly HourRollup[],
  isVerified: boolean,
): BlockProfile => {
  const counts = new Map<number, number>();
  let numbers = 0;
  const add = (blocks: Uint16Array): void => {
    for (const block of blocks) counts.set(block, (counts.get(block) ?? 0) + 1);
    numbers += blocks.length;
  };
  for (const hour of hours) {
    add(hour.usedBlocks);
    if (!isVerified) add(hour.unusedBlocks);
  }
  let metOnce = 0;
  for (const count of counts.values()) if (count === 1) metOnce += 1;
  return {
    numbers,
    newBlockShare: (metOnce + PRIOR_NEW) / (numbers + PRIOR_NEW),
    has: (block) => counts.has(block),
    shareOf: (blocks) => {
      if (numbers === 0) return 0;
      let held = 0;
      for (const block of blocks) held += counts.get(block) ?? 0;
      return held / numbers;
    },
  };
};
