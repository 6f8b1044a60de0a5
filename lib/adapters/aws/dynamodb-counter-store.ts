import { setTimeout as delay } from 'node:timers/promises';
import {
  BatchWriteItemCommand,
  type DynamoDBClient,
  paginateQuery,
  UpdateItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import type { CounterStore } from '../../core/count/counter-store.ts';
import type { HourRollup } from '../../core/count/hour-rollup.ts';
import type { CounterKey, MinuteSlot } from '../../core/count/observations.ts';
import { StoreError } from '../../core/errors.ts';
import { RecentMap } from '../../core/recent-map.ts';
import { floorTo, HOUR_MS } from '../../core/time.ts';
import { unionOf } from '../observation-set.ts';
import {
  HOURS,
  isExpired,
  MINUTES,
  retainedHoursOverlapping,
  retainedRange,
} from '../retention.ts';
import {
  ACTIVE_PARTITION,
  activeItem,
  activeRange,
  hourItem,
  hourRange,
  type Item,
  minuteRange,
  minuteUpdate,
  type MinuteShard,
  type SortKeyRange,
  toActiveKey,
  toHourRollup,
  toMinuteShard,
} from './counter-items.ts';
import { PARTITION_KEY, SORT_KEY } from './dynamodb-table.ts';
import { forEachBounded } from '../../core/for-each-bounded.ts';
import {
  type Group,
  MAX_LEVEL,
  type MinuteWrite,
  ownItem,
  planMinuteWrites,
  toGroups,
} from './minute-shards.ts';
import { toStoreError } from './store-error.ts';

const MAX_CONCURRENT_WRITES = 8;
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const MAX_ITEMS_PER_BATCH = 25;
const MAX_BATCH_ATTEMPTS = 8;
const FIRST_BACKOFF_MS = 50;
/** A shared item whose writes cost this much is full. */
const FULL_ITEM_WRITE_UNITS = 2;
const MAX_REMEMBERED = 10_000;

export interface DynamoDbCounterStoreOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly clock: { nowMs(): number };
  /** Waits between attempts to write what a batch left unprocessed. A test passes one that does not. */
  readonly sleep?: (ms: number) => Promise<unknown>;
}

/** DynamoDB's answer when a set would outgrow the 400 KB of an item. */
const isItemFull = (error: unknown): boolean =>
  error instanceof Error &&
  error.name === 'ValidationException' &&
  /item size/i.test(error.message);

const chunksOf = <Value>(values: readonly Value[], size: number): Value[][] =>
  Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );

/**
 * Counters in one DynamoDB table; items in `counter-items.ts`, shards in `minute-shards.ts`.
 *
 * A merge is one UpdateItem a key and minute, `ADD` to binary sets: union, so no condition, no
 * transaction and no batch id. Reads are strongly consistent and follow every page. Uses
 * `dynamodb:UpdateItem`, `dynamodb:BatchWriteItem` and `dynamodb:Query`.
 *
 * Errors: `StoreError`, retryable for throttling, 5xx and lost connections (after the client's own
 * retries), not retryable for a refusal such as missing rights.
 */
