import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Baseline } from '../../lib/core/evaluate/baseline.ts';
import type { RuleInput, RuleResult } from '../../lib/core/evaluate/rule.ts';
import { accountCase, countryCase, type CountryCase } from '../../lib/core/evaluate/rule-cases.ts';
import { carrierShift } from '../../lib/core/evaluate/rules/carrier-shift.rule.ts';
import { conversionCollapse } from '../../lib/core/evaluate/rules/conversion-collapse.rule.ts';
import { destinationSurge } from '../../lib/core/evaluate/rules/destination-surge.rule.ts';
import { numberRangeConcentration } from '../../lib/core/evaluate/rules/number-range-concentration.rule.ts';
import { spendBurn } from '../../lib/core/evaluate/rules/spend-burn.rule.ts';

const BINS = 24;
const counts = (max: number): fc.Arbitrary<number[]> =>
  fc.array(fc.nat(max), { minLength: BINS, maxLength: BINS });
const plus = (series: readonly number[], index: number, more: number): number[] =>
  series.map((count, at) => (at === index ? count + more : count));
const nats = (result: RuleResult): number => ('nats' in result ? result.nats : 0);
/** Room for what floating point does to sums in another order. */
const EPSILON = 1e-9;

describe('destination-surge', () => {
  const ask = (input: CountryCase): RuleResult => destinationSurge.evaluate(countryCase(input));

  it('has no less evidence for more first sends in any five minutes, so it never unmatches', () => {
    fc.assert(
      fc.property(
        counts(30),
        fc.nat(BINS - 1),
        fc.nat(50),
        fc.double({ min: 0.01, max: 400, noNaN: true }),
        (firstSends, index, more, firstSendsPerHour) => {
          const baseline = { firstSendsPerHour };
          const before = ask({ firstSends, baseline });
          const after = ask({ firstSends: plus(firstSends, index, more), baseline });
          expect(nats(after)).toBeGreaterThanOrEqual(nats(before) - EPSILON);
          expect([before.verdict, after.verdict]).not.toEqual(['match', 'no-match']);
        },
      ),
    );
  });

  it('has no more evidence where more is usual', () => {
    fc.assert(
      fc.property(
        counts(30),
        fc.double({ min: 0.01, max: 20, noNaN: true }),
        fc.double({ min: 1, max: 3, noNaN: true }),
        (firstSends, firstSendsPerHour, factor) => {
          // True without tempering; with it, a higher level also means more patience, and then less.
          const at = (perHour: number): number =>
            nats(
              destinationSurge.evaluate(
                countryCase({ firstSends, baseline: { firstSendsPerHour: perHour } }),
                { dispersion: 0 },
              ),
            );
          expect(at(firstSendsPerHour * factor)).toBeLessThanOrEqual(
            at(firstSendsPerHour) + EPSILON,
          );
        },
      ),
    );
  });
});

describe('conversion-collapse', () => {
  const codes = fc
    .tuple(counts(30), fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: BINS }))
    .map(([matured, shares]) => ({
      matured,
      converted: matured.map((count, index) => Math.floor(count * (shares[index] ?? 0))),
    }));
  const ask = (input: CountryCase): RuleResult => conversionCollapse.evaluate(countryCase(input));

  it('has no more evidence when one more code is used', () => {
    fc.assert(
      fc.property(codes, fc.nat(BINS - 1), ({ matured, converted }, index) => {
        fc.pre((converted[index] ?? 0) < (matured[index] ?? 0));
        expect(nats(ask({ matured, converted: plus(converted, index, 1) }))).toBeLessThanOrEqual(
          nats(ask({ matured, converted })) + EPSILON,
        );
      }),
    );
  });

  it('has no more evidence for one more customer, and no less for one more unused code', () => {
    fc.assert(
      fc.property(codes, fc.nat(BINS - 1), ({ matured, converted }, index) => {
        const before = ask({ matured, converted });
        fc.pre(before.verdict !== 'insufficient-data');
        const more = plus(matured, index, 1);
        const customer = ask({ matured: more, converted: plus(converted, index, 1) });
        expect(nats(customer)).toBeLessThanOrEqual(nats(before) + EPSILON);
        expect(nats(ask({ matured: more, converted }))).toBeGreaterThanOrEqual(
          nats(before) - EPSILON,
        );
      }),
    );
  });
});

describe('number-range-concentration', () => {
  const ask = (top: number, others: number): number =>
    nats(
      numberRangeConcentration.evaluate(
        countryCase({ blocks: [top, ...Array.from({ length: others }, () => 1)] }),
      ),
    );

  it('has no less evidence for one more number in the busiest block, and no more for one elsewhere', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 300 }), fc.nat(600), (top, others) => {
        expect(ask(top + 1, others)).toBeGreaterThanOrEqual(ask(top, others) - EPSILON);
        expect(ask(top, others + 1)).toBeLessThanOrEqual(ask(top, others) + EPSILON);
      }),
    );
  });
});

describe('carrier-shift', () => {
  const learned = (hashes: readonly number[]): Partial<Baseline> => ({
    carriers: {
      firstSends: 1_000,
      byCarrier: new Map(hashes.map((hash, index) => [hash, [500, 300, 200][index] ?? 0])),
    },
  });
  /** Customers in their usual shares, and what comes on top of them, by carrier. */
  const ask = (
    customers: number,
    more: readonly number[],
    hashes: readonly number[] = [1, 2, 3, 4],
  ): number => {
    const usual = [5, 3, 2, 0].map((part, index) => part * customers + (more[index] ?? 0));
    const carriers = Object.fromEntries(
      hashes.flatMap((hash, index) => (usual[index] ? [[hash, usual[index]]] : [])),
    );
    return nats(carrierShift.evaluate(countryCase({ carriers, baseline: learned(hashes) })));
  };

  it('has no less evidence for one more message through the carrier that grows, and no more for one through another', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 40 }),
        fc.nat(600),
        fc.constantFrom(2, 3),
        (customers, pumped, index) => {
          const more = (count: number, elsewhere = 0): number[] =>
            [elsewhere, 0, 0, 0].map((base, at) => (at === index ? count : base));
          const before = ask(customers, more(pumped));
          expect(ask(customers, more(pumped + 1))).toBeGreaterThanOrEqual(before - EPSILON);
          expect(ask(customers, more(pumped, 1))).toBeLessThanOrEqual(before + EPSILON);
        },
      ),
    );
  });

  it('has the same evidence whatever the hashes of the carriers are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 40 }),
        fc.array(fc.nat(200), { minLength: 4, maxLength: 4 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 63 }), { minLength: 4, maxLength: 4 }),
        (customers, more, hashes) => {
          expect(ask(customers, more, hashes)).toBe(ask(customers, more));
        },
      ),
    );
  });
});

describe('spend-burn', () => {
  it('never unmatches when more is spent, or when a message turns out to have no price', () => {
    const input = (spendMicroUsd: number, unpriced: number): RuleInput =>
      accountCase({ attempts: 100, sent: 100, spendMicroUsd, unpriced });
    fc.assert(
      fc.property(fc.nat(100_000_000), fc.nat(50_000_000), fc.nat(100), (spend, more, unpriced) => {
        fc.pre(spendBurn.evaluate(input(spend, unpriced)).verdict === 'match');
        expect(spendBurn.evaluate(input(spend + more, unpriced)).verdict).toBe('match');
        expect(spendBurn.evaluate(input(spend, 100)).verdict).toBe('match');
      }),
    );
  });
});
