import type { Decision } from '../../core/decide/decision.ts';
import type { Incident, IncidentStore } from '../../core/decide/incident.ts';
import { MovedOnError, StoreError } from '../../core/errors.ts';
import { decisionExpiresAtMs, isLoaded } from '../record-retention.ts';

/** Incidents in memory, for replay. */
export class MemoryIncidentStore implements IncidentStore {
  readonly #clock: { nowMs(): number };
  readonly #incidents = new Map<string, Incident>();
  /** The last decision of each incident that people were told of. */
  readonly #told = new Map<string, string>();
  readonly #decisions = new Map<string, Decision[]>();

  constructor(options: { readonly clock: { nowMs(): number } }) {
    this.#clock = options.clock;
  }

  async load(sinceMs: number): Promise<readonly Incident[]> {
    return [...this.#incidents.values()]
      .filter((incident) => isLoaded(incident, sinceMs, this.#clock.nowMs()))
      .sort((a, b) => (a.incidentId < b.incidentId ? -1 : 1));
  }

  async savePending(incident: Incident): Promise<void> {
    const { incidentId, version, pending } = incident;
    const stored = this.#incidents.get(incidentId);
    const waitsFor = stored?.pending?.draft.decisionId;
    if (pending === null)
      throw new StoreError(`nothing is pending for incident ${incidentId}`, { retryable: false });
    if (waitsFor === pending.draft.decisionId) return;
    if (stored?.version !== version || waitsFor !== undefined)
      throw new MovedOnError(incidentId, `a step at version ${version}`);
    this.#incidents.set(incidentId, incident);
  }

  async save(incident: Incident, decision: Decision): Promise<void> {
    const { incidentId, version } = incident;
    const decisions = this.#decisions.get(incidentId) ?? [];
    const saved = decisions[version - 1];
    if (saved !== undefined && JSON.stringify(saved) === JSON.stringify(decision)) return;
    const waitsFor = this.#incidents.get(incidentId)?.pending?.draft.decisionId;
    const isForAnother = waitsFor !== undefined && waitsFor !== decision.decisionId;
    if (isForAnother || decisions.length !== version - 1)
      throw new MovedOnError(incidentId, `version ${version}`);
    this.#incidents.set(incidentId, incident);
    this.#decisions.set(incidentId, [...decisions, decision]);
  }

  async markTold({
    incidentId,
    decisionId,
  }: Pick<Decision, 'incidentId' | 'decisionId'>): Promise<void> {
    const latest = this.#decisions.get(incidentId)?.at(-1);
    if (latest?.decisionId === decisionId) this.#told.set(incidentId, decisionId);
  }

  async claimUntold({
    incidentId,
    version,
  }: Pick<Incident, 'incidentId' | 'version'>): Promise<Decision | null> {
    const decisions = this.#decisions.get(incidentId) ?? [];
    const latest = decisions.at(-1);
    if (latest === undefined || decisions.length !== version) return null;
    if (this.#told.get(incidentId) === latest.decisionId) return null;
    this.#told.set(incidentId, latest.decisionId);
    return latest;
  }

  async readDecisions(incidentId: string): Promise<readonly Decision[]> {
    const nowMs = this.#clock.nowMs();
    const decisions = this.#decisions.get(incidentId) ?? [];
    return decisions.filter((decision) => decisionExpiresAtMs(decision) > nowMs);
  }
}
