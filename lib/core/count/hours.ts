import type { CounterKey } from './observations.ts';
import { HOUR_MS } from '../time.ts';

/** One hour of one key, to be rolled up. */
export interface Hour {
  readonly key: CounterKey;
  readonly startMs: number;
}

/** How many hours' minutes are read in one go. A busy key's minutes of more would not fit in memory. */
const HOURS_A_READ = 6;

export const groupByKey = (hours: readonly Hour[]): ReadonlyMap<CounterKey, readonly Hour[]> => {
  const byKey = new Map<CounterKey, Hour[]>();
  for (const hour of hours) {
    const own = byKey.get(hour.key);
    if (own === undefined) byKey.set(hour.key, [hour]);
    else own.push(hour);
  }
  return byKey;
};

/** Hours of one key in stretches without a gap, ascending, each short enough to be read in one go. */
export const stretchesOf = (hours: readonly Hour[]): readonly (readonly Hour[])[] => {
  const stretches: Hour[][] = [];
  for (const hour of [...hours].sort((a, b) => a.startMs - b.startMs)) {
    const last = stretches.at(-1);
    const isNext = last?.at(-1)?.startMs === hour.startMs - HOUR_MS;
    if (last !== undefined && isNext && last.length < HOURS_A_READ) last.push(hour);
    else stretches.push([hour]);
  }
  return stretches;
};
