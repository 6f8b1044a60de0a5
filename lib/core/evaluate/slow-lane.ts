import type { PastHour, PastHours } from './past-hours.ts';
import { expectedFirstSends } from './baseline.ts';
import { isMatured, type FirstSend } from '../count/first-sends.ts';
import { floorTo, HOUR_MS } from '../time.ts';
import { isSilent } from './silent-bins.ts';
import { cusum, type Cusum } from './statistics/cusum.ts';
import type { DestinationInput } from './rule.ts';

/** What a slow rule adds up of each hour. */
export type SlowHour = Pick<
  PastHour,
  'startMs' | 'expected' | 'firstSends' | 'matured' | 'converted'
>;

/** The hour that runs, from the window's bins; `null` in its first minutes. */
export const runningHour = ({ window, baseline }: DestinationInput): SlowHour | null => {
  const startMs = floorTo(window.atMs, HOUR_MS);
  let firstSends = 0;
  let matured = 0;
  let converted = 0;
  let fromMs: number | null = null;
  for (const bin of window.bins) {
    if (bin.startMs < startMs) continue;
    fromMs ??= bin.startMs;
    firstSends += bin.firstSends;
    matured += bin.matured;
    converted += bin.converted;
  }
  if (fromMs === null) return null;
  const expected = expectedFirstSends(baseline, fromMs, window.atMs);
  return { startMs, expected, firstSends, matured, converted };
};

/** Sums of the slow lane from `fromMs` on, the running hour included. */
export const slowSums = (
  input: DestinationInput,
  fromMs: number,
): { firstSends: number; expected: number; matured: number; converted: number } => {
  const sums = { firstSends: 0, expected: 0, matured: 0, converted: 0 };
  const running = runningHour(input);
  for (const hour of running === null ? input.past.hours : [...input.past.hours, running]) {
    if (hour.startMs < fromMs) continue;
    sums.firstSends += hour.firstSends;
    sums.expected += hour.expected;
    sums.matured += hour.matured;
    sums.converted += hour.converted;
  }
  return sums;
};

export interface SlowEvidence {
  readonly nats: number;
  /** Start of the hour in which the run of evidence began. */
  readonly startedAtMs: number | null;
}

/** Evidence of finished hours by what it was computed with; it lives as long as the hours do. */
const finished = new WeakMap<PastHours, Map<string, Cusum>>();

/**
 * An e-CUSUM over the hours of three days and the one that runs. Finished hours are summed once,
 * since every look of an hour asks for the same.
 *
 * @param asked names the statistic and its parameters: the same text must mean the same `evidenceOf`
 */
export const slowCusum = (
  input: DestinationInput,
  asked: string,
  evidenceOf: (hour: SlowHour) => number,
): SlowEvidence => {
  const { hours } = input.past;
  let known = finished.get(input.past);
  if (known === undefined) finished.set(input.past, (known = new Map<string, Cusum>()));
  let before = known.get(asked);
  if (before === undefined) known.set(asked, (before = cusum(hours.map(evidenceOf))));
  const running = runningHour(input);
  const { nats, startIndex } =
    running === null ? before : cusum([evidenceOf(running)], before, hours.length);
  return {
    nats,
    startedAtMs: nats > 0 ? (hours[startIndex]?.startMs ?? running?.startMs ?? null) : null,
  };
};

/** First sends of the running hour that went out, and whether their codes have had their time, and would have been reported. */
export function* recentFirstSends(
  { window, silentBins }: Pick<DestinationInput, 'window' | 'silentBins'>,
  fromMs: number,
): Generator<{ readonly firstSend: FirstSend; readonly isMature: boolean }> {
  for (const rows of window.stretches)
    for (let index = rows.length - 1; index >= 0; index -= 1) {
      const row = rows[index];
      if (row === undefined || row.startMs < fromMs) break;
      const isMature =
        isMatured(row.startMs, window.atMs) && !isSilent(silentBins, window, row.startMs);
      for (const firstSend of row.firstSends)
        if (!firstSend.isStopped) yield { firstSend, isMature };
    }
}
