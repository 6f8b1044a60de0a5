import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  SingleValueWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { DetectorAlarms } from './alarms.ts';
import { type DetectorMetrics, monthToDateSpendUsd } from './detector-metrics.ts';

export interface DetectorDashboardProps {
  readonly instance: string;
  readonly alarms: DetectorAlarms;
  readonly metrics: DetectorMetrics;
  /** What SMS may cost a month in US dollars; `undefined` for the account's spend limit, as it is then. */
  readonly budgetUsd: number | undefined;
  readonly functions: ReadonlyMap<string, LambdaFunction>;
}

const FULL_WIDTH = 24;
const HALF = 12;
const THIRD = 8;

/** One page: is there an attack, what does it cost, who is still verified, and is the detector well. */
export class DetectorDashboard extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: DetectorDashboardProps) {
    super(scope, id);
    const { instance, alarms, metrics } = props;
    this.dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: `sms-pumping-detector-${instance}`,
      defaultInterval: Duration.days(1),
    });
    this.dashboard.addWidgets(
      new AlarmStatusWidget({ title: 'Alarms', alarms: alarms.all, width: FULL_WIDTH, height: 5 }),
    );
    this.dashboard.addWidgets(
      new SingleValueWidget({
        title: 'Now',
        width: FULL_WIDTH,
        metrics: [
          metrics.of('openIncidents', { label: 'Open incidents' }),
          metrics.of('pumpingIncidents', { label: 'Pumping' }),
          metrics.of('smsSent', { label: 'SMS in 5 min' }),
          metrics.of('smsSpendUsd', { label: 'USD in 5 min' }),
          monthToDateSpendUsd(Duration.hours(1)).with({ label: 'USD this month' }),
        ],
      }),
    );
    this.#traffic(props);
    this.#detector(props);
  }

  #traffic({ metrics, budgetUsd }: DetectorDashboardProps): void {
    this.dashboard.addWidgets(
      graph('SMS by country', HALF, [metrics.byCountry('smsSent')]),
      graph('Spend by country, USD', HALF, [metrics.byCountry('smsSpendUsd')]),
    );
    this.dashboard.addWidgets(
      graph('Conversion by country, %', HALF, [metrics.byCountry('conversionRate')]),
      graph('Risk score by country, 0 to 100', HALF, [metrics.byCountry('riskScore')]),
    );
    this.dashboard.addWidgets(
      graph('Incidents', THIRD, [metrics.of('openIncidents'), metrics.of('pumpingIncidents')]),
      graph('Actions', THIRD, [metrics.of('actionsApplied'), metrics.of('actionsFailed')]),
      moneyGraph(metrics, budgetUsd),
    );
  }

  #detector({ metrics, functions }: DetectorDashboardProps): void {
    const all = [...functions.values()];
    this.dashboard.addWidgets(
      new TextWidget({ markdown: '## The detector itself', width: FULL_WIDTH, height: 1 }),
    );
    this.dashboard.addWidgets(
      graph('Records', THIRD, [
        metrics.of('ingestedEvents'),
        metrics.of('rejectedRecords'),
        metrics.of('verificationsLost'),
      ]),
      graph('Heartbeats', THIRD, [metrics.of('evaluateHeartbeat'), metrics.of('respondHeartbeat')]),
      graph('Unknown', THIRD, [
        metrics.of('notAssessed'),
        metrics.of('unlearned'),
        metrics.of('verificationFeedSilent'),
        metrics.of('ruleErrors'),
        metrics.of('settingsInvalid'),
        metrics.of('untold'),
      ]),
    );
    this.dashboard.addWidgets(
      graph(
        'Errors',
        THIRD,
        all.map((fn) => fn.metricErrors()),
      ),
      graph(
        'Throttles',
        THIRD,
        all.map((fn) => fn.metricThrottles()),
      ),
      graph(
        'Duration, ms',
        THIRD,
        all.map((fn) => fn.metricDuration({ statistic: 'p99' })),
      ),
    );
  }
}

const graph = (title: string, width: number, left: IMetric[]): GraphWidget =>
  new GraphWidget({ title, width, left });

const moneyGraph = (metrics: DetectorMetrics, budgetUsd: number | undefined): GraphWidget => {
  const period = Duration.hours(1);
  const spent = monthToDateSpendUsd(period);
  if (budgetUsd === undefined)
    return graph('USD this month, and the limit', THIRD, [
      spent,
      metrics.of('spendLimitUsd', { period }),
    ]);
  return new GraphWidget({
    title: 'USD this month, and the budget',
    width: THIRD,
    left: [spent],
    leftAnnotations: [{ value: budgetUsd, label: 'budget' }],
  });
};
