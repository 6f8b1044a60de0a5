import { LeverError } from '../core/errors.ts';
import type { Country } from '../core/ingest/events.ts';
import type { SpendReading } from '../core/respond/levers.ts';

/** What every form of the levers refuses before it moves anything, so that a replay and an account refuse alike. */

const refuse = (message: string): never => {
  throw new LeverError(message, { retryable: false });
};

/** Country rules exist for countries, not for the non-geographic calling codes (`+883`). */
export const requireCountry = (country: Country): void => {
  if (!/^[A-Z]{2}$/.test(country))
    refuse(`${country} is no country: country rules take ISO 3166-1 alpha-2 codes`);
};

/**
 * A prefix of an E.164 number: at least two digits, since fewer would be a whole part of the world,
 * and at most 14, since a number has 15 at most.
 * https://www.itu.int/rec/T-REC-E.164
 */
export const requirePrefix = (prefix: string): void => {
  if (!/^\+[1-9]\d{1,13}$/.test(prefix))
    refuse('a number range is + and 2 to 14 digits, the first of them not 0');
};

export const requireLimitUsd = (limitUsd: number): void => {
  if (!Number.isFinite(limitUsd) || limitUsd < 0)
    refuse(`a spend limit is a number of US dollars, 0 or more, not ${limitUsd}`);
};

/** The account's figure lags behind and the detector's may have holes: both are too low, so the larger is nearer. */
export const largerMonthToDate = (
  accountUsd: number,
  countedUsd = -Infinity,
): Pick<SpendReading, 'monthToDateUsd' | 'monthToDateFrom'> =>
  countedUsd > accountUsd
    ? { monthToDateUsd: countedUsd, monthToDateFrom: 'counted' }
    : { monthToDateUsd: accountUsd, monthToDateFrom: 'account' };
