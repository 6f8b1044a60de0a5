import type { HourRollup } from '../count/hour-rollup.ts';
import { DAY_MS, HOUR_MS } from '../time.ts';
import { expectedFirstSends, type Baseline } from './baseline.ts';

/** How far back the slow lane looks: three days show what two hours cannot, and last week's news is no news. */
export const SLOW_WINDOW_MS = 3 * DAY_MS;

/** One finished hour of a destination against what was normal for it. */
export interface PastHour {
  readonly startMs: number;
  /** First sends that are normal for the hour. */
  readonly expected: number;
  /** First sends that went out. */
  readonly firstSends: number;
  readonly matured: number;
  readonly converted: number;
  readonly messages: number;
  readonly spendMicroUsd: number;
  readonly unpriced: number;
  readonly usedBlocks: Uint16Array;
  readonly unusedBlocks: Uint16Array;
}

/** The finished hours before the one that runs, oldest first and without gaps. The same object as long as they are the same. */
export interface PastHours {
  readonly hours: readonly PastHour[];
}

export const NO_PAST: PastHours = { hours: [] };

const NO_BLOCKS = new Uint16Array(0);
const NONE: ReadonlySet<number> = new Set();

/**
 * Lines up roll-ups with expectations. An hour without a roll-up had no traffic.
 *
 * @param sinceMs nothing before this counts: the detector was not there, or what was there is dealt with
 * @param untilMs start of the first hour that is not rolled up
 * @param silentHours starts of hours without verifications: what their codes came to is not known
 */
export const pastHours = (
  rollups: ReadonlyMap<number, HourRollup>,
  baseline: Baseline,
  sinceMs: number,
  untilMs: number,
  silentHours: ReadonlySet<number> = NONE,
): PastHours => {
  const fromMs = Math.max(untilMs - SLOW_WINDOW_MS, Math.ceil(sinceMs / HOUR_MS) * HOUR_MS);
  const hours: PastHour[] = [];
  for (let startMs = fromMs; startMs < untilMs; startMs += HOUR_MS) {
    const rollup = rollups.get(startMs);
    const heard = silentHours.has(startMs) ? undefined : rollup;
    hours.push({
      startMs,
      expected: expectedFirstSends(baseline, startMs, startMs + HOUR_MS),
      firstSends: rollup?.firstSends ?? 0,
      matured: heard?.matured ?? 0,
      converted: heard?.converted ?? 0,
      messages: rollup?.messages ?? 0,
      spendMicroUsd: rollup?.spendMicroUsd ?? 0,
      unpriced: rollup?.unpriced ?? 0,
      usedBlocks: heard?.usedBlocks ?? NO_BLOCKS,
      unusedBlocks: heard?.unusedBlocks ?? NO_BLOCKS,
    });
  }
  return { hours };
};

/** Adds up the hours of several destinations, which must be the same hours. Blocks of different plans do not add up. */
export const poolPastHours = (members: readonly PastHours[]): PastHours => {
  const sums = new Map<number, Mutable<PastHour>>();
  for (const { hours } of members)
    for (const hour of hours) {
      const sum = sums.get(hour.startMs);
      if (sum === undefined) {
        sums.set(hour.startMs, { ...hour, usedBlocks: NO_BLOCKS, unusedBlocks: NO_BLOCKS });
        continue;
      }
      sum.expected += hour.expected;
      sum.firstSends += hour.firstSends;
      sum.matured += hour.matured;
      sum.converted += hour.converted;
      sum.messages += hour.messages;
      sum.spendMicroUsd += hour.spendMicroUsd;
      sum.unpriced += hour.unpriced;
    }
  return { hours: [...sums.values()].sort((a, b) => a.startMs - b.startMs) };
};

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
