import type { ActionTarget } from '../decide/decision.ts';
import { messageOf } from './lever.ts';
import type { PerformContext } from './perform.ts';

/** Since it was planned the month may have cost more: the limit would then leave less than the allowance. */
export const whyNotToLower = async (
  target: ActionTarget,
  { levers, settings }: PerformContext,
): Promise<string | null> => {
  if (!('limitUsd' in target)) return null;
  const { allowanceUsd } = settings.responses['lower-spend-limit'].values;
  try {
    const { monthToDateUsd } = await levers.readSpendLimit();
    return target.limitUsd >= monthToDateUsd + allowanceUsd
      ? null
      : `the month has cost ${monthToDateUsd.toFixed(2)} dollars by now: a limit of ${target.limitUsd} leaves less than the allowance`;
  } catch (error) {
    return messageOf(error);
  }
};
