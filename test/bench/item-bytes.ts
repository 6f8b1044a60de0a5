import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Item = Record<string, AttributeValue>;

/** Bytes that DynamoDB bills for an item: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
export const itemBytes = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + name.length + valueBytes(value), 0);
const valueBytes = (value: AttributeValue): number => {
  if (value.S !== undefined) return value.S.length;
  if (value.B !== undefined) return value.B.byteLength;
  // About one byte for two significant digits and one more.
  if (value.N !== undefined) return Math.ceil(value.N.replace(/0+$/, '').length / 2) + 1;
  return (value.BS ?? []).reduce((sum, member) => sum + member.byteLength, 0);
};
