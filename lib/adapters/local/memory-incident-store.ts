import type { Decision } from '../../core/decide/decision.ts';
import type { Incident, IncidentStore } from '../../core/decide/incident.ts';
import { StoreError } from '../../core/errors.ts';

/** Incidents in memory, for replay. */
export class MemoryIncidentStore implements IncidentStore {
  readonly #incidents = new Map<string, Incident>();
  readonly #decisions = new Map<string, Decision[]>();

  async load(sinceMs: number): Promise<readonly Incident[]> {
    return [...this.#incidents.values()]
      .filter(({ closedAtMs }) => closedAtMs === null || closedAtMs >= sinceMs)
      .sort((a, b) => (a.incidentId < b.incidentId ? -1 : 1));
  }

  async save(incident: Incident, decision: Decision): Promise<void> {
    const { incidentId, version } = incident;
    const decisions = this.#decisions.get(incidentId) ?? [];
    if (decisions[version - 1]?.decisionId === decision.decisionId) return;
    if (decisions.length !== version - 1)
      throw new StoreError(
        `incident ${incidentId} is at version ${decisions.length}, not ${version - 1}`,
        { retryable: false },
      );
    this.#incidents.set(incidentId, incident);
    this.#decisions.set(incidentId, [...decisions, decision]);
  }

  async readDecisions(incidentId: string): Promise<readonly Decision[]> {
    return this.#decisions.get(incidentId) ?? [];
  }
}
