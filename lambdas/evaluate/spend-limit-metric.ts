import { MINUTE_MS } from '../../lib/core/time.ts';
import type { Telemetry } from '../telemetry.ts';

export interface SpendLimitMetricPorts {
  readonly readLimitUsd: () => Promise<number>;
  readonly clock: { nowMs(): number };
  readonly telemetry: Pick<Telemetry, 'metric' | 'error'>;
}

/**
 * Tells the account's spend limit once a minute, so that the alarm on money follows it, whoever moves
 * it; a budget of one's own takes its place there, and nobody asks. A limit that cannot be read is no limit: nothing is told of it, it counts as not assessed, and
 * the run goes on.
 */
export const createSpendLimitMetric = ({
  readLimitUsd,
  clock,
  telemetry,
}: SpendLimitMetricPorts) => {
  let toldMs = -Infinity;
  return async (): Promise<void> => {
    const nowMs = clock.nowMs();
    if (nowMs - toldMs < MINUTE_MS) return;
    toldMs = nowMs;
    try {
      telemetry.metric('spendLimitUsd', await readLimitUsd());
    } catch (error) {
      telemetry.error('the spend limit could not be read', error);
      telemetry.metric('notAssessed', 1);
    }
  };
};
