/**
 * The items of the counters table.
 *
 * | what          | pk            | sk                          | attributes                                   |
 * | ------------- | ------------- | --------------------------- | -------------------------------------------- |
 * | minute, shard | `country/TJ`  | `m#2026-09-11T05:03Z#0`     | `s`, `v`, `a`: sets of 16-byte observations  |
 * | hour roll-up  | `country/TJ`  | `h#2026-09-11T05Z`          | the sums, block and carrier lists, by name   |
 * | active key    | `active`      | `k#2026-09-11T05Z#country/TJ` |                                            |
 *
 * Every item has `expiresAtEpochSeconds`. Times are in ISO 8601, which sorts as text and can be read.
 */
import type { AttributeValue, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { areCarrierCounts, type CarrierCounts } from '../../core/count/carrier-counts.ts';
import type { HourRollup } from '../../core/count/hour-rollup.ts';
import {
  BYTES_PER_OBSERVATION,
  WORDS_PER_OBSERVATION,
  type CounterKey,
} from '../../core/count/observations.ts';
import { StoreError } from '../../core/errors.ts';
import { formatIso, HOUR_MS, SECOND_MS } from '../../core/time.ts';
import { expiresAtMs, HOURS, MINUTES, type SlotRange } from '../retention.ts';
import { PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE } from './dynamodb-table.ts';
import type { MinuteWrite } from './minute-shards.ts';

export type Item = Record<string, AttributeValue>;
/** Lowest and highest sort key of a query, both inclusive. */
export type SortKeyRange = readonly [low: string, high: string];

export const ACTIVE_PARTITION = 'active';

const unreadable = (what: string, item: Item): StoreError =>
  new StoreError(`${what} in item ${item[PARTITION_KEY]?.S ?? '?'} ${item[SORT_KEY]?.S ?? '?'}`, {
    retryable: false,
  });

const isoMinute = (ms: number): string => `${formatIso(ms).slice(0, 16)}Z`;
const isoHour = (ms: number): string => `${formatIso(ms).slice(0, 13)}Z`;
const ttl = (atMs: number): AttributeValue => ({ N: String(atMs / SECOND_MS) });

/** The text after the first `#` and before the second, as epoch milliseconds. */
const startMsOf = (item: Item): number => {
  const time = item[SORT_KEY]?.S?.split('#')[1] ?? '';
  const ms = Date.parse(time.includes(':') ? time : time.replace('Z', ':00Z'));
  if (Number.isNaN(ms)) throw unreadable('No time', item);
  return ms;
};

// A minute's and an active key's sort keys go on after the time, so the end of the range itself is not in it.
export const minuteRange = ({ firstMs, endMs }: SlotRange): SortKeyRange => [
  `m#${isoMinute(firstMs)}`,
  `m#${isoMinute(endMs)}`,
];
export const activeRange = ({ firstMs, endMs }: SlotRange): SortKeyRange => [
  `k#${isoHour(firstMs)}`,
  `k#${isoHour(endMs)}`,
];
export const hourRange = ({ firstMs, endMs }: SlotRange): SortKeyRange => [
  `h#${isoHour(firstMs)}`,
  `h#${isoHour(endMs - HOUR_MS)}`,
];

// --- minutes ---

/** Sixteen bytes an observation, little-endian words: the stored form, independent of the machine. */
const toMembers = (words: Uint32Array): Uint8Array[] => {
  const bytes = new Uint8Array(words.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [index, word] of words.entries()) view.setUint32(index * 4, word, true);
  return Array.from({ length: words.length / WORDS_PER_OBSERVATION }, (_, index) =>
    bytes.subarray(index * BYTES_PER_OBSERVATION, (index + 1) * BYTES_PER_OBSERVATION),
  );
};

const fromMembers = (item: Item, attribute: string): Uint32Array => {
  const members = item[attribute]?.BS ?? [];
  const words = new Uint32Array(members.length * WORDS_PER_OBSERVATION);
  for (const [index, member] of members.entries()) {
    if (member.byteLength !== BYTES_PER_OBSERVATION)
      throw unreadable(`An observation of ${member.byteLength} bytes`, item);
    const view = new DataView(member.buffer, member.byteOffset, member.byteLength);
    for (let word = 0; word < WORDS_PER_OBSERVATION; word++)
      words[index * WORDS_PER_OBSERVATION + word] = view.getUint32(word * 4, true);
  }
  return words;
};

/** The UpdateItem that adds a group to its item by set union. */
export const minuteUpdate = ({
  group,
  shard,
}: MinuteWrite): Pick<
  UpdateItemCommandInput,
  'Key' | 'UpdateExpression' | 'ExpressionAttributeValues'
> => {
  const sets = { s: group.sends, v: group.verifications, a: group.auths };
  const additions: string[] = [];
  const values: Item = { ':e': ttl(expiresAtMs(group.startMs, MINUTES)) };
  for (const [attribute, words] of Object.entries(sets)) {
    if (words.length === 0) continue;
    additions.push(`${attribute} :${attribute}`);
    values[`:${attribute}`] = { BS: toMembers(words) };
  }
  return {
    Key: {
      [PARTITION_KEY]: { S: group.key },
      [SORT_KEY]: { S: `m#${isoMinute(group.startMs)}#${shard}` },
    },
    UpdateExpression: `SET ${TTL_ATTRIBUTE} = :e ADD ${additions.join(', ')}`,
    ExpressionAttributeValues: values,
  };
};

/** One shard of a minute, as stored. */
export interface MinuteShard {
  readonly startMs: number;
  readonly sends: Uint32Array;
  readonly verifications: Uint32Array;
  readonly auths: Uint32Array;
}

export const toMinuteShard = (item: Item): MinuteShard => ({
  startMs: startMsOf(item),
  sends: fromMembers(item, 's'),
  verifications: fromMembers(item, 'v'),
  auths: fromMembers(item, 'a'),
});

// --- hour roll-ups ---

type BlockList = 'usedBlocks' | 'unusedBlocks';
type Sum = Exclude<keyof HourRollup, 'key' | 'startMs' | 'promptlyUsed' | 'carriers' | BlockList>;
/** A record, so that the compiler misses a sum that is not stored. */
const SUMS: Readonly<Record<Sum, true>> = {
  messages: true,
  firstSends: true,
  topBlockNumbers: true,
  blocked: true,
  failed: true,
  spendMicroUsd: true,
  unpriced: true,
  matured: true,
  converted: true,
  verified: true,
};
const SUM_NAMES = Object.keys(SUMS) as Sum[];

/** Two bytes a block, little-endian: the stored form, independent of the machine. */
const blockBytes = (blocks: Uint16Array): Uint8Array => {
  const view = new DataView(new ArrayBuffer(blocks.length * 2));
  for (const [index, block] of blocks.entries()) view.setUint16(index * 2, block, true);
  return new Uint8Array(view.buffer);
};

const toBlocks = (name: BlockList, item: Item): Uint16Array => {
  const bytes = item[name]?.B;
  if (bytes === undefined || bytes.byteLength % 2 !== 0) throw unreadable(`No ${name}`, item);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint16Array.from({ length: bytes.byteLength / 2 }, (_, index) =>
    view.getUint16(index * 2, true),
  );
};

/** Four bytes a carrier, little-endian. */
const carrierBytes = (counts: CarrierCounts): Uint8Array => {
  const view = new DataView(new ArrayBuffer(counts.length * 4));
  for (const [index, word] of counts.entries()) view.setUint32(index * 4, word, true);
  return new Uint8Array(view.buffer);
};

const toCarriers = (item: Item): CarrierCounts => {
  const bytes = item['carriers']?.B;
  if (bytes === undefined || bytes.byteLength % 4 !== 0) throw unreadable('No carriers', item);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const counts = Uint32Array.from({ length: bytes.byteLength / 4 }, (_, index) =>
    view.getUint32(index * 4, true),
  );
  if (!areCarrierCounts(counts)) throw unreadable('No carriers', item);
  return counts;
};

/** `rollup.startMs` must be the start of an hour. */
export const hourItem = (rollup: HourRollup): Item => ({
  [PARTITION_KEY]: { S: rollup.key },
  [SORT_KEY]: { S: `h#${isoHour(rollup.startMs)}` },
  [TTL_ATTRIBUTE]: ttl(expiresAtMs(rollup.startMs, HOURS)),
  ...Object.fromEntries(SUM_NAMES.map((name) => [name, { N: String(rollup[name]) }])),
  ...(rollup.promptlyUsed === null ? {} : { promptlyUsed: { N: String(rollup.promptlyUsed) } }),
  ...(rollup.carriers === null ? {} : { carriers: { B: carrierBytes(rollup.carriers) } }),
  usedBlocks: { B: blockBytes(rollup.usedBlocks) },
  unusedBlocks: { B: blockBytes(rollup.unusedBlocks) },
});

/** An absent sum is an error: an unknown count must not read as zero. */
export const toHourRollup = (key: CounterKey, item: Item): HourRollup => {
  const countOf = (name: string): number => {
    const value = Number(item[name]?.N);
    if (Number.isNaN(value)) throw unreadable(`No ${name}`, item);
    return value;
  };
  const sums = SUM_NAMES.map((name): [Sum, number] => [name, countOf(name)]);
  return {
    key,
    startMs: startMsOf(item),
    ...(Object.fromEntries(sums) as Record<Sum, number>),
    // Roll-ups of before these were told live for five weeks.
    promptlyUsed: item['promptlyUsed'] === undefined ? null : countOf('promptlyUsed'),
    carriers: item['carriers'] === undefined ? null : toCarriers(item),
    usedBlocks: toBlocks('usedBlocks', item),
    unusedBlocks: toBlocks('unusedBlocks', item),
  };
};

// --- active keys ---

export const activeItem = (key: CounterKey, hourMs: number): Item => ({
  [PARTITION_KEY]: { S: ACTIVE_PARTITION },
  [SORT_KEY]: { S: `k#${isoHour(hourMs)}#${key}` },
  [TTL_ATTRIBUTE]: ttl(expiresAtMs(hourMs, HOURS)),
});

export const toActiveKey = (item: Item): { readonly key: CounterKey; readonly hourMs: number } => {
  const [, , ...key] = (item[SORT_KEY]?.S ?? '').split('#');
  return { key: key.join('#'), hourMs: startMsOf(item) };
};
