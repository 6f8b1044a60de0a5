import type { Incident } from '../core/decide/incident.ts';
import type { Country } from '../core/ingest/events.ts';
import { asIfDone } from '../core/respond/pending.ts';

/**
 * The countries whose rule a detector has moved, is about to move, or has put back for the time of a
 * probe; each with the incident that holds it. It will put them back to what it found.
 */
export const heldCountries = (incidents: readonly Incident[]): ReadonlyMap<Country, string> => {
  const held = new Map<Country, string>();
  for (const incident of incidents) {
    const { state, probe, incidentId } = incident;
    if (state === 'closed') continue;
    const probed = state === 'probing' ? (probe?.held ?? []) : [];
    for (const { target, isVirtual } of [...asIfDone(incident).actions, ...probed])
      if (!isVirtual && 'country' in target && !('prefix' in target))
        held.set(target.country, incidentId);
  }
  return held;
};
