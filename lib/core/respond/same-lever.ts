import type { ActionTarget } from '../decide/decision.ts';

/** Whether two actions move the same lever: to block a country and to filter it are two values of one. */
export const isSameLever = (a: ActionTarget, b: ActionTarget): boolean => {
  if ('limitUsd' in a || 'limitUsd' in b) return 'limitUsd' in a && 'limitUsd' in b;
  return a.country === b.country && prefixOf(a) === prefixOf(b);
};

const prefixOf = (target: { readonly country: string; readonly prefix?: string }): string | null =>
  target.prefix ?? null;
