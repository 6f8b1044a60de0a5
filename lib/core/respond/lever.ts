import type { ActionKind, ActionTarget } from '../decide/decision.ts';
import type { CountryRule, Levers } from './levers.ts';

/** A country's rule, `BLOCK` or nothing for a number range, US dollars for the spend limit. */
export type LeverValue = string | number | null;

/** One lever of the account, whichever it is. */
export interface Lever {
  /** The value that containing sets. */
  readonly value: string | number;
  read(): Promise<LeverValue>;
  write(value: LeverValue, expiresAtMs: number | null): Promise<void>;
}

/** @throws TypeError when the kind of action does not fit its target */
export const leverOf = (levers: Levers, kind: ActionKind, target: ActionTarget): Lever => {
  if (kind === 'lower-spend-limit' && 'limitUsd' in target)
    return {
      value: target.limitUsd,
      // Without the month to date: a limit must go back even while its metric has nothing to say.
      read: () => levers.readSpendLimitUsd(),
      write: (value) => levers.writeSpendLimit(Number(value)),
    };
  if (kind === 'block-number-range' && 'prefix' in target)
    return {
      value: 'BLOCK',
      read: () => levers.readNumberRange(target.prefix),
      write: (value, expiresAtMs) =>
        levers.writeNumberRange(target.prefix, value === null ? null : expiresAtMs),
    };
  if (kind !== 'lower-spend-limit' && 'country' in target)
    return {
      value: kind === 'filter-country' ? 'FILTER' : 'BLOCK',
      read: () => levers.readCountryRule(target.country),
      write: (value) => levers.writeCountryRule(target.country, value as CountryRule),
    };
  throw new TypeError(`${kind} does not fit its target`);
};

/** Whether a lever already lets through as little as `value` would. */
export const isAsTight = (found: LeverValue, value: LeverValue): boolean => {
  if (typeof found === 'number' && typeof value === 'number') return found <= value;
  return found === value || (found === 'BLOCK' && value === 'FILTER');
};

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
