import type { ActionTarget } from '../decide/decision.ts';

/** What a lever is called: to block a country and to filter it are two values of one. */
export const leverName = (target: ActionTarget): string => {
  if ('limitUsd' in target) return 'spend-limit';
  return 'prefix' in target
    ? `number-range/${target.country}/${target.prefix}`
    : `country/${target.country}`;
};

/** Whether two actions move the same lever. */
export const isSameLever = (a: ActionTarget, b: ActionTarget): boolean =>
  leverName(a) === leverName(b);
