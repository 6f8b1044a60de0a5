import type { Decision } from '../decide/decision.ts';
import type { Incident, IncidentStore } from '../decide/incident.ts';
import { MovedOnError } from '../errors.ts';
import { HOUR_MS, MINUTE_MS } from '../time.ts';
import { carryOut, type CarriedOut, type CarryOutPorts } from './carry-out.ts';

export interface RespondPorts extends Omit<CarryOutPorts, 'retryForMs'> {
  readonly incidents: Pick<IncidentStore, 'load' | 'save' | 'markTold'>;
  /** Two minutes, two runs of the schedule, where absent. */
  readonly retryForMs?: number;
}

const RETRY_FOR_MS = 2 * MINUTE_MS;
/** A decision that is older is in the log, and no news. */
export const NEWS_MS = HOUR_MS;

export interface Responded {
  /** As they are now: those that are not closed, and those that were closed while it was news. */
  readonly incidents: readonly Incident[];
  /** In the order in which they were carried out. */
  readonly decisions: readonly Decision[];
  /** Decisions that are recorded and done, but that nobody could be told of. */
  readonly untold: readonly NonNullable<CarriedOut['untold']>[];
  /** Incidents whose step another process brought to an end meanwhile: it has recorded and told it. */
  readonly overtaken: readonly string[];
  /** Incidents whose step is still pending, with what kept it from being done. The next run tries again. */
  readonly failed: readonly { readonly incidentId: string; readonly error: unknown }[];
}

/**
 * The stage `respond` by itself: does what `decide` left pending. For the process that may move
 * levers, woken by the incidents table and by a schedule. Running it twice, or on what is done
 * already, does nothing twice. Of two runs at the same time both follow the audit log; that is to be
 * the exception, since AWS's levers know no compare-and-swap. Rejects with a `StoreError` when the incidents cannot be loaded.
 *
 * @param which the ids of incidents, or all that have something pending; the oldest step comes first
 * @param atMs now
 */
export const respondToPending = async (
  which: readonly string[] | 'all',
  ports: RespondPorts,
  atMs: number,
): Promise<Responded> => {
  const incidents = new Map<string, Incident>();
  for (const incident of await ports.incidents.load(atMs - NEWS_MS))
    incidents.set(incident.incidentId, incident);
  const decisions: Decision[] = [];
  const untold: NonNullable<CarriedOut['untold']>[] = [];
  const overtaken: string[] = [];
  const failed: { incidentId: string; error: unknown }[] = [];
  for (const incident of oldestFirst([...incidents.values()])) {
    const { incidentId, pending } = incident;
    if (pending === null || (which !== 'all' && !which.includes(incidentId))) continue;
    // Closed ones hold nothing.
    const others = [...incidents.values()].filter(
      (other) => other.incidentId !== incidentId && other.state !== 'closed',
    );
    try {
      const done = await carryOut(
        incident,
        pending,
        others,
        { retryForMs: RETRY_FOR_MS, ...ports },
        atMs,
      );
      incidents.set(incidentId, done.incident);
      decisions.push(done.decision);
      if (done.untold !== null) untold.push(done.untold);
    } catch (error) {
      // One incident that cannot be carried out keeps no other from it.
      if (error instanceof MovedOnError) overtaken.push(incidentId);
      else failed.push({ incidentId, error });
    }
  }
  return { incidents: [...incidents.values()], decisions, untold, overtaken, failed };
};

/** Decision ids sort by the time at which a step was decided. */
const oldestFirst = (incidents: readonly Incident[]): readonly Incident[] =>
  incidents.toSorted((a, b) => (decisionIdOf(a) < decisionIdOf(b) ? -1 : 1));

const decisionIdOf = ({ pending }: Incident): string => pending?.draft.decisionId ?? '';
