import type { IncidentStore } from '../decide/incident.ts';
import type { Notifier } from '../notify/notifier.ts';
import { HOUR_MS, MINUTE_MS } from '../time.ts';
import type { CarriedOut } from './carry-out.ts';

export interface TellAgainPorts {
  readonly incidents: Pick<IncidentStore, 'readUntold' | 'markTold'>;
  readonly notifier: Notifier;
}

/** Whoever made the decision may be about to tell it. */
const AFTER_MS = 5 * MINUTE_MS;
/** What is older is in the log, and no news. */
const UNTIL_MS = HOUR_MS;

/**
 * Tells once more the latest decision of each incident that is not known to have been told: its
 * process died before it could, or a channel did not answer. Answers with those that it could not
 * tell either. For the process that runs every minute, one at a time. Rejects with a `StoreError`
 * when they cannot be read.
 */
export const tellAgain = async (
  { incidents, notifier }: TellAgainPorts,
  atMs: number,
): Promise<readonly NonNullable<CarriedOut['untold']>[]> => {
  const failed: NonNullable<CarriedOut['untold']>[] = [];
  for (const decision of await incidents.readUntold(atMs - UNTIL_MS, atMs - AFTER_MS)) {
    // Before: once more, and not every minute where one of two channels does not answer.
    await incidents.markTold(decision);
    try {
      await notifier.notify(decision);
    } catch (error) {
      failed.push({ decision, error });
    }
  }
  return failed;
};
