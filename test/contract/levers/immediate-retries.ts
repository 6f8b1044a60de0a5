import type { LeverClientOptions } from '../../../lib/adapters/aws/levers/lever-clients.ts';

type RetryStrategyV2 = Extract<
  Exclude<LeverClientOptions['retryStrategy'], undefined>,
  { refreshRetryTokenForRetry: unknown }
>;
type Token = Awaited<ReturnType<RetryStrategyV2['acquireInitialRetryToken']>>;

const tokenOf = (retries: number): Token => ({
  getRetryCount: () => retries,
  getRetryDelay: () => 0,
});

/** Retries what the SDK takes for worth retrying, as often as the levers do, and waits for nothing. */
export const immediateRetries = (maxAttempts: number): RetryStrategyV2 => ({
  acquireInitialRetryToken: async () => tokenOf(0),
  refreshRetryTokenForRetry: async (token, { errorType }) => {
    const retries = token.getRetryCount() + 1;
    const isWorth = errorType === 'THROTTLING' || errorType === 'TRANSIENT';
    if (!isWorth || retries >= maxAttempts) throw new Error('no further attempt');
    return tokenOf(retries);
  },
  recordSuccess: () => {},
});
