import { setTimeout as delay } from 'node:timers/promises';

/**
 * Something did not come in its time. Nobody knows whether it would have: the machine may be slow, or
 * what is tested is wrong.
 */
export class TooSlowError extends Error {
  override name = 'TooSlowError';
}

/** So long that only what never comes is missed, on a machine that has much else to do. */
const TIMEOUT_SECONDS = 150;
const POLL_MS = 200;

/**
 * Asks until there is an answer that is not `null`.
 *
 * @throws TooSlowError after `timeoutSeconds`, naming `what` did not come
 */
export const until = async <Value>(
  what: string,
  ask: () => Promise<Value | null>,
  { timeoutSeconds = TIMEOUT_SECONDS, pollMs = POLL_MS } = {},
): Promise<Value> => {
  const endMs = Date.now() + timeoutSeconds * 1_000;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (Date.now() > endMs)
      throw new TooSlowError(`after ${timeoutSeconds} seconds still not: ${what}`);
    await delay(pollMs);
  }
};
