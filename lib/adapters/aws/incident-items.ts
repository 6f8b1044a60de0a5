import { QueryCommand, type AttributeValue, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { StoreError } from '../../core/errors.ts';
import { PARTITION_KEY } from './dynamodb-table.ts';
import { toStoreError } from './store-error.ts';

/**
 * On an incident's item while a step is pending: the id of the decision that will end it. What wakes
 * whoever responds is to look for this, since the audit log's items go through the same stream.
 */
export const PENDING_ATTRIBUTE = 'pendingDecisionId';

export type Item = Record<string, AttributeValue>;

/** Every item of a partition, over all pages, as it was last written. */
export const queryIncidentItems = async (
  client: DynamoDBClient,
  tableName: string,
  partition: string,
  task: string,
): Promise<readonly Item[]> => {
  const items: Item[] = [];
  let ExclusiveStartKey: Item | undefined;
  try {
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: `${PARTITION_KEY} = :partition`,
          ExpressionAttributeValues: { ':partition': { S: partition } },
          ConsistentRead: true,
          ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
        }),
      );
      items.push(...(page.Items ?? []));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    return items;
  } catch (error) {
    throw toStoreError(task, error);
  }
};

export const parseIncidentItem = (item: Item, attribute: 'incident' | 'decision'): unknown => {
  const text = item[attribute]?.S;
  if (text === undefined)
    throw new StoreError(`an item of the incidents table has no attribute ${attribute}`, {
      retryable: false,
    });
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new StoreError(`an item of the incidents table has an unreadable ${attribute}`, {
      retryable: false,
      cause,
    });
  }
};
