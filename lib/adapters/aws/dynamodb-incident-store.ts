import {
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { Decision } from '../../core/decide/decision.ts';
import type { Incident, IncidentStore } from '../../core/decide/incident.ts';
import { MovedOnError, StoreError } from '../../core/errors.ts';
import { decisionExpiresAtMs, incidentExpiresAtMs, isLoaded } from '../record-retention.ts';
import { expiryAttribute, PARTITION_KEY, SORT_KEY } from './dynamodb-table.ts';
import {
  PENDING_ATTRIBUTE,
  parseIncidentItem as parse,
  queryIncidentItems,
  type Item,
} from './incident-items.ts';
import { INCIDENTS_PARTITION as INCIDENTS, type IncidentsTableOptions } from './incidents-table.ts';
import { isConditionFailed, toStoreError } from './store-error.ts';

const NOTHING_ELSE_PENDING = `(attribute_not_exists(${PENDING_ATTRIBUTE}) OR ${PENDING_ATTRIBUTE} = :decision)`;

/**
 * Incidents and the decision log in one DynamoDB table.
 *
 * An incident is one item that carries its latest decision, so both are written or neither is. The
 * decision is then also put in the incident's own partition, where the log is read. A crash between
 * the two writes is healed by the next `load` or `save`, which puts what the item carries again;
 * `load` does so for closed incidents as well, which nobody saves again. Once closed it gets an expiry,
 * as each decision has from the first: who loads every minute reads the whole partition.
 */
export class DynamoDbIncidentStore implements IncidentStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #clock: { nowMs(): number };
  /** Decisions that are known to be in the log: whoever loads every minute need not put them again. */
  readonly #logged = new Set<string>();

  constructor({ client, tableName, clock }: IncidentsTableOptions) {
    this.#client = client;
    this.#tableName = tableName;
    this.#clock = clock;
  }

  async load(sinceMs: number): Promise<readonly Incident[]> {
    const items = await this.#query(INCIDENTS, 'load incidents');
    const incidents: Incident[] = [];
    for (const item of items) {
      const incident = parse(item, 'incident') as Incident;
      if (!isLoaded(incident, sinceMs, this.#clock.nowMs())) continue;
      const decisionId = item['decisionId']?.S ?? '';
      if (!this.#logged.has(decisionId)) await this.#putDecision(incident.incidentId, item);
      incidents.push(incident);
    }
    return incidents;
  }

  /**
   * Changes the incident's item in place: it keeps the decision that made the version. The step is
   * known by its decision's id, which only the save of that decision takes away again.
   */
  async savePending(incident: Incident): Promise<void> {
    const { incidentId, version, pending } = incident;
    if (pending === null)
      throw new StoreError(`nothing is pending for incident ${incidentId}`, { retryable: false });
    const { decisionId } = pending.draft;
    try {
      await this.#client.send(
        new UpdateItemCommand({
          TableName: this.#tableName,
          Key: { [PARTITION_KEY]: { S: INCIDENTS }, [SORT_KEY]: { S: incidentId } },
          UpdateExpression: `SET incident = :incident, ${PENDING_ATTRIBUTE} = :pending`,
          ConditionExpression: `version = :version AND attribute_not_exists(${PENDING_ATTRIBUTE})`,
          ExpressionAttributeValues: {
            ':incident': { S: JSON.stringify(incident) },
            ':pending': { S: decisionId },
            ':version': { N: String(version) },
          },
        }),
      );
    } catch (error) {
      if (!isConditionFailed(error)) throw toStoreError('save a pending step', error);
      // The answer to the same save may have got lost.
      const stored = await this.#get(INCIDENTS, incidentId);
      if (stored?.[PENDING_ATTRIBUTE]?.S === decisionId) return;
      throw new MovedOnError(incidentId, `a step at version ${version}`);
    }
  }

  async save(incident: Incident, decision: Decision): Promise<void> {
    const { incidentId, version } = incident;
    const expiresAtMs = incidentExpiresAtMs(incident);
    const item: Item = {
      [PARTITION_KEY]: { S: INCIDENTS },
      [SORT_KEY]: { S: incidentId },
      version: { N: String(version) },
      decisionId: { S: decision.decisionId },
      incident: { S: JSON.stringify(incident) },
      decision: { S: JSON.stringify(decision) },
      ...(expiresAtMs === null ? {} : expiryAttribute(expiresAtMs)),
    };
    const before = await this.#putIncident(item, version);
    if (before === 'refused' && !(await this.#isSaved(incidentId, version, item)))
      throw new MovedOnError(incidentId, `version ${version}`);
    // Another process may have stopped between its two writes.
    if (before !== 'refused' && before !== null) await this.#putDecision(incidentId, before);
    await this.#putDecision(incidentId, item);
  }

  /** On the incident's item, which the next version replaces. */
  async markTold(decision: Pick<Decision, 'incidentId' | 'decisionId'>): Promise<void> {
    await this.#noteTold(decision);
  }

  /** Whether it was noted: not where the incident has gone on, or one of `conditions` does not hold. */
  async #noteTold(
    { incidentId, decisionId }: Pick<Decision, 'incidentId' | 'decisionId'>,
    ...conditions: readonly string[]
  ): Promise<boolean> {
    try {
      await this.#client.send(
        new UpdateItemCommand({
          TableName: this.#tableName,
          Key: { [PARTITION_KEY]: { S: INCIDENTS }, [SORT_KEY]: { S: incidentId } },
          UpdateExpression: 'SET isTold = :told',
          ConditionExpression: ['decisionId = :decision', ...conditions].join(' AND '),
          ExpressionAttributeValues: { ':told': { BOOL: true }, ':decision': { S: decisionId } },
        }),
      );
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw toStoreError('note that a decision was told', error);
    }
  }

  async claimUntold({
    incidentId,
    version,
  }: Pick<Incident, 'incidentId' | 'version'>): Promise<Decision | null> {
    const item = await this.#get(INCIDENTS, incidentId);
    // Most were told: to read that is cheaper than to be refused.
    if (item?.['version']?.N !== String(version) || item['isTold'] !== undefined) return null;
    const decision = parse(item, 'decision') as Decision;
    return (await this.#noteTold(decision, 'attribute_not_exists(isTold)')) ? decision : null;
  }

  async readDecisions(incidentId: string): Promise<readonly Decision[]> {
    const items = await this.#query(incidentId, 'read decisions');
    const nowMs = this.#clock.nowMs();
    return items
      .map((item) => parse(item, 'decision') as Decision)
      .filter((each) => decisionExpiresAtMs(each) > nowMs);
  }

  /** Writes the next version, if nothing else is pending. Answers the item of the version before, `null` if there was none. */
  async #putIncident(item: Item, version: number): Promise<Item | null | 'refused'> {
    try {
      const { Attributes } = await this.#client.send(
        new PutItemCommand({
          TableName: this.#tableName,
          Item: item,
          ...(version === 1
            ? { ConditionExpression: `attribute_not_exists(${PARTITION_KEY})` }
            : {
                ConditionExpression: `version = :before AND ${NOTHING_ELSE_PENDING}`,
                ExpressionAttributeValues: {
                  ':before': { N: String(version - 1) },
                  ':decision': item['decisionId'] ?? { NULL: true },
                },
              }),
          ReturnValues: 'ALL_OLD',
        }),
      );
      return Attributes ?? null;
    } catch (error) {
      if (isConditionFailed(error)) return 'refused';
      throw toStoreError('save an incident', error);
    }
  }

  /**
   * Whether the version was saved before with this very decision: the answer to that save got lost.
   * Another process that carried out the same step may have come to another end, under the same id.
   */
  async #isSaved(incidentId: string, version: number, item: Item): Promise<boolean> {
    const latest = await this.#get(INCIDENTS, incidentId);
    const saved =
      latest?.['version']?.N === String(version)
        ? latest
        : await this.#get(incidentId, item['decisionId']?.S ?? '');
    return (
      saved?.['version']?.N === String(version) && saved['decision']?.S === item['decision']?.S
    );
  }

  /** Puts the decision that an incident's item carries into the log. */
  async #putDecision(incidentId: string, { version, decisionId, decision }: Item): Promise<void> {
    if (version === undefined || decisionId === undefined || decision === undefined)
      throw new StoreError(`the item of incident ${incidentId} has no decision`, {
        retryable: false,
      });
    try {
      await this.#client.send(
        new PutItemCommand({
          TableName: this.#tableName,
          Item: {
            [PARTITION_KEY]: { S: incidentId },
            [SORT_KEY]: decisionId,
            version,
            decisionId,
            decision,
            ...expiryAttribute(decisionExpiresAtMs(parse({ decision }, 'decision') as Decision)),
          },
        }),
      );
      if (decisionId.S !== undefined) this.#logged.add(decisionId.S);
    } catch (error) {
      throw toStoreError('save a decision', error);
    }
  }

  async #get(partition: string, sort: string): Promise<Item | undefined> {
    try {
      const { Item: item } = await this.#client.send(
        new GetItemCommand({
          TableName: this.#tableName,
          Key: { [PARTITION_KEY]: { S: partition }, [SORT_KEY]: { S: sort } },
          ConsistentRead: true,
        }),
      );
      return item;
    } catch (error) {
      throw toStoreError('read an item', error);
    }
  }

  #query(partition: string, task: string): Promise<readonly Item[]> {
    return queryIncidentItems(this.#client, this.#tableName, partition, task);
  }
}
