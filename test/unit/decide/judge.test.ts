import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  judgeDestination,
  type JudgeContext,
  type Judgement,
  scoreOf,
} from '../../../lib/core/decide/judge.ts';
import { judgeAccount } from '../../../lib/core/decide/judge-account.ts';
import { nextStep } from '../../../lib/core/decide/next-step.ts';
import type { Finding } from '../../../lib/core/evaluate/evaluate.ts';
import type { AccountInput, CountryInput } from '../../../lib/core/evaluate/rule.ts';
import {
  baseline,
  countryInput,
  finding,
  heldState,
  incident,
  minutes,
  NOW_MS,
  type RuleId,
  unable,
  windowView,
} from './fixtures.ts';

const judge = (
  input: CountryInput,
  findings: readonly Finding[],
  context: Partial<JudgeContext> = {},
): Judgement => judgeDestination(input, findings, { groups: [], campaign: 'none', ...context });

const START = NOW_MS - minutes(25);
const volume = (nats: number): Finding =>
  finding('destination-surge', nats, { startedAtMs: START });
const conversion = (nats: number): Finding =>
  finding('conversion-collapse', nats, { startedAtMs: START });
const structure = (nats: number): Finding => finding('number-range-concentration', nats);
const money = finding('spend-burn', 20);

/** Sixty numbers in half an hour, with `matured` codes of which `converted` were used. */
const seen = (
  matured: number,
  converted: number,
  fields: Partial<CountryInput> & { readonly priceMicroUsd?: number } = {},
): CountryInput => {
  const { priceMicroUsd = 200_000, ...rest } = fields;
  return countryInput({
    window: windowView([10, 20, 30, 0, 0], {
      codes: { matured, converted },
      lastHour: { spendMicroUsd: 60 * priceMicroUsd },
      recentAttempts: 10,
    }),
    ...rest,
  });
};
const FEW = countryInput({ window: windowView([3, 3, 3]) });
const NO_FEED = {
  verificationFeed: 'absent',
  baseline: baseline({ conversionRate: null }),
} as const;