export class DynamoDbCounterStore implements CounterStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #clock: { nowMs(): number };
  readonly #sleep: (ms: number) => Promise<unknown>;
  /** Active keys that this process has written, so as not to pay for each again with every batch. */
  readonly #knownActive = new RecentMap<true>(MAX_REMEMBERED);
  /** How far the shared items of a minute have filled up, as far as this process has seen. */
  readonly #levels = new RecentMap<number>(MAX_REMEMBERED);

  constructor({ client, tableName, clock, sleep = delay }: DynamoDbCounterStoreOptions) {
    this.#client = client;
    this.#tableName = tableName;
    this.#clock = clock;
    this.#sleep = sleep;
  }

  /** Active keys first: after a crash there may be a key without its minute, never a minute nobody looks for. */
  async merge(deltas: readonly MinuteSlot[]): Promise<void> {
    const nowMs = this.#clock.nowMs();
    const groups = toGroups(deltas).filter(({ startMs }) => !isExpired(startMs, nowMs, MINUTES));
    await this.#addActiveKeys(groups);
    const writes = groups.flatMap((group) =>
      planMinuteWrites(group, this.#levels.get(levelId(group)) ?? 0),
    );
    await forEachBounded(writes, MAX_CONCURRENT_WRITES, (write) => this.#addToMinute(write));
  }

  async readMinutes(key: CounterKey, fromMs: number, toMs: number): Promise<readonly MinuteSlot[]> {
    const range = retainedRange(fromMs, toMs, this.#clock.nowMs(), MINUTES);
    if (range === null) return [];
    const items = await this.#query('read minutes', key, minuteRange(range));
    const byMinute = new Map<number, MinuteShard[]>();
    for (const shard of items.map(toMinuteShard)) {
      const shards = byMinute.get(shard.startMs);
      if (shards === undefined) byMinute.set(shard.startMs, [shard]);
      else shards.push(shard);
    }
    return [...byMinute].map(([startMs, shards]) => ({
      key,
      startMs,
      sends: unionOf(shards.map((shard) => shard.sends)),
      verifications: unionOf(shards.map((shard) => shard.verifications)),
      auths: unionOf(shards.map((shard) => shard.auths)),
    }));
  }

  async writeHours(rollups: readonly HourRollup[]): Promise<void> {
    const nowMs = this.#clock.nowMs();
    // The last roll-up of a key and hour counts; BatchWriteItem refuses the same item twice.
    const items = new Map<string, Item>();
    for (const rollup of rollups) {
      const startMs = floorTo(rollup.startMs, HOUR_MS);
      if (isExpired(startMs, nowMs, HOURS)) continue;
      items.set(`${startMs}#${rollup.key}`, hourItem({ ...rollup, startMs }));
    }
    await forEachBounded(
      chunksOf([...items.values()], MAX_ITEMS_PER_BATCH),
      MAX_CONCURRENT_WRITES,
      (chunk) => this.#putAll('write hour roll-ups', chunk),
    );
  }

  async readHours(key: CounterKey, fromMs: number, toMs: number): Promise<readonly HourRollup[]> {
    const range = retainedRange(fromMs, toMs, this.#clock.nowMs(), HOURS);
    if (range === null) return [];
    const items = await this.#query('read hour roll-ups', key, hourRange(range));
    return items.map((item) => toHourRollup(key, item));
  }

  async readActiveKeys(fromMs: number, toMs: number): Promise<readonly CounterKey[]> {
    const range = retainedHoursOverlapping(fromMs, toMs, this.#clock.nowMs());
    if (range === null) return [];
    const items = await this.#query('read active keys', ACTIVE_PARTITION, activeRange(range));
    return [...new Set(items.map((item) => toActiveKey(item).key))].sort();
  }

  async readObservedSinceMs(): Promise<number | null> {
    const nowMs = this.#clock.nowMs();
    const range = retainedRange(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, nowMs, HOURS);
    if (range === null) return null;
    const [first] = await this.#query(
      'read the first active key',
      ACTIVE_PARTITION,
      activeRange(range),
      1,
    );
    return first === undefined ? null : toActiveKey(first).hourMs;
  }

  async #addActiveKeys(groups: readonly Group[]): Promise<void> {
    const missing = new Map<string, Item>();
    for (const { key, startMs } of groups) {
      const hourMs = floorTo(startMs, HOUR_MS);
      const id = `${hourMs}#${key}`;
      if (this.#knownActive.get(id) === undefined) missing.set(id, activeItem(key, hourMs));
    }
    const chunks = chunksOf([...missing], MAX_ITEMS_PER_BATCH);
    await forEachBounded(chunks, MAX_CONCURRENT_WRITES, async (chunk) => {
      await this.#putAll(
        'write active keys',
        chunk.map(([, item]) => item),
      );
      for (const [id] of chunk) this.#knownActive.set(id, true);
    });
  }

  async #addToMinute(write: MinuteWrite): Promise<void> {
    try {
      const { ConsumedCapacity: consumed } = await this.#client.send(
        new UpdateItemCommand({
          TableName: this.#tableName,
          ...minuteUpdate(write),
          ReturnConsumedCapacity: 'TOTAL',
        }),
      );
      if (write.level !== null && (consumed?.CapacityUnits ?? 0) >= FULL_ITEM_WRITE_UNITS)
        this.#raiseLevel(write.group, write.level);
    } catch (error) {
      if (write.level !== null && isItemFull(error)) return this.#addToMinute(ownItem(write.group));
      throw toStoreError('merge observations', error);
    }
  }

  #raiseLevel(group: Group, fullLevel: number): void {
    const level = Math.min(fullLevel + 1, MAX_LEVEL);
    const id = levelId(group);
    if (level > (this.#levels.get(id) ?? 0)) this.#levels.set(id, level);
  }

  /** Puts at most one batch of items, again and again until DynamoDB has taken every one of them. */
  async #putAll(task: string, items: readonly Item[]): Promise<void> {
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
  async #query(
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

const levelId = ({ key, startMs }: Group): string => `${startMs}#${key}`;
