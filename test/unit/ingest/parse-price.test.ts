import { describe, expect, it } from 'vitest';
import { parsePriceMicroUsd } from '../../../lib/core/ingest/parse-price.ts';

describe('parsePriceMicroUsd', () => {
  it.each<[unknown, number | null | 'invalid']>([
    [0.00645, 6_450],
    ['0.00645', 6_450],
    [' 0.218 ', 218_000],
    ['1', 1_000_000],
    ['.5', 500_000],
    ['2.', 2_000_000],
    ['6.45e-3', 6_450],
    [0.000_000_4, 0],
    [0.000_000_6, 1],
    [1_000, 1_000_000_000],
    // A price of zero is a price.
    [0, 0],
    ['0', 0],
    ['0.0', 0],
    // No price is not zero.
    [undefined, null],
    [null, null],
    ['', null],
    ['   ', null],
    // Not a price.
    [-0.01, 'invalid'],
    ['-0.01', 'invalid'],
    [Number.NaN, 'invalid'],
    ['NaN', 'invalid'],
    [Number.POSITIVE_INFINITY, 'invalid'],
    ['Infinity', 'invalid'],
    ['0x10', 'invalid'],
    ['0,05', 'invalid'],
    ['.', 'invalid'],
    ['1.2.3', 'invalid'],
    ['USD 1', 'invalid'],
    [1_000.01, 'invalid'],
    [1e300, 'invalid'],
    ['1e300', 'invalid'],
    [true, 'invalid'],
    [{}, 'invalid'],
    [[], 'invalid'],
  ])('%o is %o', (value, expected) => {
    expect(parsePriceMicroUsd(value)).toBe(expected);
  });
});
