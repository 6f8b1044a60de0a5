import { afterEach, describe, expect, it, vi } from 'vitest';
import { createTelemetry } from '../../../lambdas/telemetry.ts';
import { METRIC_NAMESPACE } from '../../../lib/core/notify/metric-names.ts';
import { metricsIn, onceEach } from '../../e2e/embedded-metrics.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** What a function prints for CloudWatch Logs, line by line. */
const printedBy = async (tell: (telemetry: ReturnType<typeof createTelemetry>) => void) => {
  let printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  const telemetry = createTelemetry('evaluate', 'default');
  await telemetry.during('it failed', () => Promise.resolve(tell(telemetry)));
  vi.restoreAllMocks();
  return printed.split('\n');
};

const INSTANCE = { Name: 'Instance', Value: 'default' };

const line = (directives: unknown, values: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ _aws: { Timestamp: 1_000, CloudWatchMetrics: directives }, ...values });

describe('metrics in the log of a function', () => {
  it('are those that it told, with its instance', async () => {
    const told = (
      await printedBy((telemetry) => {
        telemetry.info('nothing to count');
        telemetry.metric('pumpingIncidents', 2);
      })
    ).flatMap(metricsIn);
    expect(told).toEqual([
      {
        namespace: METRIC_NAMESPACE,
        datum: {
          MetricName: 'PumpingIncidents',
          Unit: 'Count',
          Values: [2],
          Timestamp: expect.any(Date) as Date,
          Dimensions: [INSTANCE],
        },
      },
    ]);
  });

  it('told twice in a run are two values of one', async () => {
    const [told] = (
      await printedBy((telemetry) => {
        telemetry.metric('ingestedEvents', 3);
        telemetry.metric('ingestedEvents', 4);
      })
    ).flatMap(metricsIn);
    expect(told?.datum.Values).toEqual([3, 4]);
  });

  it('of a country have it as a second dimension', async () => {
    const told = (
      await printedBy((telemetry) => telemetry.countryMetrics('PT', { smsSent: 5 }))
    ).flatMap(metricsIn);
    expect(told).toMatchObject([
      {
        datum: {
          MetricName: 'SmsSent',
          Values: [5],
          Dimensions: [INSTANCE, { Name: 'Country', Value: 'PT' }],
        },
      },
    ]);
  });

  it('are told once for each set of dimensions', () => {
    const directive = { Namespace: 'N', Dimensions: [[], ['A']], Metrics: [{ Name: 'M' }] };
    const sets = metricsIn(line([directive], { A: 'a', M: 1 })).map(
      ({ datum }) => datum.Dimensions,
    );
    expect(sets).toEqual([[], [{ Name: 'A', Value: 'a' }]]);
  });

  it('without a value, or a dimension without one, are none', () => {
    const directive = { Namespace: 'N', Dimensions: [['A']], Metrics: [{ Name: 'M' }] };
    expect(metricsIn(line([directive], { A: 'a' }))).toEqual([]);
    expect(metricsIn(line([directive], { M: 1 }))).toEqual([]);
  });

  it('are in no other line, be it broken or text', () => {
    for (const other of [
      'START RequestId: 1',
      '{"level":"INFO"}',
      '{"CloudWatchMetrics":[]}',
      '{"CloudWatchMetrics":[',
      '{}',
    ])
      expect(metricsIn(other)).toEqual([]);
  });
});

describe('a log event', () => {
  const [logStreamName, timestamp] = ['run 1', 1_000];
  const event = { logStreamName, timestamp, message: 'the same' };

  it('counts once, however often it is read', () => {
    const unseen = onceEach();
    const later = { ...event, timestamp: 1_001 };
    expect(unseen([event, later])).toHaveLength(2);
    expect(unseen([event, later])).toEqual([]);
    // What is read anew begins later than what was read before.
    const latest = { ...event, timestamp: 1_002 };
    expect(unseen([later, latest])).toEqual([latest]);
  });

  it('that says the same as another of its run or of another run counts as well', () => {
    const unseen = onceEach();
    expect(unseen([event, event, { ...event, logStreamName: 'run 2' }])).toHaveLength(3);
    expect(unseen([event, event, event])).toHaveLength(1);
  });

  it('without a stream is refused: nobody could tell it from one that was counted', () => {
    expect(() => onceEach()([{ timestamp, message: 'anything' }])).toThrow('has no stream');
  });
});
