import type { CounterKey } from './count/observations.ts';
import type { Decision } from './decide/decision.ts';
import type { Proceedings } from './decide/proceeding.ts';
import type { DetectorError } from './errors.ts';
import type { FailedRule } from './looks.ts';

/** What one look at the world came to. */
export interface TickResult {
  readonly decisions: readonly Decision[];
  /** Subjects that could not be looked at, with the reason. They stay on the agenda. */
  readonly notAssessed: readonly { readonly key: CounterKey; readonly error: DetectorError }[];
  /** Why the last hour could not be rolled up and learned from: the baselines before it stand in, and the next tick tries again. */
  readonly unlearned: DetectorError | null;
  /** Decisions that are recorded and done, but that nobody could be told of. */
  readonly untold: Proceedings['untold'];
  /** Rules that threw: a bug, and one pair of eyes less on the subject, whether or not an incident is open to say so. */
  readonly failedRules: readonly FailedRule[];
}
