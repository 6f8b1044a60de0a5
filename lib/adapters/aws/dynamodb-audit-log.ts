import {
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { ActionTarget } from '../../core/decide/decision.ts';
import { StoreError } from '../../core/errors.ts';
import type { AuditLog, AuditRecord, AuditResult } from '../../core/respond/audit.ts';
import { leverName } from '../../core/respond/same-lever.ts';
import { recordExpiresAtMs } from '../record-retention.ts';
import { expiryAttribute, PARTITION_KEY, SORT_KEY } from './dynamodb-table.ts';
import type { IncidentsTableOptions } from './incidents-table.ts';
import { isConditionFailed, toStoreError } from './store-error.ts';

type Item = Record<string, AttributeValue>;

/** Each lever has a partition, so that its newest record is one read away. Incident ids never begin like that. */
const partitionOf = (target: ActionTarget): string => `audit/${leverName(target)}`;

/**
 * The audit log in the incidents table: one item an action, sorted by time within its lever. Both
 * writes are conditional, so whoever comes second, or again, changes nothing.
 */
export class DynamoDbAuditLog implements AuditLog {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #clock: { nowMs(): number };

  constructor({ client, tableName, clock }: IncidentsTableOptions) {
    this.#client = client;
    this.#tableName = tableName;
    this.#clock = clock;
  }

  async begin(record: AuditRecord): Promise<AuditRecord> {
    const { result, ...begun } = record;
    try {
      await this.#client.send(
        new PutItemCommand({
          TableName: this.#tableName,
          Item: {
            ...keyOf(record.target, record.actionId),
            ...expiryAttribute(recordExpiresAtMs(record)),
            mode: { S: record.mode },
            record: { S: JSON.stringify(begun) },
            ...(result === null
              ? {}
              : { auditResult: { S: JSON.stringify(result) }, isRefused: { BOOL: true } }),
          },
          ConditionExpression: `attribute_not_exists(${PARTITION_KEY})`,
        }),
      );
      return record;
    } catch (error) {
      if (!isConditionFailed(error)) throw toStoreError('write an audit record', error);
      const { target, actionId } = record;
      const before = await this.#get(target, actionId);
      if (before !== null) return before;
      throw new StoreError(`the record of action ${actionId} is gone`, { retryable: true });
    }
  }

  async finish({ target, actionId }: AuditRecord, result: AuditResult): Promise<AuditResult> {
    try {
      await this.#client.send(
        new UpdateItemCommand({
          TableName: this.#tableName,
          Key: keyOf(target, actionId),
          UpdateExpression: 'SET auditResult = :result',
          ConditionExpression: `attribute_exists(${PARTITION_KEY}) AND attribute_not_exists(auditResult)`,
          ExpressionAttributeValues: { ':result': { S: JSON.stringify(result) } },
        }),
      );
      return result;
    } catch (error) {
      if (!isConditionFailed(error)) throw toStoreError('write the result of an action', error);
      const before = await this.#get(target, actionId);
      if (before?.result != null) return before.result;
      throw new StoreError(`action ${actionId} was never begun`, { retryable: false });
    }
  }

  async find(target: ActionTarget, actionId: string): Promise<AuditRecord | null> {
    return this.#kept(await this.#get(target, actionId));
  }

  async #get(target: ActionTarget, actionId: string): Promise<AuditRecord | null> {
    try {
      const { Item: item } = await this.#client.send(
        new GetItemCommand({
          TableName: this.#tableName,
          Key: keyOf(target, actionId),
          ConsistentRead: true,
        }),
      );
      return item === undefined ? null : parse(item);
    } catch (error) {
      throw asStoreError(error);
    }
  }

  /** What is past its time may not be deleted yet. */
  #kept(record: AuditRecord | null): AuditRecord | null {
    return record !== null && recordExpiresAtMs(record) > this.#clock.nowMs() ? record : null;
  }

  async latest(target: ActionTarget): Promise<AuditRecord | null> {
    let ExclusiveStartKey: Item | undefined;
    try {
      do {
        const page = await this.#client.send(
          new QueryCommand({
            TableName: this.#tableName,
            KeyConditionExpression: `${PARTITION_KEY} = :partition`,
            FilterExpression: '#mode = :enforce AND attribute_not_exists(isRefused)',
            ExpressionAttributeNames: { '#mode': 'mode' },
            ExpressionAttributeValues: {
              ':partition': { S: partitionOf(target) },
              ':enforce': { S: 'enforce' },
            },
            ScanIndexForward: false,
            // The filter comes after the limit: a handful, since those of `monitor` are in between.
            Limit: 10,
            ConsistentRead: true,
            ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
          }),
        );
        const [item] = page.Items ?? [];
        if (item !== undefined) return this.#kept(parse(item));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey !== undefined);
      return null;
    } catch (error) {
      throw asStoreError(error);
    }
  }
}

const keyOf = (target: ActionTarget, actionId: string): Item => ({
  [PARTITION_KEY]: { S: partitionOf(target) },
  [SORT_KEY]: { S: actionId },
});

const asStoreError = (error: unknown): StoreError =>
  error instanceof StoreError ? error : toStoreError('read the audit log', error);

const parse = ({ record, auditResult }: Item): AuditRecord => {
  if (record?.S === undefined)
    throw new StoreError('an item of the audit log has no record', { retryable: false });
  try {
    const begun = JSON.parse(record.S) as Omit<AuditRecord, 'result'>;
    const result = auditResult?.S === undefined ? null : JSON.parse(auditResult.S);
    return { ...begun, result: result as AuditResult | null };
  } catch (cause) {
    throw new StoreError('an item of the audit log is unreadable', { retryable: false, cause });
  }
};
