import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

/** Names of the counters table's own attributes, for the template that deploys it and for IAM. */
export const PARTITION_KEY = 'pk';
export const SORT_KEY = 'sk';
/**
 * Moment in epoch seconds after which DynamoDB may delete the item. It does so within a few days,
 * so readers filter as well.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
 */
export const TTL_ATTRIBUTE = 'expiresAtEpochSeconds';

/** DynamoDB's TTL wants whole seconds. Rounded up, so that nothing goes earlier than it was said to. */
export const expiryAttribute = (expiresAtMs: number): Record<string, { readonly N: string }> => ({
  [TTL_ATTRIBUTE]: { N: String(Math.ceil(expiresAtMs / 1_000)) },
});

/** The counters table: on demand, two string keys. TTL on {@link TTL_ATTRIBUTE} is a call of its own. */
export const countersTable = (tableName: string): CreateTableCommandInput => ({
  TableName: tableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: PARTITION_KEY, AttributeType: 'S' },
    { AttributeName: SORT_KEY, AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: PARTITION_KEY, KeyType: 'HASH' },
    { AttributeName: SORT_KEY, KeyType: 'RANGE' },
  ],
});
