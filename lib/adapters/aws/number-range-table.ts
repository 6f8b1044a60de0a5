import type { AttributeValue, CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import {
  countersTable,
  expiryAttribute,
  PARTITION_KEY,
  SORT_KEY,
  TTL_ATTRIBUTE,
} from './dynamodb-table.ts';

/** The table of blocked number ranges has the counters table's keys and TTL attribute. */
export const numberRangesTable = (tableName: string): CreateTableCommandInput =>
  countersTable(tableName);

/** All ranges in one partition: there are few, and a gate reads them all at once. */
export const RANGES_PARTITION = 'number-ranges';

type Item = Record<string, AttributeValue>;

export const rangeKey = (prefix: string): Item => ({
  [PARTITION_KEY]: { S: RANGES_PARTITION },
  [SORT_KEY]: { S: prefix },
});

export const toRangeItem = (prefix: string, expiresAtMs: number): Item => ({
  ...rangeKey(prefix),
  ...expiryAttribute(expiresAtMs),
});

export interface RangeEntry {
  readonly prefix: string;
  /** Not blocked any more from here on. */
  readonly expiresAtMs: number;
}

/** `null` for an item that is no entry: a broken entry may be a block, so nobody may skip it. */
export const fromRangeItem = (item: Item): RangeEntry | null => {
  const prefix = item[SORT_KEY]?.S;
  const seconds = item[TTL_ATTRIBUTE]?.N;
  if (prefix === undefined || seconds === undefined || !/^\d{1,12}$/.test(seconds)) return null;
  return { prefix, expiresAtMs: Number(seconds) * 1_000 };
};