type Said = readonly [Judgement['verdict'], Judgement['holdback']];
const table: readonly (readonly [string, CountryInput, readonly Finding[], Said])[] = [
  ['no evidence', seen(20, 16), [volume(0), conversion(0), structure(0)], ['clear', null]],
  [
    'weak evidence in every family',
    seen(20, 0),
    [volume(13), conversion(13), structure(13)],
    ['clear', null],
  ],
  ['money alone', seen(0, 0), [money], ['clear', null]],
  ['fewer than ten numbers', FEW, [volume(50), structure(50)], ['clear', null]],
  ['one family', seen(20, 0), [volume(20)], ['suspicious', 'one-family']],
  [
    'a second family just too weak',
    seen(20, 0),
    [volume(20), structure(6.8)],
    ['suspicious', 'one-family'],
  ],
  ['two families, codes not used', seen(20, 0), [volume(20), structure(7)], ['pumping', null]],
  [
    'two rules of one family are one family',
    seen(20, 0),
    [volume(20), volume(15)],
    ['suspicious', 'one-family'],
  ],
  [
    'two families, codes too young',
    seen(9, 0),
    [volume(20), structure(7)],
    ['suspicious', 'codes-not-matured'],
  ],
  [
    'two families, codes too young, conversion agrees',
    seen(9, 0),
    [volume(20), conversion(7)],
    ['pumping', null],
  ],
  [
    'two families, codes too young, at a pace that cannot wait',
    seen(9, 0, { priceMicroUsd: 700_000 }),
    [volume(20), structure(7)],
    ['pumping', null],
  ],
  [
    'two families, nobody reports codes',
    seen(0, 0, NO_FEED),
    [volume(20), structure(7)],
    ['pumping', null],
  ],
  [
    'two families, the feed of codes is broken: nothing to wait for',
    seen(0, 0, { verificationFeed: 'silent' }),
    [volume(20), structure(7)],
    ['pumping', null],
  ],
  [
    'codes used at half the usual rate',
    seen(20, 8),
    [volume(20), structure(7)],
    ['suspicious', 'used-codes'],
  ],
  ['codes used at just less than that', seen(20, 7), [volume(20), structure(7)], ['pumping', null]],
  [
    'nine used codes are too few to speak',
    seen(9, 9),
    [volume(20), structure(7)],
    ['suspicious', 'codes-not-matured'],
  ],
  ['used codes, structure alone', seen(20, 16), [structure(20)], ['clear', null]],
  [
    'used codes against overwhelming structure and money: faked',
    seen(20, 16),
    [volume(20), structure(25)],
    ['pumping', null],
  ],
  [
    'used codes against overwhelming structure, little money',
    seen(20, 16, { priceMicroUsd: 10_000 }),
    [volume(20), structure(25)],
    ['suspicious', 'used-codes'],
  ],
  ['one family beyond doubt, cheap', seen(20, 0), [volume(45)], ['suspicious', 'one-family']],
  [
    'one family beyond doubt, codes not used, at a ruinous pace',
    seen(20, 0, { priceMicroUsd: 700_000 }),
    [volume(45)],
    ['pumping', null],
  ],
  [
    'one family beyond doubt, codes too young, at a ruinous pace',
    seen(9, 0, { priceMicroUsd: 700_000 }),
    [volume(45)],
    ['suspicious', 'one-family'],
  ],
  [
    'one family beyond doubt, nobody reports codes, customers live there',
    seen(0, 0, {
      verificationFeed: 'absent',
      baseline: baseline({ conversionRate: null, firstSendsPerHour: 5 }),
      priceMicroUsd: 700_000,
    }),
    [volume(45)],
    ['suspicious', 'one-family'],
  ],
  [
    'one family beyond doubt, nobody reports codes, hardly a customer lives there',
    seen(0, 0, { ...NO_FEED, priceMicroUsd: 700_000 }),
    [volume(45)],
    ['pumping', null],
  ],
  [
    'rules that cannot tell do not speak against',
    seen(0, 0, NO_FEED),
    [volume(20), structure(7), unable('conversion-collapse', 'insufficient-data')],
    ['pumping', null],
  ],
  [
    'a rule that failed does not speak against',
    seen(20, 0),
    [volume(20), structure(7), unable('conversion-collapse', 'error')],
    ['pumping', null],
  ],
];

describe('the verdict about a country', () => {
  for (const [name, input, findings, [verdict, holdback]] of table)
    it(`${name}: ${verdict}${holdback === null ? '' : `, ${holdback}`}`, () => {
      const judged = judge(input, findings);
      expect([judged.verdict, judged.holdback]).toEqual([verdict, holdback]);
    });

  it('codes sent before the surge do not speak for it', () => {
    const { window } = seen(0, 0);
    const bins = window.bins.map((bin, index) =>
      index === 0 ? { ...bin, matured: 500, converted: 400 } : bin,
    );
    const judged = judge(countryInput({ window: { ...window, bins } }), [
      volume(20),
      structure(7),
    ]);
    expect(judged.holdback).toBe('codes-not-matured');
  });

  it('began when the earliest match says, and no later than the newest five minutes', () => {
    expect(judge(seen(20, 0), [volume(20), structure(20)]).startedAtMs).toBe(START);
    expect(judge(seen(20, 0), [structure(20)]).startedAtMs).toBe(NOW_MS - minutes(5));
  });

  it('was last active at the end of the last half hour that was not normal', () => {
    const at = (perBin: readonly number[]) =>
      judge(countryInput({ window: windowView(perBin) }), []).lastActiveAtMs;
    expect(at([20])).toBe(NOW_MS);
    expect(at([20, 0, 0, 0, 0, 0])).toBe(NOW_MS);
    expect(at([20, 0, 0, 0, 0, 0, 0])).toBe(NOW_MS - minutes(5));
    expect(at([20, ...Array.from({ length: 23 }, () => 0)])).toBe(NOW_MS - minutes(90));
    expect(at([])).toBeNull();
  });
});

