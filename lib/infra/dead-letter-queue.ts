import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { DetectorContext } from './detector-context.ts';

/** Where an asynchronous edge leaves what it could not deliver. Alarmed on, and kept for two weeks. */
export const deadLetterQueue = (
  scope: Construct,
  id: string,
  { encryptionKey }: DetectorContext,
): Queue => {
  const queue = new Queue(scope, id, {
    retentionPeriod: Duration.days(14),
    enforceSSL: true,
    ...(encryptionKey === undefined
      ? { encryption: QueueEncryption.SQS_MANAGED }
      : { encryption: QueueEncryption.KMS, encryptionMasterKey: encryptionKey }),
  });
  acknowledge(queue, 'SQS3', 'It is a dead-letter queue itself.');
  return queue;
};
