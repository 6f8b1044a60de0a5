import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { IDependable } from 'constructs';
import { METRIC_NAMESPACE } from '../core/notify/metric-names.ts';
import type { DetectorAlarms } from './alarms.ts';
import { type DetectorMetrics, monthToDateSpendUsd } from './detector-metrics.ts';

export interface TrafficAlarmsProps {
  readonly alarms: DetectorAlarms;
  readonly metrics: DetectorMetrics;
  /** What SMS may cost a month in US dollars; `undefined` for the account's spend limit, as it is then. */
  readonly budgetUsd: number | undefined;
  /** Where SNS logs what it could not deliver, and what makes sure that the groups are there. */
  readonly failureLogGroups: ReadonlyMap<string, IDependable>;
}

const HOURS_AHEAD = 24;

/** Alarms about what is being sent: pumping, money, and sending that has stopped. */
export const addTrafficAlarms = (props: TrafficAlarmsProps): void => {
  const { alarms, metrics } = props;
  alarms.add('pumping-in-progress', {
    metric: metrics.of('pumpingIncidents', { period: Duration.minutes(1) }),
    threshold: 1,
  });
  addSpendBurning(props);
  addSendingStopped(props);
};

const addSpendBurning = ({ alarms, metrics, budgetUsd }: TrafficAlarmsProps): void => {
  const period = Duration.hours(1);
  const tomorrow = `monthToDate + ${HOURS_AHEAD} * FILL(lastHour, 0)`;
  const spend = {
    monthToDate: monthToDateSpendUsd(period),
    lastHour: metrics.of('smsSpendUsd', { period }),
  };
  if (budgetUsd === undefined)
    alarms.add('spend-burning', {
      metric: new MathExpression({
        expression: `${tomorrow} - limit`,
        usingMetrics: { ...spend, limit: metrics.of('spendLimitUsd', { period }) },
        label: 'Spend this month, a day from now, above the limit',
        period,
      }),
      threshold: 0,
    });
  else
    alarms.add('spend-burning', {
      metric: new MathExpression({
        expression: tomorrow,
        usingMetrics: spend,
        label: 'Spend this month, a day from now',
        period,
      }),
      threshold: budgetUsd,
    });
};

/** The words that SNS logs when the spend limit is reached. AWS does not document them. */
const NO_QUOTA = FilterPattern.literal('"No quota left for account"');
const QUOTA_EXHAUSTED = 'QuotaExhausted';

const addSendingStopped = ({ alarms, failureLogGroups }: TrafficAlarmsProps): void => {
  if (failureLogGroups.size === 0) return;
  for (const [index, [name, ensured]] of [...failureLogGroups].entries()) {
    const filter = new MetricFilter(alarms, `QuotaExhausted${index}`, {
      logGroup: LogGroup.fromLogGroupName(alarms, `FailureGroup${index}`, name),
      filterPattern: NO_QUOTA,
      metricNamespace: METRIC_NAMESPACE,
      metricName: QUOTA_EXHAUSTED,
      metricValue: '1',
    });
    filter.node.addDependency(ensured);
  }
  alarms.add('sending-stopped', {
    // A metric filter cannot add the instance as a dimension; the quota is the account's anyway.
    metric: new Metric({
      namespace: METRIC_NAMESPACE,
      metricName: QUOTA_EXHAUSTED,
      statistic: 'Sum',
      period: Duration.minutes(5),
    }),
    threshold: 1,
  });
};
