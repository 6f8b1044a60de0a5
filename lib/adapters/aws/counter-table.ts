import { setTimeout as delay } from 'node:timers/promises';
import {
  BatchWriteItemCommand,
  type DynamoDBClient,
  paginateQuery,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { StoreError } from '../../core/errors.ts';
import type { Item, SortKeyRange } from './counter-items.ts';
import { PARTITION_KEY, SORT_KEY } from './dynamodb-table.ts';
import { toStoreError } from './store-error.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const MAX_ITEMS_PER_BATCH = 25;
const MAX_BATCH_ATTEMPTS = 8;
const FIRST_BACKOFF_MS = 50;

/** As many as one `putAll` takes, each. */
export const batchesOf = <Value>(values: readonly Value[]): Value[][] =>
  Array.from({ length: Math.ceil(values.length / MAX_ITEMS_PER_BATCH) }, (_, index) =>
    values.slice(index * MAX_ITEMS_PER_BATCH, (index + 1) * MAX_ITEMS_PER_BATCH),
  );

/** Batches written and partitions read whole: what DynamoDB leaves undone is asked for again. Throws `StoreError`. */
export class CounterTable {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #sleep: (ms: number) => Promise<unknown>;

  constructor(
    client: DynamoDBClient,
    tableName: string,
    sleep: (ms: number) => Promise<unknown> = delay,
  ) {
    this.#client = client;
    this.#tableName = tableName;
    this.#sleep = sleep;
  }

  /** Puts at most one batch of items, again and again until DynamoDB has taken every one of them. */
  async putAll(task: string, items: readonly Item[]): Promise<void> {
    let requests: WriteRequest[] = items.map((item) => ({ PutRequest: { Item: item } }));
    for (let attempt = 0; attempt < MAX_BATCH_ATTEMPTS; attempt++) {
      // Half fixed, half random, so that processes throttled together do not come back together.
      if (attempt > 0)
        await this.#sleep(FIRST_BACKOFF_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2));
      try {
        const { UnprocessedItems: unprocessed } = await this.#client.send(
          new BatchWriteItemCommand({ RequestItems: { [this.#tableName]: requests } }),
        );
        requests = unprocessed?.[this.#tableName] ?? [];
      } catch (error) {
        throw toStoreError(task, error);
      }
      if (requests.length === 0) return;
    }
    throw new StoreError(
      `DynamoDB could not ${task}: ${requests.length} items still unprocessed after ${MAX_BATCH_ATTEMPTS} attempts`,
      { retryable: true },
    );
  }

  /** All items of a partition between two sort keys, ascending; with `limit`, the first few. */
  async query(
    task: string,
    partition: string,
    [low, high]: SortKeyRange,
    limit?: number,
  ): Promise<Item[]> {
    const items: Item[] = [];
    try {
      const pages = paginateQuery(
        { client: this.#client },
        {
          TableName: this.#tableName,
          ConsistentRead: true,
          KeyConditionExpression: `${PARTITION_KEY} = :p AND ${SORT_KEY} BETWEEN :low AND :high`,
          ExpressionAttributeValues: {
            ':p': { S: partition },
            ':low': { S: low },
            ':high': { S: high },
          },
          ...(limit === undefined ? {} : { Limit: limit }),
        },
      );
      for await (const page of pages) {
        items.push(...(page.Items ?? []));
        if (limit !== undefined && items.length >= limit) break;
      }
    } catch (error) {
      throw toStoreError(task, error);
    }
    return items;
  }
}
