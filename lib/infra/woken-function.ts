import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { deadLetterQueue } from './dead-letter-queue.ts';
import type { DetectorContext } from './detector-context.ts';
import { DetectorFunction } from './detector-function.ts';
import { FUNCTIONS, type FunctionName } from './functions.ts';
import { acknowledgeKeyUse, acknowledgeWildcard } from './wildcards.ts';

export interface WokenFunctionProps {
  readonly context: DetectorContext;
  readonly name: FunctionName;
  readonly environment: Readonly<Record<string, string>>;
  readonly statements: readonly PolicyStatement[];
  /** The table whose changes wake the function, and which of them. */
  readonly table: Table;
  readonly pattern: Readonly<Record<string, unknown>>;
}

/** A change waits so long for company: as long as a tick of the detector. */
const MAX_BATCHING_WINDOW = Duration.seconds(5);
/** What is older need not wake anybody: the schedule has done so since. */
const MAX_WAKE_AGE = Duration.minutes(15);

/**
 * A function that runs when its table changes, and once a minute for what time alone changes:
 * expiry, closing, roll-ups, the heartbeat. What wakes it carries no data that is not in the table,
 * so a lost wake costs time alone: `respond` reads the table at each run, `evaluate` compares it every
 * five minutes with what it was told. It is kept and alarmed on all the same.
 */
export class WokenFunction extends Construct {
  readonly function: DetectorFunction;
  /** By the edge they are for. */
  readonly deadLetters: Readonly<Record<'stream' | 'schedule' | 'function', Queue>>;

  constructor(scope: Construct, id: string, props: WokenFunctionProps) {
    super(scope, id);
    const { context, name, table, pattern } = props;
    this.deadLetters = {
      stream: deadLetterQueue(this, 'StreamDeadLetters', context),
      schedule: deadLetterQueue(this, 'ScheduleDeadLetters', context),
      function: deadLetterQueue(this, 'DeadLetters', context),
    };
    this.function = new DetectorFunction(this, 'Woken', {
      context,
      name,
      ...FUNCTIONS[name],
      environment: props.environment,
      statements: [...props.statements, ...streamStatements(table)],
      deadLetterQueue: this.deadLetters.function,
      retryAttempts: 0,
      maxEventAge: MAX_WAKE_AGE,
    });
    this.#onStream(table, pattern);
    this.#everyMinute(context);
  }

  #onStream(table: Table, pattern: Readonly<Record<string, unknown>>): void {
    const mapping = new EventSourceMapping(this, 'Stream', {
      target: this.function.fn,
      ...(table.tableStreamArn === undefined ? {} : { eventSourceArn: table.tableStreamArn }),
      startingPosition: StartingPosition.LATEST,
      batchSize: 1_000,
      maxBatchingWindow: MAX_BATCHING_WINDOW,
      parallelizationFactor: 1,
      retryAttempts: 3,
      maxRecordAge: MAX_WAKE_AGE,
      onFailure: new SqsDlq(this.deadLetters.stream),
      filters: [FilterCriteria.filter(pattern)],
    });
    mapping.node.addDependency(this.function.role);
  }

  #everyMinute({ instance, encryptionKey }: DetectorContext): void {
    const role = new Role(this, 'ScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com'),
      description: `sms-pumping-detector ${instance}: wakes ${this.node.id}`,
    });
    if (encryptionKey !== undefined) acknowledgeKeyUse(role);
    acknowledgeWildcard(role, `${this.function.fn.functionArn}:*`, 'WakeVersions');
    new Schedule(this, 'EveryMinute', {
      description: `sms-pumping-detector ${instance}: what time alone changes`,
      schedule: ScheduleExpression.rate(Duration.minutes(1)),
      target: new LambdaInvoke(this.function.fn, {
        role,
        deadLetterQueue: this.deadLetters.schedule,
        retryAttempts: 3,
        maxEventAge: MAX_WAKE_AGE,
      }),
    });
  }
}

const streamStatements = (table: Table): PolicyStatement[] => [
  new PolicyStatement({
    sid: 'ReadStream',
    actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
    resources: [table.tableStreamArn ?? ''],
  }),
  new PolicyStatement({
    sid: 'FindStream',
    actions: ['dynamodb:ListStreams'],
    // Listing names no stream yet.
    resources: ['*'],
  }),
];
