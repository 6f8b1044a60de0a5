import type { Baseline } from './baseline.ts';
import type { PastHours } from './past-hours.ts';
import { recentFirstSends } from './slow-lane.ts';
import type { CountryInput } from './rule.ts';
import { concentrationEvidence } from './statistics/concentration-evidence.ts';
import { DAY_MS, floorTo, HOUR_MS } from '../time.ts';

/** First sends of the last day in one block. */
export interface BlockCodes {
  readonly block: number;
  /** Codes that were used, that had their time and were not, and that have not had it yet. */
  readonly used: number;
  readonly unused: number;
  readonly young: number;
}

export interface DayBlocks {
  /** First sends of the last day. */
  readonly numbers: number;
  readonly blocks: ReadonlyMap<number, BlockCodes>;
}

/** Median number of mobile /10^4 blocks over the numbering plans in google/libphonenumber's ranges.csv files. */
export const BLOCKS_OF_A_PLAN = 3_000;
/** Chance share of one block in such a plan, with a margin for popular ones. */
const LEAST_SHARE = 20 / BLOCKS_OF_A_PLAN;
/** Numbers that the prior of a block's share weighs. */
const PRIOR_NUMBERS = 20;
/** Without verifications, what is learned of one block may be the attacker's; with this many numbers it is no more than a part. */
const MIN_UNVERIFIED_NUMBERS = 200;
/** Where customers crowd this much already, crowding says nothing. */
export const MAX_SHARE = 0.5;

/** Finished hours of the last day, and which of their blocks hold how many. */
interface Finished extends DayBlocks {
  /** Blocks with at least two numbers: only these can come to be crowded with what the running hour adds. */
  readonly repeated: readonly number[];
}

const finished = new WeakMap<PastHours, Finished>();

/** Every look of an hour asks for the same. */
const finishedBlocks = (past: PastHours): Finished => {
  let known = finished.get(past);
  if (known !== undefined) return known;
  const blocks = new Map<number, BlockCodes>();
  const fromMs = (past.hours.at(-1)?.startMs ?? 0) - DAY_MS;
  let numbers = 0;
  for (const { startMs, usedBlocks, unusedBlocks } of past.hours) {
    if (startMs <= fromMs) continue;
    for (const block of usedBlocks) add(blocks, block, 'used');
    for (const block of unusedBlocks) add(blocks, block, 'unused');
    numbers += usedBlocks.length + unusedBlocks.length;
  }
  const repeated = [...blocks.values()].filter((codes) => numbersOf(codes) > 1);
  known = { numbers, blocks, repeated: repeated.map(({ block }) => block) };
  finished.set(past, known);
  return known;
};

const NO_CODES = { used: 0, unused: 0, young: 0 };

const add = (
  blocks: Map<number, BlockCodes>,
  block: number,
  what: 'used' | 'unused' | 'young',
): void => {
  const before = blocks.get(block) ?? { block, ...NO_CODES };
  blocks.set(block, { ...before, [what]: before[what] + 1 });
};

const numbersOf = ({ used, unused, young }: BlockCodes): number => used + unused + young;

const sum = (past: BlockCodes | undefined, now: BlockCodes): BlockCodes =>
  past === undefined
    ? now
    : { ...now, used: past.used + now.used, unused: past.unused + now.unused };

/** What each block of a destination came to in the running hour alone. */
const runningBlocks = (input: CountryInput): DayBlocks => {
  const blocks = new Map<number, BlockCodes>();
  let numbers = 0;
  for (const { firstSend, isMature } of recentFirstSends(
    input,
    floorTo(input.window.atMs, HOUR_MS),
  )) {
    add(blocks, firstSend.block, firstSend.isConverted ? 'used' : isMature ? 'unused' : 'young');
    numbers += 1;
  }
  return { numbers, blocks };
};

/** What each block of a destination came to in the last day; stopped sends are left out. */
export const dayBlocks = (input: CountryInput): DayBlocks => {
  const before = finishedBlocks(input.past);
  const running = runningBlocks(input);
  if (running.numbers === 0) return before;
  const blocks = new Map(before.blocks);
  for (const [block, now] of running.blocks) blocks.set(block, sum(before.blocks.get(block), now));
  return { numbers: before.numbers + running.numbers, blocks };
};

/** Codes of a block that have had their time, from which on their use is heard. */
const MIN_MATURED = 5;
/** Part of the usual rate at which they are used by customers, whose crowding is their own affair. */
const CUSTOMER_PART = 0.6;

const areCustomers = ({ used, unused }: BlockCodes, conversionRate: number | null): boolean =>
  conversionRate !== null &&
  used + unused >= MIN_MATURED &&
  used / (used + unused) >= CUSTOMER_PART * conversionRate;

export interface CrowdedBlock extends BlockCodes {
  readonly numbers: number;
  /** Usual share of the destination's numbers, slack included. */
  readonly share: number;
  readonly nats: number;
}

export interface Crowding {
  /** First sends of the last day. */
  readonly numbers: number;
  /** The most crowded first. */
  readonly blocks: readonly CrowdedBlock[];
}

/**
 * Blocks that hold more of a day's numbers than is usual for them, and not customers'. Most looks
 * come to none, so only blocks that can be crowded are looked at.
 */
export const crowdedBlocks = (input: CountryInput, slack: number, minNumbers: number): Crowding => {
  const { baseline } = input;
  const before = finishedBlocks(input.past);
  const running = runningBlocks(input);
  const total = before.numbers + running.numbers;
  const crowded: CrowdedBlock[] = [];
  const consider = (codes: BlockCodes): void => {
    const numbers = numbersOf(codes);
    if (numbers < minNumbers) return;
    const share = slack * Math.max(LEAST_SHARE, usualShareOf(codes.block, baseline));
    if (share > MAX_SHARE || areCustomers(codes, baseline.conversionRate)) return;
    const nats = concentrationEvidence(numbers, total, share, BLOCKS_OF_A_PLAN);
    if (nats > 0) crowded.push({ ...codes, numbers, share, nats });
  };
  for (const [block, now] of running.blocks) consider(sum(before.blocks.get(block), now));
  for (const block of before.repeated) {
    const codes = before.blocks.get(block);
    if (codes !== undefined && !running.blocks.has(block)) consider(codes);
  }
  return {
    numbers: total,
    blocks: crowded.sort((a, b) => b.nats - a.nats || a.block - b.block),
  };
};

const usualShareOf = (
  block: number,
  { blocks, conversionRate, topBlockShare }: Baseline,
): number => {
  // Who uses no codes must not teach that a block is popular: that is the busiest block's share's weakness.
  const isKnown = conversionRate !== null || blocks.numbers >= MIN_UNVERIFIED_NUMBERS;
  if (!isKnown) return topBlockShare;
  const held = blocks.shareOf(new Set([block])) * blocks.numbers;
  return (held + LEAST_SHARE * PRIOR_NUMBERS) / (blocks.numbers + PRIOR_NUMBERS);
};
