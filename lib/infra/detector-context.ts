import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** What every stage of one detector shares. */
export interface DetectorContext {
  /** Tells this detector from others in the account. */
  readonly instance: string;
  /** Encrypts tables, queues, topic, logs and the hash key. */
  readonly encryptionKey: IKey | undefined;
  /** What becomes of the tables and the hash key when the stack is deleted, or they are replaced. */
  readonly removalPolicy: RemovalPolicy;
  /** What custom resources are told, so that another text makes them look again; `undefined` for nothing. */
  readonly revision: string | undefined;
  /** Whether functions of which one may run at a time reserve that one. */
  readonly reserveConcurrency: boolean;
  /** How long the functions' own logs are kept. */
  readonly logRetention: RetentionDays;
}

/** All of the detector's own log groups begin so, and none that does is ever subscribed. */
export const OWN_LOG_GROUP_PREFIX = '/sms-pumping-detector/';
