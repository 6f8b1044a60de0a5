import type { CounterKey } from '../count/observations.ts';
import type { Case } from '../decide/case.ts';
import type { TakenStep } from '../decide/proceeding.ts';
import type { Baselines } from '../evaluate/baseline.ts';

/**
 * What one look at one subject saw, and what came of it. Everything in it is the detector's own and
 * changes with the next look: whoever wants to keep something copies it.
 */
export interface Look {
  readonly key: CounterKey;
  readonly atMs: number;
  readonly seen: Case;
  /** What was normal then. */
  readonly baselines: Baselines;
  /** In order; none when nothing was decided. */
  readonly steps: readonly TakenStep[];
}
