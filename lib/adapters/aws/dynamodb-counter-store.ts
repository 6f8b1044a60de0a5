import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { CounterStore } from '../../core/count/counter-store.ts';
import type { HourRollup } from '../../core/count/hour-rollup.ts';
import type { CounterKey, MinuteSlot } from '../../core/count/observations.ts';
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
  toActiveKey,
  toHourRollup,
  toMinuteShard,
} from './counter-items.ts';
import { batchesOf, CounterTable } from './counter-table.ts';
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
  readonly #table: CounterTable;
  /** Active keys that this process has written, so as not to pay for each again with every batch. */
  readonly #knownActive = new RecentMap<true>(MAX_REMEMBERED);
  /** How far the shared items of a minute have filled up, as far as this process has seen. */
  readonly #levels = new RecentMap<number>(MAX_REMEMBERED);

  constructor({ client, tableName, clock, sleep }: DynamoDbCounterStoreOptions) {
    this.#client = client;
    this.#tableName = tableName;
    this.#clock = clock;
    this.#table = new CounterTable(client, tableName, sleep);
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
    const items = await this.#table.query('read minutes', key, minuteRange(range));
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
    await forEachBounded(batchesOf([...items.values()]), MAX_CONCURRENT_WRITES, (chunk) =>
      this.#table.putAll('write hour roll-ups', chunk),
    );
  }

  async readHours(key: CounterKey, fromMs: number, toMs: number): Promise<readonly HourRollup[]> {
    const range = retainedRange(fromMs, toMs, this.#clock.nowMs(), HOURS);
    if (range === null) return [];
    const items = await this.#table.query('read hour roll-ups', key, hourRange(range));
    return items.map((item) => toHourRollup(key, item));
  }

  async readActiveKeys(fromMs: number, toMs: number): Promise<readonly CounterKey[]> {
    const range = retainedHoursOverlapping(fromMs, toMs, this.#clock.nowMs());
    if (range === null) return [];
    const items = await this.#table.query('read active keys', ACTIVE_PARTITION, activeRange(range));
    return [...new Set(items.map((item) => toActiveKey(item).key))].sort();
  }

  async readObservedSinceMs(): Promise<number | null> {
    const nowMs = this.#clock.nowMs();
    const range = retainedRange(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, nowMs, HOURS);
    if (range === null) return null;
    const [first] = await this.#table.query(
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
    const chunks = batchesOf([...missing]);
    await forEachBounded(chunks, MAX_CONCURRENT_WRITES, async (chunk) => {
      await this.#table.putAll(
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
}

const levelId = ({ key, startMs }: Group): string => `${startMs}#${key}`;
