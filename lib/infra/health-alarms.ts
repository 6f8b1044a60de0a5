import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { DetectorAlarms } from './alarms.ts';
import type { DetectorMetrics } from './detector-metrics.ts';
import type { DetectorState } from './state.ts';

export interface HealthAlarmsProps {
  readonly alarms: DetectorAlarms;
  readonly metrics: DetectorMetrics;
  readonly state: DetectorState;
  /** Functions that count, by name. */
  readonly ingest: ReadonlyMap<string, LambdaFunction>;
  readonly verification: ReadonlyMap<string, LambdaFunction>;
  /** Functions that a stream wakes, by name. */
  readonly woken: ReadonlyMap<string, LambdaFunction>;
  /** Every dead-letter queue, by the edge it is for. */
  readonly deadLetters: ReadonlyMap<string, IQueue>;
}

const FIVE_MINUTES = Duration.minutes(5);

/** Alarms about the detector itself: does it see everything, does it judge, does it act. */
export const addHealthAlarms = (props: HealthAlarmsProps): void => {
  addFeedAlarms(props);
  addJudgingAlarms(props);
  addThrottlingAlarms(props);
  for (const [edge, queue] of props.deadLetters)
    props.alarms.add('dead-letters', {
      of: edge,
      metric: queue.metricApproximateNumberOfMessagesVisible({
        statistic: 'Maximum',
        period: Duration.minutes(1),
      }),
      threshold: 1,
    });
};

/** A few are those of cold starts, which Cognito does not wait for. */
const MIN_VERIFICATIONS_LOST = 5;
/** So few records that cannot be read say nothing yet. */
const MIN_REJECTED = 10;
const MAX_REJECTED_PERCENT = 5;

const addFeedAlarms = ({ alarms, metrics, ingest, verification }: HealthAlarmsProps): void => {
  for (const [of, fn] of ingest)
    alarms.add('ingest-errors', {
      of,
      metric: fn.metricErrors({ period: FIVE_MINUTES }),
      threshold: 1,
    });
  for (const [of, fn] of verification)
    alarms.add('verification-errors', {
      of,
      metric: fn.metricErrors({ period: FIVE_MINUTES }),
      threshold: 1,
    });
  alarms.add('verifications-lost', {
    metric: metrics.of('verificationsLost'),
    threshold: MIN_VERIFICATIONS_LOST,
  });
  alarms.add('verification-feed-silent', {
    metric: metrics.of('verificationFeedSilent'),
    threshold: 1,
  });
  alarms.add('unreadable-records', {
    metric: new MathExpression({
      expression: `IF(rejected >= ${MIN_REJECTED}, 100 * rejected / (rejected + FILL(ingested, 0)), 0)`,
      usingMetrics: {
        rejected: metrics.of('rejectedRecords'),
        ingested: metrics.of('ingestedEvents'),
      },
      label: 'Records that could not be read, in percent',
      period: FIVE_MINUTES,
    }),
    threshold: MAX_REJECTED_PERCENT,
  });
};

const addJudgingAlarms = ({ alarms, metrics, woken }: HealthAlarmsProps): void => {
  for (const [kind, id] of [
    ['evaluate-heartbeat-missing', 'evaluateHeartbeat'],
    ['respond-heartbeat-missing', 'respondHeartbeat'],
  ] as const)
    alarms.add(kind, {
      metric: metrics.of(id),
      threshold: 1,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
    });
  for (const [of, fn] of woken)
    alarms.add('falling-behind', {
      of,
      metric: fn.metric('IteratorAge', { statistic: 'Maximum', period: FIVE_MINUTES }),
      threshold: FIVE_MINUTES.toMilliseconds(),
    });
  for (const [kind, id] of [
    ['settings-invalid', 'settingsInvalid'],
    ['not-assessed', 'notAssessed'],
    ['unlearned', 'unlearned'],
    ['rule-errors', 'ruleErrors'],
    ['actions-failed', 'actionsFailed'],
    ['untold', 'untold'],
  ] as const)
    alarms.add(kind, { metric: metrics.of(id), threshold: 1 });
};

/** `evaluate` and `respond` run one at a time, so that they are throttled is meant. */
const addThrottlingAlarms = ({ alarms, state, ingest, verification }: HealthAlarmsProps): void => {
  for (const [of, fn] of [...ingest, ...verification])
    alarms.add('throttling', {
      of,
      metric: fn.metricThrottles({ period: FIVE_MINUTES }),
      threshold: 1,
    });
  const { counters, incidents, numberRanges } = state;
  // One alarm a metric: DynamoDB writes no zeros, and a sum with a missing operand is missing.
  for (const [of, table] of Object.entries({ counters, incidents, 'number-ranges': numberRanges }))
    for (const [access, metricName] of [
      ['reads', 'ReadThrottleEvents'],
      ['writes', 'WriteThrottleEvents'],
    ] as const)
      alarms.add('throttling', {
        of: `${of}-${access}`,
        metric: table.metric(metricName, { statistic: 'Sum', period: FIVE_MINUTES }),
        threshold: 1,
      });
};
