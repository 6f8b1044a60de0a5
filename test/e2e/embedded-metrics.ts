import { setTimeout as delay } from 'node:timers/promises';
import {
  type CloudWatchClient,
  type MetricDatum,
  PutMetricDataCommand,
  type StandardUnit,
} from '@aws-sdk/client-cloudwatch';
import {
  type CloudWatchLogsClient,
  type FilteredLogEvent,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { SECOND_MS } from '../../lib/core/time.ts';
import { groupBy } from '../../lib/evaluation/statistics.ts';
import { FUNCTION_LOGS } from './place.ts';

/** A metric's values, and the namespace that they belong to. */
export interface NamespacedDatum {
  readonly namespace: string;
  readonly datum: MetricDatum;
}

interface EmbeddedLine extends Readonly<Record<string, unknown>> {
  readonly _aws?: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit?: StandardUnit }[];
    }[];
  };
}

const parse = (message: string): EmbeddedLine | null => {
  if (!message.startsWith('{') || !message.includes('"CloudWatchMetrics"')) return null;
  try {
    return JSON.parse(message) as EmbeddedLine;
  } catch {
    return null;
  }
};

/**
 * The metrics of a log line in CloudWatch's embedded metric format, once for each of its sets of
 * dimensions; of any other line none. A metric or a set that the line has no value for is left out.
 */
export const metricsIn = (message: string): readonly NamespacedDatum[] => {
  const line = parse(message);
  if (line?._aws === undefined) return [];
  const Timestamp = new Date(line._aws.Timestamp);
  return line._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.filter((names) => names.every((name) => name in line)).flatMap((names) =>
      Metrics.flatMap(({ Name: MetricName, Unit = 'None' }) => {
        const Values = [line[MetricName]].flat().filter((value) => typeof value === 'number');
        if (Values.length === 0) return [];
        const dimensions = names.map((Name) => ({ Name, Value: String(line[Name]) }));
        const datum = { MetricName, Unit, Values, Timestamp, Dimensions: dimensions };
        return [{ namespace: Namespace, datum }];
      }),
    ),
  );
};

/**
 * Lets each log event through once. The emulator gives those of functions no ids, so an event is known
 * by its stream, its time, and its place among those of that time.
 */
export const onceEach = (): ((
  events: readonly FilteredLogEvent[],
) => readonly FilteredLogEvent[]) => {
  const taken = new Set<string>();
  return (events) => {
    const placeAt = new Map<string, number>();
    return events.filter(({ logStreamName, timestamp }) => {
      if (logStreamName === undefined) throw new Error('a log event has no stream');
      const at = `${logStreamName} ${timestamp}`;
      const place = placeAt.get(at) ?? 0;
      placeAt.set(at, place + 1);
      const isNew = !taken.has(`${at} ${place}`);
      taken.add(`${at} ${place}`);
      return isNew;
    });
  };
};

const POLL_MS = SECOND_MS;
/** What is logged late is still found: so far back each look reads again. */
const OVERLAP_MS = 30 * SECOND_MS;
/** CloudWatch takes a thousand at once. */
const METRICS_AT_ONCE = 1_000;

const put = async (
  cloudWatch: CloudWatchClient,
  metrics: readonly NamespacedDatum[],
): Promise<void> => {
  for (const [Namespace, ofIt] of groupBy(metrics, ({ namespace }) => namespace))
    for (let at = 0; at < ofIt.length; at += METRICS_AT_ONCE) {
      const MetricData = ofIt.slice(at, at + METRICS_AT_ONCE).map(({ datum }) => datum);
      await cloudWatch.send(new PutMetricDataCommand({ Namespace, MetricData }));
    }
};

/** What a function's log group has since then: nothing once it was deleted with the stack. */
const loggedSince = async (
  client: CloudWatchLogsClient,
  logGroupName: string,
  startTime: number,
): Promise<readonly FilteredLogEvent[]> => {
  const logged: FilteredLogEvent[] = [];
  try {
    for await (const { events = [] } of paginateFilterLogEvents(
      { client },
      { logGroupName, startTime },
    ))
      logged.push(...events);
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
  return logged;
};

/**
 * Does what CloudWatch Logs does in AWS and the emulator does not: what the deployed functions log in
 * the embedded metric format becomes metrics, each log event once, until `over`. With each of them
 * the emulator looks at the alarms.
 *
 * @throws what the account answers to it
 */
export const followEmbeddedMetrics = async (
  logs: CloudWatchLogsClient,
  cloudWatch: CloudWatchClient,
  over: AbortSignal,
): Promise<void> => {
  const sinceMs = new Map<string, number>();
  const groups = { logGroupNamePrefix: FUNCTION_LOGS };
  for await (const { logGroups = [] } of paginateDescribeLogGroups({ client: logs }, groups))
    for (const { logGroupName = '' } of logGroups) sinceMs.set(logGroupName, 0);
  const unseen = onceEach();
  while (!over.aborted) {
    for (const [group, startMs] of sinceMs) {
      const news = unseen(await loggedSince(logs, group, startMs));
      const latestMs = Math.max(0, ...news.map(({ timestamp = 0 }) => timestamp));
      sinceMs.set(group, Math.max(startMs, latestMs - OVERLAP_MS));
      await put(
        cloudWatch,
        news.flatMap(({ message = '' }) => metricsIn(message)),
      );
    }
    await delay(POLL_MS);
  }
};
