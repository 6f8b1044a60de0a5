import { RemovalPolicy } from 'aws-cdk-lib';
import type { MathExpression, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IDependable } from 'constructs';
import type { MetricId } from '../core/notify/metric-names.ts';
import { DetectorAlarms } from './alarms.ts';
import { DetectorDashboard } from './dashboard.ts';
import type { DetectorContext } from './detector-context.ts';
import { type CountryMetricId, DetectorMetrics } from './detector-metrics.ts';
import { allowServices } from './encryption.ts';
import { EvaluateStage } from './evaluate.ts';
import { grantOperate, grantReadDenyList, grantReadIncidents, grantTune } from './grants.ts';
import { addHealthAlarms } from './health-alarms.ts';
import { eachOnce, namedLogGroup, snsDeliveryLogGroupNames } from './log-group-names.ts';
import { EnsuredLogGroups } from './log-groups.ts';
import { type EventBusReference, Notifications } from './notify.ts';
import { partsOf } from './parts.ts';
import { RespondStage } from './respond.ts';
import { SettingsParameters } from './settings-parameters.ts';
import { SmsLogging } from './sms-logging.ts';
import type { SmsPumpingDetectorProps } from './sms-pumping-detector-props.ts';
import { DetectorState } from './state.ts';
import { SubscribedFunction } from './subscribed-function.ts';
import { addTrafficAlarms } from './traffic-alarms.ts';
import { UserPools } from './user-pools.ts';

/**
 * Watches the SMS that an account sends from one region, tells people and machines of SMS pumping,
 * and stops it when it may: everything that the detector needs in AWS.
 *
 * ```ts
 * new SmsPumpingDetector(this, 'SmsPumpingDetector', { alarmEmail: 'oncall@example.com' });
 * ```
 */
export class SmsPumpingDetector extends Construct {
  /** Tells this detector from others of the account. */
  readonly instance: string;
  /** Tables and the key of the hashes. */
  readonly state: DetectorState;
  /** Tells people. */
  readonly topic: ITopic;
  /** Tells machines. */
  readonly eventBus: EventBusReference;
  /** Every function that handles traffic, by name. */
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  /** Every dead-letter queue, by the edge it is for. */
  readonly deadLetterQueues: ReadonlyMap<string, IQueue>;
  /** Alarms of traffic and of the detector's own health. */
  readonly alarms: DetectorAlarms;
  /** By user pool: `on`, or why its records are not exported. */
  readonly userPoolExportStatus: ReadonlyMap<string, string>;
  readonly #metrics: DetectorMetrics;

  constructor(scope: Construct, id: string, props: SmsPumpingDetectorProps = {}) {
    super(scope, id);
    const context = contextOf(props);
    this.instance = context.instance;
    if (context.encryptionKey !== undefined) allowServices(this, context.encryptionKey);
    const deliveryLogGroupNames = props.deliveryLogGroupNames ?? snsDeliveryLogGroupNames(this);
    const recordRetention = props.recordRetention ?? RetentionDays.ONE_MONTH;

    this.state = new DetectorState(this, 'State', {
      context,
      deletionProtection: props.deletionProtection ?? false,
    });
    new SettingsParameters(this, 'Settings', {
      context,
      settings: { mode: props.mode ?? 'monitor', ...props.settings },
    });
    if (props.manageSmsLogging ?? true)
      new SmsLogging(this, 'SmsLogging', { context, deliveryLogGroupNames });
    const recordLogGroups = eachOnce(
      [...deliveryLogGroupNames, ...(props.verificationLogGroups ?? [])].map((group) =>
        namedLogGroup(this, group),
      ),
    );
    const logGroups = new EnsuredLogGroups(this, 'LogGroups', {
      context,
      logGroups: [
        ...recordLogGroups,
        ...(props.userPoolLogGroup === undefined
          ? []
          : [namedLogGroup(this, props.userPoolLogGroup)]),
      ],
      retention: recordRetention,
    });
    const ingest = new SubscribedFunction(this, 'IngestDeliveryStatus', {
      context,
      state: this.state,
      name: 'ingest-delivery-status',
    });
    for (const { id: groupId, name } of recordLogGroups)
      ingest.subscribe(`Records${groupId}`, name, logGroups.ensured(name));
    const userPools = new UserPools(this, 'UserPools', {
      context,
      state: this.state,
      userPools: props.userPools ?? [],
      verificationTriggers: props.verificationTriggers ?? true,
      logExport: props.userPoolLogExport ?? true,
      logGroup: props.userPoolLogGroup,
      logGroups,
      retention: recordRetention,
    });
    this.userPoolExportStatus = userPools.exportStatus;
    const notifications = new Notifications(this, 'Notify', {
      context,
      topic: props.topic,
      alarmEmail: props.alarmEmail,
      eventBus: props.eventBus,
    });
    this.topic = notifications.topic;
    this.eventBus = notifications.eventBus;
    const evaluate = new EvaluateStage(this, 'EvaluateStage', {
      context,
      state: this.state,
      notifications,
      deliveryLogGroupNames,
      followSpendLimit: props.monthlyBudgetUsd === undefined,
    });
    const respond = new RespondStage(this, 'RespondStage', {
      context,
      state: this.state,
      notifications,
    });

    const parts = partsOf({ ingest, userPools, evaluate, respond, notifications });
    this.functions = parts.functions;
    this.deadLetterQueues = parts.deadLetters;
    this.#metrics = new DetectorMetrics(this.instance);
    this.alarms = new DetectorAlarms(this, 'Alarms', {
      instance: this.instance,
      topic: this.topic,
      runbookBaseUrl: props.runbookBaseUrl ?? 'docs/runbooks/',
    });
    addTrafficAlarms({
      alarms: this.alarms,
      metrics: this.#metrics,
      budgetUsd: props.monthlyBudgetUsd,
      failureLogGroups: new Map<string, IDependable>(
        deliveryLogGroupNames
          .filter((name) => name.endsWith('/Failure'))
          .map((name) => [name, logGroups.ensured(name)]),
      ),
    });
    addHealthAlarms({
      alarms: this.alarms,
      metrics: this.#metrics,
      state: this.state,
      ...parts,
    });
    new DetectorDashboard(this, 'Dashboard', {
      instance: this.instance,
      alarms: this.alarms,
      metrics: this.#metrics,
      budgetUsd: props.monthlyBudgetUsd,
      functions: this.functions,
    });
  }

