import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { EventBusReference } from './notify.ts';
import type { SettingValue } from './settings-parameters.ts';

/** What a detector is given. Without any of it, it watches the SMS of the stack's account and region. */
export interface SmsPumpingDetectorProps {
  /**
   * Tells this detector from others of the same account and region: in the names of settings, alarms
   * and metrics. Lower-case letters, digits and hyphens, 20 at most.
   * @default 'default'
   */
  readonly instance?: string;

  /**
   * Whether the detector only says what it would do, or does it. Written to the setting `mode`, where
   * it can be changed without a deployment.
   * @default 'monitor'
   */
  readonly mode?: 'monitor' | 'enforce';

  /**
   * Settings that differ from the defaults, by key, such as
   * `{ 'rules/spend-burn/monthlyBudgetUsd': 500, protectedCountries: ['DE', 'AT'] }`.
   * @default - every setting has its default
   */
  readonly settings?: Readonly<Record<string, SettingValue>>;

  /**
   * User pools whose users get codes by SMS. They must be in the stack's region, and send from it.
   * @default - none: no verifications and no sources are read from Amazon Cognito
   */
  readonly userPools?: readonly IUserPool[];

  /**
   * Attach a trigger to the user pools that counts the codes that were entered. A function that a
   * pool calls already is called on, whether its template or somebody else had the pool call it, and is
   * put back when the stack is deleted. A pool of another stack loses the trigger when that stack's
   * template changes the pool: then deploy with another `revision`.
   * @default true
   */
  readonly verificationTriggers?: boolean;

  /**
   * Read who asked for codes from the user pools' logs. Where a pool's plan has no such log, or it
   * is exported elsewhere already, the pool is left as it is; an output says so.
   * @default true
   */
  readonly userPoolLogExport?: boolean;

  /**
   * The log group that the user pools export their records to already.
   * @default - one is created, and the pools export to it
   */
  readonly userPoolLogGroup?: ILogGroup;

  /**
   * Log groups with the delivery status of SMS. At most one more subscription may be on each.
   * @default - `sns/<region>/<account>/DirectPublishToPhoneNumber` and its `/Failure`
   */
  readonly deliveryLogGroupNames?: readonly string[];

  /**
   * Log groups in which an application writes verification records. Created where absent.
   * @default - none
   */
  readonly verificationLogGroups?: readonly ILogGroup[];

  /**
   * Turn the delivery logging of SNS on, with a sampling rate of 100 %: an attribute of the account
   * and region. What is set already stays. What was changed is put back when the stack is deleted, or
   * deployed with `false`; with `false` from the beginning nothing of it is read or written.
   * @default true
   */
  readonly manageSmsLogging?: boolean;

  /**
   * Any text. CloudFormation asks a custom resource again only when its properties change, so a second
   * deployment of the same does nothing about what somebody changed since. Another text here makes all of
   * them look again: SMS delivery logging, log groups, the pools' exports and triggers are set as after
   * the first deployment.
   * @default - none
   */
  readonly revision?: string;

  /**
   * How long log groups with SMS or user-pool records keep them, where the detector creates the
   * group. They hold phone numbers and addresses.
   * @default RetentionDays.ONE_MONTH
   */
  readonly recordRetention?: RetentionDays;

  /**
   * What SMS may cost in a month, in US dollars, for the alarm that money burns.
   * @default - the account's spend limit, whatever it is at the time
   */
  readonly monthlyBudgetUsd?: number;

  /**
   * The topic that people are told on.
   * @default - one is created
   */
  readonly topic?: ITopic;

  /**
   * Address that is subscribed to the topic. AWS asks it for confirmation first.
   * @default - none
   */
  readonly alarmEmail?: string;

  /**
   * The bus that machines are told on.
   * @default - the account's default bus
   */
  readonly eventBus?: EventBusReference;

  /**
   * Encrypts tables, queues, topic, logs and the hash key. Of an imported key the policy has to let
   * CloudWatch, CloudWatch Logs and SNS use it.
   * @default - the keys that the services own
   */
  readonly encryptionKey?: IKey;

  /**
   * What becomes of tables and hash key when the stack is deleted, or when they are replaced.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE: they are kept, but for those of a first deployment
   * that failed, which hold nothing
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Reserve one execution each for `evaluate` and `respond`, so that never two of them run at once. AWS
   * keeps some of an account's concurrency unreserved, so an account that still has the first quota of 10
   * can reserve none, and CloudFormation refuses the functions. Without: for trials in `monitor`, until the
   * quota is raised. Two judges refuse each other's decisions, with alarms; two hands on one lever can
   * each overwrite what the other has just read.
   * @default true
   */
  readonly reserveConcurrency?: boolean;

  /**
   * Refuse to delete the tables at all, by whatever way.
   * @default false
   */
  readonly deletionProtection?: boolean;

  /**
   * How long the functions' own logs are kept.
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays;

  /**
   * Where the runbooks are, as alarms name them; ends with a slash.
   * @default 'docs/runbooks/'
   */
  readonly runbookBaseUrl?: string;
}
