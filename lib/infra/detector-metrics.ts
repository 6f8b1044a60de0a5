import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import {
  METRIC_DIMENSIONS,
  METRIC_NAMESPACE,
  METRICS,
  type MetricId,
} from '../core/notify/metric-names.ts';

/** Metrics whose data points exist for each country as well. */
export type CountryMetricId = {
  readonly [Id in MetricId]: (typeof METRICS)[Id]['byCountry'] extends true ? Id : never;
}[MetricId];

/** The metrics of one detector. */
export class DetectorMetrics {
  readonly #instance: string;

  constructor(instance: string) {
    this.#instance = instance;
  }

  /** A metric of the whole detector, joined over five minutes as it should be unless told otherwise. */
  of(id: MetricId, options: MetricOptions = {}): Metric {
    return this.#metric(id, {}, options);
  }

  /** A metric of one destination country (ISO 3166-1 alpha-2). */
  ofCountry(id: CountryMetricId, country: string, options: MetricOptions = {}): Metric {
    return this.#metric(id, { [METRIC_DIMENSIONS.country]: country }, options);
  }

  /** One line a country, for every country that has data points. */
  byCountry(id: CountryMetricId, period: Duration = Duration.minutes(5)): MathExpression {
    const { name, statistic } = METRICS[id];
    const { instance, country } = METRIC_DIMENSIONS;
    const schema = `{${METRIC_NAMESPACE},${instance},${country}}`;
    const filter = `MetricName="${name}" ${instance}="${this.#instance}"`;
    return new MathExpression({
      expression: `SEARCH('${schema} ${filter}', '${statistic}', ${period.toSeconds()})`,
      usingMetrics: {},
      label: '',
      period,
    });
  }

  #metric(id: MetricId, dimensions: Record<string, string>, options: MetricOptions): Metric {
    const { name, statistic } = METRICS[id];
    return new Metric({
      namespace: METRIC_NAMESPACE,
      metricName: name,
      statistic,
      period: Duration.minutes(5),
      dimensionsMap: { [METRIC_DIMENSIONS.instance]: this.#instance, ...dimensions },
      ...options,
    });
  }
}

/** SNS's own count of what SMS have cost this calendar month, in US dollars. It has no dimensions. */
export const monthToDateSpendUsd = (period: Duration): Metric =>
  new Metric({
    namespace: 'AWS/SNS',
    metricName: 'SMSMonthToDateSpentUSD',
    statistic: 'Maximum',
    period,
  });