  /** Lets an application read the blocked number ranges before it sends (`createDenyList`). */
  grantReadDenyList(grantee: IGrantable): Grant {
    return grantReadDenyList(this.state, grantee);
  }

  /** Lets somebody read incidents, decisions and what was done. */
  grantReadIncidents(grantee: IGrantable): Grant {
    return grantReadIncidents(this.state, grantee);
  }

  /** Lets somebody read and change the settings of this detector. */
  grantTune(grantee: IGrantable): Grant {
    return grantTune(this, this.instance, grantee);
  }

  /** Lets somebody move levers by hand, as `rollback` does, and read incidents. */
  grantOperate(grantee: IGrantable): Grant {
    return grantOperate(this, this.state, grantee);
  }

  /** A metric of the whole detector, joined over five minutes unless told otherwise. */
  metric(id: MetricId, options?: MetricOptions): Metric {
    return this.#metrics.of(id, options);
  }

  /** A metric of one destination country (ISO 3166-1 alpha-2). */
  metricOfCountry(id: CountryMetricId, country: string, options?: MetricOptions): Metric {
    return this.#metrics.ofCountry(id, country, options);
  }

  /** A metric of every country that has data points, for a graph. */
  metricByCountry(id: CountryMetricId): MathExpression {
    return this.#metrics.byCountry(id);
  }

  /** Open incidents that are judged to be pumping. */
  metricPumpingIncidents(options?: MetricOptions): Metric {
    return this.metric('pumpingIncidents', options);
  }

  /** SMS that were sent. */
  metricSmsSent(options?: MetricOptions): Metric {
    return this.metric('smsSent', options);
  }

  /** What they cost, in US dollars. */
  metricSmsSpendUsd(options?: MetricOptions): Metric {
    return this.metric('smsSpendUsd', options);
  }
}

/** Names of functions and alarms hold the instance, and Lambda's names have 64 characters. */
const INSTANCE = /^[a-z0-9](?:[a-z0-9-]{0,18}[a-z0-9])?$/;

const contextOf = (props: SmsPumpingDetectorProps): DetectorContext => {
  const instance = props.instance ?? 'default';
  if (!INSTANCE.test(instance))
    throw new Error(
      `instance ${JSON.stringify(instance)} cannot be used: lower-case letters, digits and hyphens inside, 20 at most.`,
    );
  return {
    instance,
    encryptionKey: props.encryptionKey,
    revision: props.revision,
    reserveConcurrency: props.reserveConcurrency ?? true,
    removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    logRetention: props.logRetention ?? RetentionDays.THREE_MONTHS,
  };
};
