import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IDependable } from 'constructs';
import { deadLetterQueue } from './dead-letter-queue.ts';
import type { DetectorContext } from './detector-context.ts';
import { DetectorFunction } from './detector-function.ts';
import { FUNCTIONS, type FunctionName } from './functions.ts';
import { logGroupArn, requireForeignLogGroup } from './log-group-names.ts';
import type { DetectorState } from './state.ts';

export interface SubscribedFunctionProps {
  readonly context: DetectorContext;
  readonly state: DetectorState;
  readonly name: FunctionName & `ingest-${string}`;
}

/** Reads and counts: what each function that ingests may do. */
export const countingStatements = ({ counters, hashKey }: DetectorState): PolicyStatement[] => [
  new PolicyStatement({
    sid: 'Count',
    actions: ['dynamodb:BatchWriteItem', 'dynamodb:UpdateItem'],
    resources: [counters.tableArn],
  }),
  new PolicyStatement({
    sid: 'ReadHashKey',
    actions: ['secretsmanager:GetSecretValue'],
    resources: [hashKey.secretArn],
  }),
];

export const countingEnvironment = ({
  counters,
  hashKey,
}: DetectorState): Readonly<Record<string, string>> => ({
  SMS_PUMPING_COUNTERS_TABLE_NAME: counters.tableName,
  SMS_PUMPING_HASH_KEY_SECRET_ARN: hashKey.secretArn,
});

/**
 * The ingest stage: a function that log groups are subscribed to. CloudWatch Logs invokes it
 * asynchronously; a batch that fails is tried twice more, and then waits in the dead-letter queue.
 */
export class SubscribedFunction extends Construct {
  readonly function: DetectorFunction;
  readonly deadLetters: Queue;
  readonly #instance: string;

  constructor(scope: Construct, id: string, { context, state, name }: SubscribedFunctionProps) {
    super(scope, id);
    this.#instance = context.instance;
    this.deadLetters = deadLetterQueue(this, 'DeadLetters', context);
    this.function = new DetectorFunction(this, 'Ingest', {
      context,
      name,
      ...FUNCTIONS[name],
      environment: countingEnvironment(state),
      statements: countingStatements(state),
      deadLetterQueue: this.deadLetters,
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
    });
  }

  /**
   * Subscribes a log group, with a filter that matches everything.
   *
   * @param after what must be there first: whatever makes sure of the log group
   * @throws for one of the detector's own log groups
   */
  subscribe(id: string, logGroupName: string, after?: IDependable): void {
    requireForeignLogGroup(logGroupName);
    const { fn } = this.function;
    const permission = `${id}Permission`;
    fn.addPermission(permission, {
      principal: new ServicePrincipal('logs.amazonaws.com'),
      sourceArn: `${logGroupArn(this, logGroupName)}:*`,
      sourceAccount: Stack.of(this).account,
    });
    const filter = new CfnSubscriptionFilter(this, id, {
      filterName: subscriptionName(this.#instance),
      filterPattern: '',
      logGroupName,
      destinationArn: fn.functionArn,
    });
    const permitted = fn.node.tryFindChild(permission);
    if (permitted !== undefined) filter.node.addDependency(permitted);
    if (after !== undefined) filter.node.addDependency(after);
  }
}

/** One name a detector, so that it recognises its own filter among the two that a group can have. */
export const subscriptionName = (instance: string): string => `sms-pumping-detector-${instance}`;
