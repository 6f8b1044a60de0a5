import type { IamStatement } from './iam-statement.ts';

/** https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonSNSFullAccess.html */
const WHY_THROUGH_SNS =
  'SNS hands the limit on in the name of the caller: AWS gives its own AmazonSNSFullAccess the same. Never called directly.';
const THROUGH_SNS = { StringEquals: { 'aws:CalledViaLast': 'sns.amazonaws.com' } };

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html */
export const SPEND_LIMIT_IAM: readonly IamStatement[] = [
  {
    sid: 'ReadSmsSpendLimit',
    access: 'read',
    actions: ['sns:GetSMSAttributes'],
    resources: ['*'],
    why: 'SMS attributes belong to the account; SNS has no resource for them.',
  },
  {
    sid: 'ReadSmsMonthToDate',
    access: 'read',
    actions: ['cloudwatch:GetMetricData'],
    resources: ['*'],
    why: 'CloudWatch cannot narrow reading of metrics to some of them.',
  },
  {
    sid: 'ReadSmsSpendLimitThroughSns',
    access: 'read',
    actions: ['sms-voice:DescribeSpendLimits'],
    resources: ['*'],
    conditions: THROUGH_SNS,
    why: WHY_THROUGH_SNS,
  },
  {
    sid: 'SetSmsSpendLimit',
    access: 'write',
    actions: ['sns:SetSMSAttributes'],
    resources: ['*'],
    why: 'SMS attributes belong to the account; SNS has no resource for them.',
  },
  {
    sid: 'SetSmsSpendLimitThroughSns',
    access: 'write',
    actions: ['sms-voice:SetTextMessageSpendLimitOverride'],
    resources: ['*'],
    conditions: THROUGH_SNS,
    why: WHY_THROUGH_SNS,
  },
];
