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

const finished = new WeakMap<PastHours, DayBlocks>();

/** Finished hours of the last day: every look of an hour asks for the same. */
const finishedBlocks = (past: PastHours): DayBlocks => {
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
  known = { numbers, blocks };
  finished.set(past, known);
  return known;
};

const add = (
  blocks: Map<number, BlockCodes>,
  block: number,
  what: 'used' | 'unused' | 'young',
): void => {
  const before = blocks.get(block) ?? { block, used: 0, unused: 0, young: 0 };
  blocks.set(block, { ...before, [what]: before[what] + 1 });
};

/** What each block of a destination came to in the last day; stopped sends are left out. */
export const dayBlocks = (input: CountryInput): DayBlocks => {
  const before = finishedBlocks(input.past);
  let { numbers } = before;
  const running = new Map<number, BlockCodes>();
  for (const { firstSend, isMature } of recentFirstSends(
    input,
    floorTo(input.window.atMs, HOUR_MS),
  )) {
    add(running, firstSend.block, firstSend.isConverted ? 'used' : isMature ? 'unused' : 'young');
    numbers += 1;
  }
  if (running.size === 0) return before;
  const blocks = new Map(before.blocks);
  for (const [block, now] of running) {
    const past = before.blocks.get(block);
    blocks.set(
      block,
      past === undefined
        ? now
        : {
            block,
            used: past.used + now.used,
            unused: past.unused + now.unused,
            young: now.young,
          },
    );
  }
  return { numbers, blocks };
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

/** Blocks that hold more of a day's numbers than is usual for them, and not customers', the most crowded first. */
export const crowdedBlocks = (
  { numbers: total, blocks }: DayBlocks,
  baseline: Baseline,
  slack: number,
  minNumbers: number,
): readonly CrowdedBlock[] => {
  const { blocks: profile, topBlockShare } = baseline;
  // Who uses no codes must not teach that a block is popular: that is the busiest block's share's weakness.
  const isKnown = baseline.conversionRate !== null || profile.numbers >= MIN_UNVERIFIED_NUMBERS;
  const crowded: CrowdedBlock[] = [];
  for (const codes of blocks.values()) {
    const numbers = codes.used + codes.unused + codes.young;
    if (numbers < minNumbers) continue;
    const usual = isKnown
      ? (profile.shareOf(new Set([codes.block])) * profile.numbers + LEAST_SHARE * PRIOR_NUMBERS) /
        (profile.numbers + PRIOR_NUMBERS)
      : topBlockShare;
    const share = slack * Math.max(LEAST_SHARE, usual);
    if (share > MAX_SHARE) continue;
    const nats = concentrationEvidence(numbers, total, share, BLOCKS_OF_A_PLAN);
    if (nats > 0 && !areCustomers(codes, baseline.conversionRate))
      crowded.push({ ...codes, numbers, share, nats });
  }
  return crowded.sort((a, b) => b.nats - a.nats || a.block - b.block);
};
