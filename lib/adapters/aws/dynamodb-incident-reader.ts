import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Decision } from '../../core/decide/decision.ts';
import type { Incident, IncidentStore } from '../../core/decide/incident.ts';
import { decisionExpiresAtMs, isLoaded } from '../record-retention.ts';
import { parseIncidentItem, queryIncidentItems } from './incident-items.ts';
import { INCIDENTS_PARTITION, type IncidentsTableOptions } from './incidents-table.ts';

export type IncidentReader = Pick<IncidentStore, 'load' | 'readDecisions'>;

/**
 * Looks at the incidents table and writes nothing: for people, who may only be allowed to read. The
 * store itself heals on loading what a crash left; here the decision that an incident's item carries
 * stands in for its copy in the log.
 */
export class DynamoDbIncidentReader implements IncidentReader {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #clock: { nowMs(): number };

  constructor({ client, tableName, clock }: IncidentsTableOptions) {
    this.#client = client;
    this.#tableName = tableName;
    this.#clock = clock;
  }

  async load(sinceMs: number): Promise<readonly Incident[]> {
    const items = await this.#query(INCIDENTS_PARTITION, 'load incidents');
    return items
      .map((item) => parseIncidentItem(item, 'incident') as Incident)
      .filter((incident) => isLoaded(incident, sinceMs, this.#clock.nowMs()));
  }

  async readDecisions(incidentId: string): Promise<readonly Decision[]> {
    const log = await this.#query(incidentId, 'read decisions');
    const decisions = log.map((item) => parseIncidentItem(item, 'decision') as Decision);
    const incidents = await this.#query(INCIDENTS_PARTITION, 'load incidents');
    const latest = incidents
      .map((item) => parseIncidentItem(item, 'decision') as Decision)
      .find((decision) => decision.incidentId === incidentId);
    const isKnown = decisions.some(({ decisionId }) => decisionId === latest?.decisionId);
    const all = latest === undefined || isKnown ? decisions : [...decisions, latest];
    return all.filter((decision) => decisionExpiresAtMs(decision) > this.#clock.nowMs());
  }

  #query(partition: string, task: string) {
    return queryIncidentItems(this.#client, this.#tableName, partition, task);
  }
}
