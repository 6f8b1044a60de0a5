import type { BatchCounts } from './ingest-subscription.ts';
import type { Telemetry } from './telemetry.ts';

/**
 * A data point of one country costs a log line, and its metrics are paid by the month. Beyond the
 * busiest of a batch, countries are in the sums only.
 */
const COUNTRIES_TOLD = 20;

/** The metrics of a batch that was counted. */
export const reportBatch = (counts: BatchCounts, telemetry: Telemetry): void => {
  const { accepted, rejected, countries } = counts;
  const refused = Object.values(rejected).reduce((sum, count) => sum + count, 0);
  telemetry.metric('ingestedEvents', accepted);
  telemetry.metric('rejectedRecords', refused);
  const busiest = Object.entries(countries).sort(([, a], [, b]) => b.sent - a.sent);
  const total = { smsSent: 0, smsSpendUsd: 0 };
  for (const [index, [country, { sent, spendUsd }]] of busiest.entries()) {
    total.smsSent += sent;
    total.smsSpendUsd += spendUsd;
    if (index < COUNTRIES_TOLD)
      telemetry.countryMetrics(country, { smsSent: sent, smsSpendUsd: spendUsd });
  }
  if (busiest.length > 0) {
    telemetry.metric('smsSent', total.smsSent);
    telemetry.metric('smsSpendUsd', total.smsSpendUsd);
  }
  if (refused > 0) telemetry.info('records that could not be read', { rejected });
};
