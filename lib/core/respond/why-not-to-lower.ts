import type { ActionTarget } from '../decide/decision.ts';
import { messageOf } from './lever.ts';
import type { PerformContext } from './perform.ts';
import { isRetryable, type Problem } from './prepared.ts';

/**
 * Since it was planned the month may have cost more: the limit would then leave less than the allowance.
 * The account's figure lags, so it is taken for no less than what was known when it was planned.
 */
export const whyNotToLower = async (
  target: ActionTarget,
  { levers, settings }: PerformContext,
): Promise<Problem | null> => {
  if (!('limitUsd' in target)) return null;
  const { allowanceUsd } = settings.responses['lower-spend-limit'].values;
  try {
    const { monthToDateUsd } = await levers.readSpendLimit(target.monthToDateUsd);
    if (target.limitUsd >= monthToDateUsd + allowanceUsd) return null;
    const reason = `the month has cost ${monthToDateUsd.toFixed(2)} dollars by now: a limit of ${target.limitUsd} leaves less than the allowance`;
    return { reason, mayPass: false };
  } catch (error) {
    return { reason: messageOf(error), mayPass: isRetryable(error) };
  }
};
