import type { MedianInterval } from './median-interval.ts';

/** `unproven`: not missed in this traffic, which is too little to tell. */
export type Verdict = 'pass' | 'fail' | 'unproven' | 'not-measured';

export interface Target {
  readonly id: string;
  readonly wanted: string;
  readonly verdict: Verdict;
  readonly measured: string;
  /** Of a target that a median is held against, the median and what else it could be. */
  readonly interval?: MedianInterval;
  /** Where it was missed. */
  readonly misses: readonly string[];
}
