import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CountryUsage } from '../../../lib/operate/country-usage.ts';
import { suggestAllowlist } from '../../../lib/operate/suggest-allowlist.ts';

const usage = (country: string, fields: Partial<CountryUsage> = {}): CountryUsage => ({
  country,
  messages: 10,
  spendUsd: 1,
  unpricedMessages: 0,
  usedCodes: 8,
  daysWithUsedCodes: 3,
  ...fields,
});
const OPTIONS = { minUsedCodes: 5, minDays: 2 };
const codes = (countries: readonly CountryUsage[]): string[] =>
  countries.map(({ country }) => country);

describe('the allowlist that is proposed', () => {
  it('has the countries with codes enough on days enough, most codes first', () => {
    const { allowed, blocked } = suggestAllowlist(
      [
        usage('AT', { usedCodes: 5, daysWithUsedCodes: 2 }),
        usage('DE', { usedCodes: 600 }),
        usage('FR', { usedCodes: 4 }),
        usage('MA', { usedCodes: 900, daysWithUsedCodes: 1 }),
      ],
      OPTIONS,
    );
    expect(codes(allowed)).toEqual(['DE', 'AT']);
    expect(codes(blocked)).toEqual(['FR', 'MA']);
  });

  it('counts what it would have blocked, customers and messages without a price too, the dearest first', () => {
    const { blocked, wouldHaveBlocked, total } = suggestAllowlist(
      [
        usage('DE'),
        usage('FR', { usedCodes: 3, spendUsd: 0.5, unpricedMessages: 2 }),
        usage('TJ', { messages: 1_000, spendUsd: 300, usedCodes: 0, daysWithUsedCodes: 0 }),
      ],
      OPTIONS,
    );
    expect(codes(blocked)).toEqual(['TJ', 'FR']);
    expect(wouldHaveBlocked).toEqual({
      messages: 1_010,
      spendUsd: 300.5,
      unpricedMessages: 2,
      usedCodes: 3,
    });
    expect(total).toEqual({
      messages: 1_020,
      spendUsd: 301.5,
      unpricedMessages: 2,
      usedCodes: 11,
    });
  });

  it('leaves out destinations that no country rule reaches, however they are used', () => {
    const { allowed, blocked, outOfReach, wouldHaveBlocked } = suggestAllowlist(
      [usage('+883'), usage('DE')],
      OPTIONS,
    );
    expect([codes(allowed), codes(blocked), codes(outOfReach)]).toEqual([['DE'], [], ['+883']]);
    expect(wouldHaveBlocked.messages).toBe(0);
  });

  it('puts each country in one list, and a laxer demand never blocks more', () => {
    const country = fc.constantFrom('DE', 'AT', 'FR', 'TJ', 'MA', '+883');
    const countries = fc
      .uniqueArray(country)
      .chain((all) =>
        fc.tuple(
          ...all.map((of) =>
            fc
              .record({ usedCodes: fc.nat(20), daysWithUsedCodes: fc.nat(5), messages: fc.nat(99) })
              .map((fields) => usage(of, fields)),
          ),
        ),
      );
    fc.assert(
      fc.property(countries, fc.nat(20), fc.nat(5), (all, minUsedCodes, minDays) => {
        const strict = suggestAllowlist(all, { minUsedCodes: minUsedCodes + 1, minDays });
        const lax = suggestAllowlist(all, { minUsedCodes, minDays });
        const { allowed, blocked, outOfReach } = lax;
        expect([...codes(allowed), ...codes(blocked), ...codes(outOfReach)].sort()).toEqual(
          codes(all).sort(),
        );
        expect(lax.wouldHaveBlocked.messages).toBeLessThanOrEqual(strict.wouldHaveBlocked.messages);
      }),
    );
  });
});
