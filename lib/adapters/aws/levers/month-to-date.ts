import { GetMetricDataCommand, type CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { LeverError } from '../../../core/errors.ts';
import {
  ceilTo,
  floorTo,
  formatIso,
  HOUR_MS,
  MINUTE_MS,
  startOfMonthMs,
} from '../../../core/time.ts';
import { callAws, unreadable } from './call-aws.ts';

const OPERATION = 'cloudwatch:GetMetricData';
const METRIC = 'SMSMonthToDateSpentUSD';
const PERIOD_MS = 5 * MINUTE_MS;
/**
 * How old the newest data point may be. It moves when messages go out, and nobody plans a limit for
 * an account that has sent nothing for hours; an older figure could be far too low.
 */
const MAX_AGE_MS = 3 * HOUR_MS;

/**
 * What SMS have cost since the start of this calendar month (UTC), in USD, from the account's own
 * metric: a running total, of which the newest data point counts. Data points of last month are not
 * asked for. Where there is none the cost is unknown, and unknown is never zero.
 *
 * The metric is a maximum and has no dimensions:
 * https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
 */
export const readMonthToDateUsd = async (
  client: CloudWatchClient,
  nowMs: number,
): Promise<number> => {
  const monthMs = startOfMonthMs(nowMs);
  const fromMs = Math.max(monthMs, floorTo(nowMs - MAX_AGE_MS, PERIOD_MS));
  const points = await readPoints(client, fromMs, ceilTo(nowMs + 1, PERIOD_MS));
  let newest: Point | null = null;
  for (const point of points)
    if (point.atMs >= monthMs && (newest === null || point.atMs > newest.atMs)) newest = point;
  if (newest === null)
    throw new LeverError(
      `${METRIC} has no data point since ${formatIso(fromMs)}: what this month has cost is unknown. It appears some minutes after the first SMS of the month; if SMS go out, check that the detector reads the region that sends them.`,
      { retryable: true },
    );
  return newest.usd;
};

interface Point {
  readonly atMs: number;
  readonly usd: number;
}

const readPoints = async (
  client: CloudWatchClient,
  fromMs: number,
  toMs: number,
): Promise<readonly Point[]> => {
  const points: Point[] = [];
  let NextToken: string | undefined;
  let status: string | undefined;
  do {
    const page = await callAws(OPERATION, () =>
      client.send(
        new GetMetricDataCommand({
          StartTime: new Date(fromMs),
          EndTime: new Date(toMs),
          ScanBy: 'TimestampDescending',
          MetricDataQueries: [
            {
              Id: 'spent',
              MetricStat: {
                Metric: { Namespace: 'AWS/SNS', MetricName: METRIC },
                Period: PERIOD_MS / 1_000,
                Stat: 'Maximum',
              },
            },
          ],
          ...(NextToken === undefined ? {} : { NextToken }),
        }),
      ),
    );
    const result = page.MetricDataResults?.find(({ Id }) => Id === 'spent');
    if (result === undefined) throw unreadable(OPERATION, 'the metric that was asked for');
    const { Timestamps = [], Values = [] } = result;
    for (const [index, timestamp] of Timestamps.entries()) {
      const usd = Values[index];
      if (usd === undefined || !Number.isFinite(usd) || usd < 0)
        throw unreadable(OPERATION, 'an amount for each moment');
      points.push({ atMs: timestamp.getTime(), usd });
    }
    status = result.StatusCode;
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  if (status !== 'Complete') throw unreadable(OPERATION, `all data points (status ${status})`);
  return points;
};
