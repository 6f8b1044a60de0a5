import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CountryRule, Levers } from '../../../lib/core/respond/levers.ts';
import { minutes, NOW_MS } from '../../unit/decide/fixtures.ts';
import type { TestClock } from '../../unit/respond/fixtures.ts';

export interface LeverWorld {
  readonly levers: Levers;
  readonly clock: TestClock;
  /** Sends SMS to Tajikistan for so much, and waits until the account's figure knows. */
  spend(usd: number): void;
  close(): Promise<void>;
}

export const OWNER_LIMIT_USD = 500;
const RULES: readonly CountryRule[] = ['ALLOW', 'BLOCK', 'FILTER', 'MONITOR'];
const RANGE = '+99290123';
const REFUSED = { code: 'lever-failed', retryable: false };

const readLever = (levers: Levers, lever: string): Promise<unknown> => {
  if (lever === 'limit') return levers.readSpendLimitUsd();
  return lever.startsWith('+') ? levers.readNumberRange(lever) : levers.readCountryRule(lever);
};
const blockUntil = (expiresAtMs: number, nowMs: number): 'BLOCK' | null =>
  nowMs < expiresAtMs ? 'BLOCK' : null;

/** The facts that hold for all `Levers`; `open` gives new ones in an account where nobody has moved anything. */
export const describeLevers = (name: string, open: () => Promise<LeverWorld>): void => {
  let world: LeverWorld;
  beforeEach(async () => {
    world = await open();
  });
  afterEach(() => world.close());
  const at = (minute: number): number => NOW_MS + minutes(minute);

  describe(`${name}: country rules`, () => {
    it('are ALLOW where nobody has set one', async () => {
      expect(await world.levers.readCountryRule('TJ')).toBe('ALLOW');
      await world.levers.writeCountryRule('UZ', 'BLOCK');
      expect(await world.levers.readCountryRule('TJ')).toBe('ALLOW');
    });

    for (const rule of RULES)
      it(`${rule} is read as it was written, and once more when written again`, async () => {
        await world.levers.writeCountryRule('TJ', rule);
        await world.levers.writeCountryRule('TJ', rule);
        expect(await world.levers.readCountryRule('TJ')).toBe(rule);
      });

    it('last until somebody changes them', async () => {
      await world.levers.writeCountryRule('TJ', 'BLOCK');
      world.clock.set(at(1_000_000));
      expect(await world.levers.readCountryRule('TJ')).toBe('BLOCK');
      await world.levers.writeCountryRule('TJ', 'ALLOW');
      expect(await world.levers.readCountryRule('TJ')).toBe('ALLOW');
    });

    it('of several countries are set together', async () => {
      await world.levers.writeCountryRule('NP', 'FILTER');
      await world.levers.writeCountryRules(
        new Map([
          ['TJ', 'BLOCK'],
          ['UZ', 'FILTER'],
        ]),
      );
      const read = async (country: string) => world.levers.readCountryRule(country);
      expect([await read('TJ'), await read('UZ'), await read('NP')]).toEqual([
        'BLOCK',
        'FILTER',
        'FILTER',
      ]);
      await world.levers.writeCountryRules(new Map());
    });

    for (const country of ['+883', 'tj', 'TJK', ''])
      it(`of "${country}", which is no country, are refused, and none of its batch is set`, async () => {
        await expect(world.levers.writeCountryRule(country, 'BLOCK')).rejects.toMatchObject(
          REFUSED,
        );
        const batch = new Map<string, CountryRule>([
          ['TJ', 'BLOCK'],
          [country, 'BLOCK'],
        ]);
        await expect(world.levers.writeCountryRules(batch)).rejects.toMatchObject(REFUSED);
        expect(await world.levers.readCountryRule('TJ')).toBe('ALLOW');
      });
  });

  describe(`${name}: number ranges`, () => {
    it('are free until blocked, and again from their expiry on', async () => {
      expect(await world.levers.readNumberRange(RANGE)).toBeNull();
      await world.levers.writeNumberRange(RANGE, at(30));
      for (const ms of [NOW_MS, at(30) - 1]) {
        world.clock.set(ms);
        expect(await world.levers.readNumberRange(RANGE)).toBe('BLOCK');
      }
      world.clock.set(at(30));
      expect(await world.levers.readNumberRange(RANGE)).toBeNull();
    });

    it('are renewed by a later expiry, and freed by null', async () => {
      await world.levers.writeNumberRange(RANGE, at(30));
      await world.levers.writeNumberRange(RANGE, at(150));
      world.clock.set(at(149));
      expect(await world.levers.readNumberRange(RANGE)).toBe('BLOCK');
      await world.levers.writeNumberRange(RANGE, null);
      await world.levers.writeNumberRange(RANGE, null);
      expect(await world.levers.readNumberRange(RANGE)).toBeNull();
    });

    it('are read by their own prefix only', async () => {
      await world.levers.writeNumberRange(RANGE, at(30));
      expect(await world.levers.readNumberRange(RANGE.slice(0, -1))).toBeNull();
      expect(await world.levers.readNumberRange(`${RANGE}4`)).toBeNull();
    });

    for (const prefix of ['99290123', '+', '+9', '+09290123', '+9929012x', '+992901234567890'])
      it(`"${prefix}" is no range and is refused`, async () => {
        await expect(world.levers.writeNumberRange(prefix, at(30))).rejects.toMatchObject(REFUSED);
      });
  });

  describe(`${name}: the spend limit`, () => {
    it("is the owner's until somebody lowers it, and can be put back", async () => {
      world.spend(90);
      const readings = [await world.levers.readSpendLimit()];
      await world.levers.writeSpendLimit(140);
      readings.push(await world.levers.readSpendLimit());
      await world.levers.writeSpendLimit(OWNER_LIMIT_USD);
      readings.push(await world.levers.readSpendLimit());
      expect(readings).toEqual(
        [OWNER_LIMIT_USD, 140, OWNER_LIMIT_USD].map((limitUsd) => ({
          limitUsd,
          monthToDateUsd: 90,
          monthToDateFrom: 'account',
        })),
      );
    });

    it('is read alone, whatever is known of the spend', async () => {
      expect(await world.levers.readSpendLimitUsd()).toBe(OWNER_LIMIT_USD);
      await world.levers.writeSpendLimit(140);
      expect(await world.levers.readSpendLimitUsd()).toBe(140);
    });

    for (const [countedUsd, expected] of [
      [89, { monthToDateUsd: 90, monthToDateFrom: 'account' }],
      [90, { monthToDateUsd: 90, monthToDateFrom: 'account' }],
      [91.5, { monthToDateUsd: 91.5, monthToDateFrom: 'counted' }],
    ] as const)
      it(`comes with the larger month to date: the account's 90 or ${countedUsd} counted`, async () => {
        world.spend(90);
        expect(await world.levers.readSpendLimit(countedUsd)).toMatchObject(expected);
      });

    for (const limitUsd of [-1, NaN, Infinity])
      it(`of ${limitUsd} is refused`, async () => {
        await expect(world.levers.writeSpendLimit(limitUsd)).rejects.toMatchObject(REFUSED);
        expect(await world.levers.readSpendLimitUsd()).toBe(OWNER_LIMIT_USD);
      });
  });

  describe(`${name}: any history`, () => {
    const step = fc.oneof(
      fc.record({
        country: fc.constantFrom('TJ', 'UZ', 'NP'),
        rule: fc.constantFrom(...RULES),
      }),
      fc.record({
        prefix: fc.constantFrom('+9929012', '+99290123', '+99890'),
        expiresInMinutes: fc.option(fc.nat(60)),
      }),
      fc.record({ limitUsd: fc.nat(OWNER_LIMIT_USD) }),
      fc.record({ waitMinutes: fc.nat(40) }),
    );

    it('leaves each lever where it was put last', () =>
      fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
          const { levers, clock } = world;
          const start = clock.nowMs();
          const put = new Map<string, unknown>();
          const now = () => clock.nowMs();
          for (const each of steps) {
            if ('rule' in each) {
              await levers.writeCountryRule(each.country, each.rule);
              put.set(each.country, each.rule);
            } else if ('prefix' in each) {
              const { prefix, expiresInMinutes } = each;
              const until = expiresInMinutes === null ? null : now() + minutes(expiresInMinutes);
              await levers.writeNumberRange(prefix, until);
              put.set(prefix, until ?? -Infinity);
            } else if ('limitUsd' in each) {
              await levers.writeSpendLimit(each.limitUsd);
              put.set('limit', each.limitUsd);
            } else clock.set(now() + minutes(each.waitMinutes));
          }
          for (const [lever, value] of put)
            expect(await readLever(levers, lever)).toBe(
              lever.startsWith('+') ? blockUntil(value as number, now()) : value,
            );
          clock.set(start + minutes(10_000));
        }),
        { numRuns: 15 },
      ));
  });
};
