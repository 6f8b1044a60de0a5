import type { StandInAccount } from './account.ts';
import { ApiError, type Operations } from './api-error.ts';

interface MetricQuery {
  readonly Id?: string;
  readonly MetricStat?: {
    readonly Metric?: {
      readonly Namespace?: string;
      readonly MetricName?: string;
      readonly Dimensions?: readonly unknown[];
    };
    readonly Period?: number;
    readonly Stat?: string;
  };
}

const refuse = (message: string): never => {
  throw new ApiError('ValidationError', message);
};

/** The one series that exists. Any other metric has no data points, which is how CloudWatch answers too. */
const isMonthToDate = ({ MetricStat }: MetricQuery): boolean =>
  MetricStat?.Metric?.Namespace === 'AWS/SNS' &&
  MetricStat.Metric.MetricName === 'SMSMonthToDateSpentUSD' &&
  (MetricStat.Metric.Dimensions ?? []).length === 0;

/** CloudWatch, as far as reading the SMS spend goes. Times are epoch seconds on the wire. */
export const cloudWatchOperations = (account: StandInAccount, pageSize: number): Operations => ({
  GetMetricData: (input) => {
    const { StartTime, EndTime, MetricDataQueries, ScanBy, NextToken } = input;
    if (typeof StartTime !== 'number' || typeof EndTime !== 'number' || StartTime >= EndTime)
      return refuse('StartTime must be before EndTime');
    const queries = Array.isArray(MetricDataQueries) ? (MetricDataQueries as MetricQuery[]) : [];
    const [query] = queries;
    if (query === undefined || queries.length > 1)
      return refuse('The stand-in answers one metric data query at a time');
    const { Period = 0, Stat } = query.MetricStat ?? {};
    if (Period < 60 || Period % 60 !== 0) return refuse('Period must be a multiple of 60');
    if (Stat !== 'Maximum') return refuse('SMSMonthToDateSpentUSD is a maximum');
    const maxima = isMonthToDate(query)
      ? account.spend.maxima(StartTime * 1_000, EndTime * 1_000, Period * 1_000)
      : new Map<number, number>();
    const points = [...maxima].sort(([a], [b]) =>
      ScanBy === 'TimestampAscending' ? a - b : b - a,
    );
    const from = typeof NextToken === 'string' ? Number(NextToken) : 0;
    const page = points.slice(from, from + pageSize);
    const isLast = from + pageSize >= points.length;
    return {
      MetricDataResults: [
        {
          Id: query.Id,
          Label: query.MetricStat?.Metric?.MetricName,
          Timestamps: page.map(([atMs]) => atMs / 1_000),
          Values: page.map(([, usd]) => usd),
          StatusCode: isLast ? 'Complete' : 'PartialData',
        },
      ],
      ...(isLast ? {} : { NextToken: String(from + pageSize) }),
    };
  },
});
