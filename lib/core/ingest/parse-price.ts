import { isAbsent } from './json-object.ts';

const MICRO_USD = 1_000_000;
/** No SMS costs this much; what does is another unit or a broken field. */
const MAX_PRICE_USD = 1_000;
const DECIMAL = /^(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

const toUsd = (value: unknown): number => {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && DECIMAL.test(value) ? Number(value) : Number.NaN;
};

/**
 * A price in US dollars, a number or a decimal string, as whole millionths. `null` when the record
 * has no price: that is not a price of zero. `'invalid'` for what is no price: negative, not a
 * number, above 1,000 USD.
 */
export const parsePriceMicroUsd = (value: unknown): number | null | 'invalid' => {
  const trimmed = typeof value === 'string' ? value.trim() : value;
  if (isAbsent(trimmed)) return null;
  const usd = toUsd(trimmed);
  return usd >= 0 && usd <= MAX_PRICE_USD ? Math.round(usd * MICRO_USD) : 'invalid';
};
