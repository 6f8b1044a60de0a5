import type { IamStatement } from './iam-statement.ts';

const TABLE = 'arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}';

/** For the detector, which keeps the list. */
export const NUMBER_RANGES_IAM: readonly IamStatement[] = [
  {
    sid: 'ReadNumberRange',
    access: 'read',
    actions: ['dynamodb:GetItem'],
    resources: [TABLE],
    why: 'The one table of number ranges.',
  },
  {
    sid: 'KeepNumberRanges',
    access: 'write',
    actions: ['dynamodb:PutItem', 'dynamodb:DeleteItem'],
    resources: [TABLE],
    why: 'The one table of number ranges.',
  },
];

/** For an application that asks the list before it sends. */
export const DENY_LIST_IAM: readonly IamStatement[] = [
  {
    sid: 'ReadNumberRanges',
    access: 'read',
    actions: ['dynamodb:Query'],
    resources: [TABLE],
    why: 'The one table of number ranges, to read.',
  },
];
