import { type NumberBlock, randomBlock, randomNumber } from './number-blocks.ts';
import { Random } from './random.ts';

/**
 * Assumption: people's numbers spread over a country's blocks with a popularity that falls with
 * the square root of the rank. libphonenumber knows a median of 2,983 mobile blocks of 10^4 a
 * country (google/libphonenumber resources/metadata/<cc>/ranges.csv).
 */
const BLOCKS = 2_000;
const USUAL_BLOCK_POWER = 2;

/** Draws honest users' numbers. A block exists only once somebody in it is met. */
export const numberSpread = (
  seed: number,
  country: string,
  blockPower = USUAL_BLOCK_POWER,
): ((random: Random) => string) => {
  const blocks = new Map<number, NumberBlock>();
  return (random) => {
    const quantile = random.unit();
    // The square is exact; a power need not be the same on every machine.
    const popular = blockPower === 2 ? quantile * quantile : quantile ** blockPower;
    const rank = Math.floor(BLOCKS * popular);
    let block = blocks.get(rank);
    if (block === undefined) {
      block = randomBlock(country, new Random(seed, 'block', country, String(rank)));
      blocks.set(rank, block);
    }
    return randomNumber(block, random);
  };
};
