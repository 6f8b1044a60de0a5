import type { Faults } from './scenario.ts';

/**
 * 1 % duplicates, 2 % up to ten minutes late, out of order: assumption. Receipts hours late: AWS
 * says up to 72 h (https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html), the share
 * is an assumption. A price may be missing (GSA/notifications-api
 * app/clients/cloudwatch/aws_cloudwatch.py), the share is an assumption.
 */
export const USUAL_FAULTS: Faults = {
  duplicateShare: 0.01,
  lateShare: 0.02,
  hoursLateReceiptShare: 0.002,
  missingPriceShare: 0.001,
  unknownRecords: 0,
  cutLines: 0,
};

export const NO_FAULTS: Faults = {
  duplicateShare: 0,
  lateShare: 0,
  hoursLateReceiptShare: 0,
  missingPriceShare: 0,
  unknownRecords: 0,
  cutLines: 0,
};

export const MAX_LATE_MS = 10 * 60_000;
export const MAX_HOURS_LATE_MS = 6 * 3_600_000;
/** A second delivery follows a failed Lambda call after one, then two minutes (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html). */
export const REDELIVERY_DELAYS_MS = [60_000, 180_000];
