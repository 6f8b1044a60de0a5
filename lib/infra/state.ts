import {
  AttributeType,
  BillingMode,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE } from '../adapters/aws/dynamodb-table.ts';
import { acknowledge } from './acknowledge.ts';
import type { DetectorContext } from './detector-context.ts';

export interface DetectorStateProps {
  readonly context: DetectorContext;
  readonly deletionProtection: boolean;
}

/**
 * What the detector remembers: counters, incidents with their decisions, blocked number ranges, and
 * the key of its hashes. Without the key the counters mean nothing, and a new key starts learning anew.
 */
export class DetectorState extends Construct {
  /** One-minute slots, hourly roll-ups, active keys. */
  readonly counters: Table;
  /** Incidents, decisions and what was done to levers. */
  readonly incidents: Table;
  /** The deny list that applications read before they send. */
  readonly numberRanges: Table;
  /** Keys the hashes of numbers, addresses and users. Made by Secrets Manager; in no template. */
  readonly hashKey: Secret;

  constructor(scope: Construct, id: string, { context, deletionProtection }: DetectorStateProps) {
    super(scope, id);
    const { encryptionKey, removalPolicy } = context;
    const table = (tableId: string, stream?: StreamViewType): Table =>
      new Table(this, tableId, {
        partitionKey: { name: PARTITION_KEY, type: AttributeType.STRING },
        sortKey: { name: SORT_KEY, type: AttributeType.STRING },
        timeToLiveAttribute: TTL_ATTRIBUTE,
        billingMode: BillingMode.PAY_PER_REQUEST,
        pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
        deletionProtection,
        removalPolicy,
        ...(stream === undefined ? {} : { stream }),
        ...(encryptionKey === undefined
          ? { encryption: TableEncryption.DEFAULT }
          : { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey }),
      });
    this.counters = table('Counters', StreamViewType.KEYS_ONLY);
    this.incidents = table('Incidents', StreamViewType.KEYS_ONLY);
    this.numberRanges = table('NumberRanges');
    this.hashKey = new Secret(this, 'HashKey', {
      description: `sms-pumping-detector ${context.instance}: key of the hashes of numbers, addresses and users`,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy,
      ...(encryptionKey === undefined ? {} : { encryptionKey }),
    });
    acknowledge(
      this.hashKey,
      'SMG4',
      'A new key would make every number unknown and blind the detector for four weeks: it is kept.',
    );
  }
}
