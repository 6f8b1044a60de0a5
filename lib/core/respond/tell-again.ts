import type { Decision } from '../decide/decision.ts';
import type { Incident, IncidentStore } from '../decide/incident.ts';
import type { Notifier } from '../notify/notifier.ts';
import { MINUTE_MS } from '../time.ts';
import { NEWS_MS } from './respond-to-pending.ts';

export interface TellAgainPorts {
  readonly incidents: Pick<IncidentStore, 'claimUntold'>;
  readonly notifier: Notifier;
}

/** What could not be told again. */
export interface StillUntold {
  readonly incidentId: string;
  /** `null` when it could not be read, or nobody can tell whether it was told: then the store's error. */
  readonly decision: Decision | null;
  readonly error: unknown;
}

/** Whoever recorded the decision may be about to tell it, and a channel that failed is given a while. */
const AFTER_MS = 5 * MINUTE_MS;

/**
 * Tells once more the latest decision of each incident that is not known to have been told: its
 * process died before it could, or a channel did not answer. It counts from when the decision was
 * recorded and first told, which may be long after it was planned. Answers with those that it could
 * not tell either; one of them keeps no other from being told. For the process that runs every minute.
 *
 * @param incidents as they were last read: those that are not closed, or were closed within the hour
 */
export const tellAgain = async (
  incidents: readonly Incident[],
  { incidents: store, notifier }: TellAgainPorts,
  atMs: number,
): Promise<readonly StillUntold[]> => {
  const failed: StillUntold[] = [];
  for (const incident of incidents) {
    const { incidentId, last } = incident;
    const ageMs = atMs - last.decidedAtMs;
    if (ageMs <= AFTER_MS || ageMs > NEWS_MS) continue;
    let decision: Decision | null = null;
    try {
      // Claimed before: once more, and not every minute where one of two channels does not answer.
      decision = await store.claimUntold(incident);
      if (decision !== null) await notifier.notify(decision);
    } catch (error) {
      failed.push({ incidentId, decision, error });
    }
  }
  return failed;
};
