import { METRICS } from '../../../lib/core/notify/metric-names.ts';
import { until } from '../until.ts';
import type { World } from '../world.ts';

const SAID = [
  ['evaluate', METRICS.evaluateHeartbeat.name],
  ['respond', METRICS.actionsApplied.name],
  ['ingest-delivery-status', METRICS.ingestedEvents.name],
] as const;

/** What the functions say of themselves is in CloudWatch's metrics, and once only. */
export const areMetrics = async (
  { account }: World,
  say: (line: string) => void,
): Promise<void> => {
  for (const [name, metric] of SAID) {
    const saidBefore = await account.sumOf(name, metric);
    if (saidBefore === 0) throw new Error(`${name} never said ${metric}`);
    const sum = await until(`${saidBefore} of ${metric} are in CloudWatch`, async () => {
      const inIt = await account.metricSum(metric);
      return inIt >= saidBefore ? inIt : null;
    });
    const saidAfter = await account.sumOf(name, metric);
    if (sum > saidAfter) throw new Error(`${metric} is ${sum}, and ${name} said ${saidAfter}`);
    say(`${metric} is ${sum} in CloudWatch, as ${name} said it`);
  }
};
