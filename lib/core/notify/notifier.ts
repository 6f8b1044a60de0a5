import type { Decision } from '../decide/decision.ts';

/** Tells people. Called once for each decision, after it was recorded; what it throws is counted and stops nothing. */
export interface Notifier {
  notify(decision: Decision): Promise<void>;
}