describe('the risk score', () => {
  const nats = fc.oneof(
    fc.double({ min: 0, max: 200, noNaN: true }),
    fc.constantFrom(0, 6.9, 13.8, 25, 40, 1e6, Number.MAX_VALUE),
  );
  const ids = ['destination-surge', 'conversion-collapse', 'number-range-concentration'] as const;
  const allNats = fc.tuple(nats, nats, nats);
  const findingsOf = (values: readonly number[]): Finding[] =>
    values.map((value, index) => finding(ids[index] as RuleId, value, { startedAtMs: START }));

  it('is a whole number from 0 to 100, with its landmarks', () => {
    expect([0, 13.8, 40, Infinity].map(scoreOf)).toEqual([0, 60, 93, 100]);
    fc.assert(
      fc.property(allNats, fc.constantFrom(seen(20, 0), seen(20, 16), FEW), (values, input) => {
        const { riskScore } = judge(input, findingsOf(values));
        expect(Number.isInteger(riskScore) && riskScore >= 0 && riskScore <= 100).toBe(true);
      }),
    );
  });

  it('never falls when evidence is added', () =>
    fc.assert(
      fc.property(
        allNats,
        fc.nat(2),
        nats,
        fc.constantFrom(seen(20, 0), seen(9, 0), FEW),
        (values, index, more, input) => {
          const stronger = values.map((value, at) => (at === index ? value + more : value));
          expect(judge(input, findingsOf(stronger)).riskScore).toBeGreaterThanOrEqual(
            judge(input, findingsOf(values)).riskScore,
          );
        },
      ),
    ));

  it('is half once the traffic is over', () => {
    const over = countryInput({
      window: windowView([60, 0, 0, 0, 0, 0, 0], { codes: { matured: 20, converted: 0 } }),
    });
    const during = judge(seen(20, 0), [volume(20), structure(20)]);
    const after = judge(over, [volume(20), structure(20)]);
    expect(after.isActive).toBe(false);
    expect(after.riskScore).toBe(Math.round(during.riskScore / 2));
  });
});

describe('the verdict about the account', () => {
  const input = (spendMicroUsd: number): AccountInput => ({
    evaluatedAtMs: NOW_MS,
    subject: { kind: 'account' },
    window: windowView([], { bins: [], lastHour: { spendMicroUsd } }),
    account: { observedHours: 100, spendUsdPerDay: 10, conversionRate: null, countries: [] },
  });
  const burning = finding('spend-burn', 15);
  const rows: readonly (readonly [string, readonly Finding[], boolean, Judgement['verdict']])[] = [
    ['money within the budget', [finding('spend-burn', 0)], false, 'clear'],
    ['money burning', [burning], false, 'suspicious'],
    ['money burning beside a proven attack', [burning], true, 'pumping'],
    ['an attack without money', [finding('spend-burn', 0)], true, 'clear'],
    [
      'money that cannot be told',
      [unable('spend-burn', 'insufficient-data')],
      true,
      'not-assessed',
    ],
    ['a rule that failed', [unable('spend-burn', 'error')], false, 'not-assessed'],
    ['no rule is asked', [], false, 'clear'],
  ];
  for (const [name, findings, isAnyPumping, verdict] of rows)
    it(`${name}: ${verdict}`, () => {
      const judged = judgeAccount(input(12e6), findings, isAnyPumping);
      expect(judged.verdict).toBe(verdict);
      expect(judged.isActive).toBe(findings[0] === burning);
    });

  it('counts what is above the usual hour as excess, so that what burns on is told again', () => {
    const judged = judgeAccount(input(12e6), [burning], false);
    expect(judged.excessUsd).toBeCloseTo(12 - 10 / 24, 9);
    const told = incident({
      key: 'account',
      subject: { kind: 'account' },
      last: { ...incident().last, verdict: 'suspicious', riskScore: judged.riskScore },
    });
    const after = (elapsedMs: number) =>
      nextStep(told, judged, told.last.decidedAtMs + elapsedMs, heldState());
    expect(after(minutes(59))).toBeNull();
    expect(after(minutes(60))).toEqual({ kind: 'update', plan: null });
  });
});
