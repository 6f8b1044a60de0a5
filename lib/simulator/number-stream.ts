import { MINUTE_MS } from '../core/time.ts';
import {
  blockOf,
  NUMBERS_PER_BLOCK,
  type NumberBlock,
  numberAt,
  randomBlock,
  randomNumber,
} from './number-blocks.ts';
import { numberSpread } from './number-spread.ts';
import type { Random } from './random.ts';
import type { NumberPattern } from './scenario.ts';

/** The next number to send to, at that time since the burst began. */
export type NumberStream = (elapsedMs: number) => string;

/** How the tenant's customers are spread over the blocks of a country. */
export interface CustomerSpread {
  readonly seed: number;
  readonly blockPower?: number | undefined;
}

/** The numbers of a burst in one country, in the order it uses them. */
export const numberStream = (
  country: string,
  pattern: NumberPattern,
  random: Random,
  customers: CustomerSpread,
): NumberStream => {
  switch (pattern.kind) {
    case 'customers': {
      const draw = numberSpread(customers.seed, country, customers.blockPower);
      return () => draw(random);
    }
    case 'random':
      return () => randomNumber(randomBlock(country, random), random);
    case 'blocks': {
      const blocks =
        pattern.prefixes?.map((prefix) => blockOf(country, prefix)) ??
        drawBlocks(country, pattern.blocks, random);
      return () => randomNumber(random.pick(blocks), random);
    }
    case 'rotating-blocks':
      return rotatingBlocks(country, pattern.everyMinutes * MINUTE_MS, random);
    case 'sequential': {
      const runs = drawBlocks(country, pattern.blocks, random).map((block) =>
        countUp(block, pattern.maxStep, random),
      );
      let turn = 0;
      return () => {
        turn += 1;
        return random.pick(runs)(turn);
      };
    }
    case 'few-numbers':
      break;
  }
  const next =
    pattern.isAdjacent === true
      ? countUp(randomBlock(country, random), 1, random)
      : () => randomNumber(randomBlock(country, random), random);
  const numbers = Array.from({ length: pattern.numbers }, next);
  return () => random.pick(numbers);
};

const drawBlocks = (country: string, count: number, random: Random): readonly NumberBlock[] =>
  Array.from({ length: count }, () => randomBlock(country, random));

const rotatingBlocks = (country: string, periodMs: number, random: Random): NumberStream => {
  let period = -1;
  let block: NumberBlock | null = null;
  return (elapsedMs) => {
    const now = Math.floor(elapsedMs / periodMs);
    if (block === null || now !== period) {
      block = randomBlock(country, random);
      period = now;
    }
    return randomNumber(block, random);
  };
};

/** Goes on in a fresh block when one is used up. */
const countUp = (first: NumberBlock, maxStep: number, random: Random): NumberStream => {
  let block = first;
  let suffix = random.integer(NUMBERS_PER_BLOCK / 2);
  return () => {
    for (;;) {
      const e164 = numberAt(block, suffix);
      suffix += 1 + random.integer(maxStep);
      if (suffix >= NUMBERS_PER_BLOCK) {
        block = randomBlock(block.country, random);
        suffix = 0;
      }
      if (e164 !== null) return e164;
    }
  };
};
