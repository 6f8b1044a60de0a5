import { DynamoDbCounterStore } from '../../../lib/adapters/aws/dynamodb-counter-store.ts';
import { countryKey } from '../../../lib/core/count/observations.ts';
import { digestSlot, type SlotDigest } from '../../../lib/core/count/slot-digest.ts';
import { HOUR_MS } from '../../../lib/core/time.ts';
import type { World } from '../world.ts';

/** What was counted of a country in the last hours. */
export const countersOf = async (
  { account, outputs }: World,
  country: string,
): Promise<readonly SlotDigest[]> => {
  const store = new DynamoDbCounterStore({
    client: account.dynamoDb,
    tableName: outputs.countersTable,
    clock: { nowMs: () => Date.now() },
  });
  const nowMs = Date.now();
  const slots = await store.readMinutes(countryKey(country), nowMs - 2 * HOUR_MS, nowMs + HOUR_MS);
  return slots.map(digestSlot);
};

export const sentIn = (slots: readonly SlotDigest[]): number =>
  slots.reduce((sum, { sent }) => sum + sent, 0);
