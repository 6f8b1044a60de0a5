import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { requirePrefix } from '../../lever-values.ts';
import { fromRangeItem, rangeKey, toRangeItem } from '../number-range-table.ts';
import { callAws, unreadable } from './call-aws.ts';

/**
 * The deny list of number ranges, which an application's gate reads (`createDenyList`). Each entry
 * carries its expiry and ends by itself, even if the detector is dead. DynamoDB deletes expired
 * items late, so readers look at the expiry:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
 */
export class NumberRanges {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #clock: { nowMs(): number };

  constructor(options: {
    readonly client: DynamoDBClient;
    readonly tableName: string;
    readonly clock: { nowMs(): number };
  }) {
    this.#client = options.client;
    this.#tableName = options.tableName;
    this.#clock = options.clock;
  }

  async read(prefix: string): Promise<'BLOCK' | null> {
    requirePrefix(prefix);
    const { Item } = await callAws('dynamodb:GetItem', () =>
      this.#client.send(
        new GetItemCommand({
          TableName: this.#tableName,
          Key: rangeKey(prefix),
          ConsistentRead: true,
        }),
      ),
    );
    if (Item === undefined) return null;
    const entry = fromRangeItem(Item);
    if (entry === null) throw unreadable('dynamodb:GetItem', `an expiry for the range ${prefix}`);
    return this.#clock.nowMs() < entry.expiresAtMs ? 'BLOCK' : null;
  }

  /** An entry that is there already is replaced, so a repeated write changes nothing. */
  async write(prefix: string, expiresAtMs: number | null): Promise<void> {
    requirePrefix(prefix);
    if (expiresAtMs === null)
      await callAws('dynamodb:DeleteItem', () =>
        this.#client.send(
          new DeleteItemCommand({ TableName: this.#tableName, Key: rangeKey(prefix) }),
        ),
      );
    else
      await callAws('dynamodb:PutItem', () =>
        this.#client.send(
          new PutItemCommand({
            TableName: this.#tableName,
            Item: toRangeItem(prefix, expiresAtMs),
          }),
        ),
      );
  }
}
