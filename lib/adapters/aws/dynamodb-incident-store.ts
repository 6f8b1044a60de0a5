import {
  PutItemCommand,
  QueryCommand,
  type AttributeValue,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { Decision } from '../../core/decide/decision.ts';
import type { Incident, IncidentStore } from '../../core/decide/incident.ts';
import { StoreError } from '../../core/errors.ts';
import { PARTITION_KEY, SORT_KEY } from './dynamodb-table.ts';
import { toStoreError } from './store-error.ts';

export interface DynamoDbIncidentStoreOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

/** All incidents in one partition: there are few, and `load` wants them all. */
const INCIDENTS = 'incidents';

type Item = Record<string, AttributeValue>;

/**
 * Incidents and the decision log in one DynamoDB table.
 *
 * An incident is one item that carries its latest decision, so both are written or neither is. The
 * decision is then also put in the incident's own partition, where the log is read. A crash between
 * the two writes is healed by the next `load` or `save`, which puts what the item carries again.
 */
export class DynamoDbIncidentStore implements IncidentStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor({ client, tableName }: DynamoDbIncidentStoreOptions) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async load(sinceMs: number): Promise<readonly Incident[]> {
    const items = await this.#query(INCIDENTS, 'load incidents');
    const incidents: Incident[] = [];
    for (const item of items) {
      const incident = parse<Incident>(item, 'incident');
      if (incident.closedAtMs !== null && incident.closedAtMs < sinceMs) continue;
      if (incident.closedAtMs === null)
        await this.#putDecision(incident.incidentId, parse<Decision>(item, 'decision'));
      incidents.push(incident);
    }
    return incidents;
  }

  async save(incident: Incident, decision: Decision): Promise<void> {
    const { incidentId } = incident;
    const known = await this.#putIncident(incident, decision);
    // Another process may have stopped between its two writes.
    if (known !== null) await this.#putDecision(incidentId, known);
    await this.#putDecision(incidentId, decision);
  }

  async readDecisions(incidentId: string): Promise<readonly Decision[]> {
    const items = await this.#query(incidentId, 'read decisions');
    return items.map((item) => parse<Decision>(item, 'decision'));
  }

  /** Writes the next version; answers the decision of the version before, if there was one. */
  async #putIncident(incident: Incident, decision: Decision): Promise<Decision | null> {
    const { incidentId, version } = incident;
    try {
      const { Attributes } = await this.#client.send(
        new PutItemCommand({
          TableName: this.#tableName,
          Item: {
            [PARTITION_KEY]: { S: INCIDENTS },
            [SORT_KEY]: { S: incidentId },
            version: { N: String(version) },
            decisionId: { S: decision.decisionId },
            incident: { S: JSON.stringify(incident) },
            decision: { S: JSON.stringify(decision) },
          },
          // The next version, or the very same one again after an answer got lost.
          ConditionExpression:
            version === 1
              ? `attribute_not_exists(${PARTITION_KEY}) OR decisionId = :decisionId`
              : 'version = :before OR decisionId = :decisionId',
          ExpressionAttributeValues: {
            ':decisionId': { S: decision.decisionId },
            ...(version === 1 ? {} : { ':before': { N: String(version - 1) } }),
          },
          ReturnValues: 'ALL_OLD',
        }),
      );
      return Attributes === undefined ? null : parse<Decision>(Attributes, 'decision');
    } catch (error) {
      if (error instanceof Error && error.name === 'ConditionalCheckFailedException')
        throw new StoreError(
          `incident ${incidentId} has moved on: version ${version} was refused`,
          {
            retryable: false,
            cause: error,
          },
        );
      throw toStoreError('save an incident', error);
    }
  }

  async #putDecision(incidentId: string, decision: Decision): Promise<void> {
    try {
      await this.#client.send(
        new PutItemCommand({
          TableName: this.#tableName,
          Item: {
            [PARTITION_KEY]: { S: incidentId },
            [SORT_KEY]: { S: decision.decisionId },
            decision: { S: JSON.stringify(decision) },
          },
        }),
      );
    } catch (error) {
      throw toStoreError('save a decision', error);
    }
  }

  async #query(partition: string, task: string): Promise<readonly Item[]> {
    const items: Item[] = [];
    let ExclusiveStartKey: Item | undefined;
    try {
      do {
        const page = await this.#client.send(
          new QueryCommand({
            TableName: this.#tableName,
            KeyConditionExpression: `${PARTITION_KEY} = :partition`,
            ExpressionAttributeValues: { ':partition': { S: partition } },
            ConsistentRead: true,
            ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
          }),
        );
        items.push(...(page.Items ?? []));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey !== undefined);
      return items;
    } catch (error) {
      throw toStoreError(task, error);
    }
  }
}

const parse = <T>(item: Item, attribute: 'incident' | 'decision'): T => {
  const text = item[attribute]?.S;
  if (text === undefined)
    throw new StoreError(`an item of the incidents table has no attribute ${attribute}`, {
      retryable: false,
    });
  return JSON.parse(text) as T;
};
