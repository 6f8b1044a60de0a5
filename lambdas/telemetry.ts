import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import {
  METRIC_DIMENSIONS,
  METRIC_NAMESPACE,
  METRICS,
  type MetricId,
} from '../lib/core/notify/metric-names.ts';
import type { Country } from '../lib/core/ingest/events.ts';

/** What a function says of itself: metrics for the alarms, log lines for people. */
export interface Telemetry {
  /** One data point. */
  metric(id: MetricId, value: number): void;
  /** Data points of one country, beside the metric without it. */
  countryMetrics(country: Country, values: Readonly<Partial<Record<MetricId, number>>>): void;
  info(message: string, details?: Readonly<Record<string, unknown>>): void;
  error(message: string, cause: unknown, details?: Readonly<Record<string, unknown>>): void;
  /**
   * Does an invocation's work, logs what it rejects with as `failure`, and writes the metrics whatever became of it.
   *
   * @param loggable what of an error may be logged; all of it unless given
   */
  during<Result>(
    failure: string,
    work: () => Promise<Result>,
    loggable?: (cause: unknown) => unknown,
  ): Promise<Result>;
}

/**
 * Metrics in CloudWatch's embedded format, and structured log lines, both on standard output. The
 * only dimensions are the instance and, where told, the country: an alarm names them exactly.
 */
export const createTelemetry = (stage: string, instance: string): Telemetry => {
  const logger = new Logger({ serviceName: stage, persistentKeys: { instance } });
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName: stage, logger });
  // The library's own dimension `service` would split every metric by function.
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ [METRIC_DIMENSIONS.instance]: instance });
  const byCountry = new Map<Country, Partial<Record<MetricId, number>>>();
  const add = (id: MetricId, value: number): void => {
    metrics.addMetric(METRICS[id].name, METRICS[id].unit, value);
  };
  const flush = (): void => {
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    for (const [country, values] of byCountry) {
      metrics.addDimension(METRIC_DIMENSIONS.country, country);
      for (const [id, value] of Object.entries(values)) add(id as MetricId, value);
      metrics.publishStoredMetrics();
    }
    byCountry.clear();
  };
  const error: Telemetry['error'] = (message, cause, details = {}) =>
    logger.error(message, {
      error: cause instanceof Error ? cause : new Error(String(cause)),
      details,
    });
  return {
    metric: add,
    countryMetrics: (country, values) => {
      byCountry.set(country, { ...byCountry.get(country), ...values });
    },
    info: (message, details = {}) => logger.info(message, { details }),
    error,
    during: async (failure, work, loggable = (cause) => cause) => {
      try {
        return await work();
      } catch (cause) {
        error(failure, loggable(cause));
        throw cause;
      } finally {
        flush();
      }
    },
  };
};
