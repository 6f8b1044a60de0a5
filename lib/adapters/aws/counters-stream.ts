import { isJsonObject, type JsonObject } from '../../core/ingest/json-object.ts';
import type { SlotRef } from '../../core/count/observations.ts';
import { PARTITION_KEY, SORT_KEY } from './dynamodb-table.ts';

const MINUTE = /^m#(\d{4}-\d\d-\d\dT\d\d:\d\d)Z#/;

const textAt = (keys: JsonObject, name: string): string => {
  const attribute = keys[name];
  const text = isJsonObject(attribute) ? attribute['S'] : undefined;
  if (typeof text !== 'string')
    throw new Error(`no DynamoDB stream record: dynamodb.Keys.${name}.S is not a string`);
  return text;
};

const slotOf = (record: unknown): SlotRef | null => {
  const { eventName, dynamodb } = isJsonObject(record) ? record : {};
  // What expires was looked at long ago.
  if (eventName === 'REMOVE') return null;
  const keys = isJsonObject(dynamodb) && isJsonObject(dynamodb['Keys']) ? dynamodb['Keys'] : {};
  const [, minute] = MINUTE.exec(textAt(keys, SORT_KEY)) ?? [];
  if (minute === undefined) return null;
  return { key: textAt(keys, PARTITION_KEY), startMs: Date.parse(`${minute}:00Z`) };
};

/**
 * The minutes that a batch of the counters table's stream tells were counted into, each once. Only
 * keys are read, so the stream need not carry the observations. Roll-ups and active keys, which the
 * detector writes itself, are no news.
 *
 * @param event what the function was invoked with; anything without `Records` is no stream batch
 * @throws Error for a record that is none of a DynamoDB stream
 */
export const readTouchedSlots = (event: unknown): readonly SlotRef[] => {
  const records = isJsonObject(event) ? event['Records'] : undefined;
  if (!Array.isArray(records)) return [];
  const slots = new Map<string, SlotRef>();
  for (const record of records) {
    const slot = slotOf(record);
    if (slot !== null) slots.set(`${slot.startMs} ${slot.key}`, slot);
  }
  return [...slots.values()];
};
