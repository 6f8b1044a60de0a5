import { paginateQuery, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LeverError } from '../../core/errors.ts';
import { PARTITION_KEY } from './dynamodb-table.ts';
import { toLeverError, unreadable } from './levers/call-aws.ts';
import { fromRangeItem, RANGES_PARTITION } from './number-range-table.ts';

export type DenyListAnswer =
  | { readonly blocked: false }
  | {
      readonly blocked: true;
      /** The range that holds the number; of several the one that lasts longest. */
      readonly prefix: string;
      readonly expiresAt: Date;
    };

export interface DenyList {
  /**
   * Whether the number is in a range that is blocked now. Rejects with `LeverError` where that
   * cannot be told: whether to send then is the application's decision, not an answer.
   */
  check(e164: string): Promise<DenyListAnswer>;
}

export interface DenyListOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly clock?: { nowMs(): number };
  /** How long the list is kept: so late a new block may reach this process. */
  readonly maxAgeMs?: number;
}

const SYSTEM_CLOCK = { nowMs: (): number => Date.now() };
const MAX_AGE_MS = 5_000;

/** Expiry by prefix, and which lengths there are. */
interface Ranges {
  readonly readAtMs: number;
  readonly expiresAtMs: ReadonlyMap<string, number>;
  readonly lengths: readonly number[];
}

/**
 * The read side of the deny list, for an application that asks before it sends an SMS. The whole
 * list is read with one Query and kept for some seconds, so a burst costs no more than silence, and
 * the number itself is compared in this process: it is neither sent, stored nor logged. An entry
 * ends at its expiry even while it is kept.
 */
export const createDenyList = ({
  client,
  tableName,
  clock = SYSTEM_CLOCK,
  maxAgeMs = MAX_AGE_MS,
}: DenyListOptions): DenyList => {
  let kept: Ranges | null = null;
  let reading: Promise<Ranges> | null = null;

  const current = async (): Promise<Ranges> => {
    const ageMs = kept === null ? Infinity : clock.nowMs() - kept.readAtMs;
    if (kept !== null && ageMs >= 0 && ageMs < maxAgeMs) return kept;
    // Many checks at once wait for one read.
    reading ??= readRanges(client, tableName, clock.nowMs()).finally(() => (reading = null));
    kept = await reading;
    return kept;
  };

  return {
    async check(e164) {
      if (!/^\+[1-9]\d{1,14}$/.test(e164))
        throw new LeverError('the number to check is not in E.164 form: + and up to 15 digits', {
          retryable: false,
        });
      const { expiresAtMs, lengths } = await current();
      const nowMs = clock.nowMs();
      let answer: DenyListAnswer = { blocked: false };
      let lastMs = nowMs;
      for (const length of lengths) {
        const prefix = e164.slice(0, length);
        const untilMs = expiresAtMs.get(prefix) ?? -Infinity;
        if (untilMs <= lastMs) continue;
        lastMs = untilMs;
        answer = { blocked: true, prefix, expiresAt: new Date(untilMs) };
      }
      return answer;
    },
  };
};

const OPERATION = 'dynamodb:Query';

const readRanges = async (
  client: DynamoDBClient,
  tableName: string,
  readAtMs: number,
): Promise<Ranges> => {
  const expiresAtMs = new Map<string, number>();
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName,
      KeyConditionExpression: `${PARTITION_KEY} = :ranges`,
      ExpressionAttributeValues: { ':ranges': { S: RANGES_PARTITION } },
    },
  );
  try {
    for await (const { Items } of pages) {
      if (Items === undefined) throw unreadable(OPERATION, 'a list of ranges');
      for (const item of Items) {
        const entry = fromRangeItem(item);
        if (entry === null) throw unreadable(OPERATION, 'an expiry for each range');
        expiresAtMs.set(entry.prefix, entry.expiresAtMs);
      }
    }
  } catch (error) {
    throw error instanceof LeverError ? error : toLeverError(OPERATION, error);
  }
  const lengths = [...new Set([...expiresAtMs.keys()].map((prefix) => prefix.length))].sort(
    (a, b) => b - a,
  );
  return { readAtMs, expiresAtMs, lengths };
};
