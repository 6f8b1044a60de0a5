import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Campaign } from '../../../lib/core/decide/joins-campaign.ts';
import {
  judgeDestination,
  type JudgeContext,
  type Judgement,
} from '../../../lib/core/decide/judge.ts';
import { scoreOf } from '../../../lib/core/decide/weigh.ts';
import { judgeAccount } from '../../../lib/core/decide/judge-account.ts';
import { nextStep } from '../../../lib/core/decide/next-step.ts';
import type { Finding } from '../../../lib/core/evaluate/evaluate.ts';
import type { AccountInput, CountryInput } from '../../../lib/core/evaluate/rule.ts';
import type { SuspectGroup } from '../../../lib/core/evaluate/suspect-group.ts';
import {
  baseline,
  countryInput,
  finding,
  heldState,
  incident,
  minuteRow,
  minutes,
  NOW_MS,
  type RuleId,
  suspectGroup,
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
/** Over days: it does not account for what the whole account does. */
const slowVolume = (nats: number): Finding =>
  finding('sustained-surge', nats, { startedAtMs: START });
const conversion = (nats: number): Finding =>
  finding('conversion-collapse', nats, { startedAtMs: START });
const structure = (nats: number): Finding => finding('number-range-concentration', nats);
const source = (nats: number, foreignNats = nats): Finding =>
  finding('source-mismatch', nats, { evidence: { foreignNats } });
const unfamiliar = (nats: number): Finding => finding('unfamiliar-ranges', nats);
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

/** Messages beyond the fourth to their number. */
const repetition = (repeats: number, nats: number): Finding =>
  finding('resend-flood', nats, { startedAtMs: START, evidence: { repeats } });
/** Numbers of the last hour, of which no code is known to be used. */
const handful = (
  spendMicroUsd: number,
  {
    numbers = 5,
    firstSendsPerHour = 0.1,
    unpriced = 0,
    priceMicroUsd = 200_000,
  }: {
    readonly numbers?: number;
    readonly firstSendsPerHour?: number;
    readonly unpriced?: number;
    readonly priceMicroUsd?: number | null;
  } = {},
): CountryInput =>
  countryInput({
    window: windowView([0, numbers, 0, 0], {
      codes: { matured: 20, converted: 0 },
      lastHour: { spendMicroUsd, distinctNumbers: numbers, unpriced },
      recentAttempts: 1,
    }),
    baseline: baseline({ firstSendsPerHour, priceMicroUsd }),
  });
const NINETEEN_USD = 19_000_000;
const TWENTY_USD = 20_500_000;

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
  ['failed deliveries alone', seen(20, 0), [finding('delivery-failures', 50)], ['clear', null]],
  ['a shift of carriers alone', seen(20, 0), [finding('carrier-shift', 50)], ['clear', null]],
  [
    'a shift of carriers beside one family: no second one',
    seen(20, 0),
    [volume(20), finding('carrier-shift', 50)],
    ['suspicious', 'one-family'],
  ],
  ['one family', seen(20, 0), [volume(20)], ['suspicious', 'one-family']],
  [
    'volume alone, codes too young: the next ten minutes tell',
    seen(9, 0),
    [volume(20)],
    ['clear', null],
  ],
  [
    'volume alone, codes too young, at a pace that cannot wait',
    seen(9, 0, { priceMicroUsd: 700_000 }),
    [volume(20)],
    ['suspicious', 'one-family'],
  ],
  [
    'volume alone, codes too young, beyond doubt',
    seen(9, 0),
    [volume(40)],
    ['suspicious', 'one-family'],
  ],
  [
    'volume alone, nobody reports codes',
    seen(0, 0, NO_FEED),
    [volume(20)],
    ['suspicious', 'one-family'],
  ],
  [
    'volume alone, the feed of codes is broken',
    seen(0, 0, { verificationFeed: 'silent' }),
    [volume(20)],
    ['suspicious', 'one-family'],
  ],
  ['structure alone, codes too young', seen(9, 0), [structure(20)], ['suspicious', 'one-family']],
  [
    'fewer than ten numbers in the hour, and days of them',
    countryInput({ window: windowView([3, 3, 3], { codes: { matured: 10, converted: 0 } }) }),
    [finding('sustained-surge', 20, { evidence: { distinctNumbers: 10 } })],
    ['suspicious', 'one-family'],
  ],
  [
    'fewer than ten numbers in days',
    countryInput({ window: windowView([3, 3, 3], { codes: { matured: 10, converted: 0 } }) }),
    [finding('sustained-surge', 20, { evidence: { distinctNumbers: 9 } })],
    ['clear', null],
  ],
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
    'four of forty codes used, as customers who mostly give up may: nothing to tell',
    seen(40, 4),
    [volume(20), structure(7)],
    ['clear', null],
  ],
  ['three of forty codes used', seen(40, 3), [volume(20), structure(7)], ['pumping', null]],
  [
    'more traffic, three of forty codes used, and the whole account has risen: a mailing, perhaps',
    seen(40, 3, { commonMode: [1.5] }),
    [slowVolume(20), conversion(20)],
    ['suspicious', 'one-family'],
  ],
  [
    'the same, and the account has hardly risen',
    seen(40, 3, { commonMode: [1.4] }),
    [slowVolume(20), conversion(20)],
    ['pumping', null],
  ],
  [
    'the same, risen more than an hour ago',
    seen(40, 3, { commonMode: [1.5, ...Array.from({ length: 12 }, () => 1)] }),
    [slowVolume(20), conversion(20)],
    ['pumping', null],
  ],
  [
    'an account that has risen, and no code used: a mailing finds somebody',
    seen(40, 0, { commonMode: [1.5] }),
    [slowVolume(20), conversion(20)],
    ['pumping', null],
  ],
  [
    'an account that has risen, and numbers that crowd: no mailing does',
    seen(40, 3, { commonMode: [1.5] }),
    [slowVolume(20), conversion(20), structure(7)],
    ['pumping', null],
  ],
  [
    'an account that has risen, and a country more than it: two things',
    seen(40, 3, { commonMode: [1.5] }),
    [volume(7), slowVolume(20), conversion(20)],
    ['pumping', null],
  ],
  [
    'four of forty codes used, which is a collapse: told, nothing done',
    seen(40, 4),
    [volume(20), conversion(14)],
    ['suspicious', 'used-codes'],
  ],
  [
    'nine used codes are too few to speak',
    seen(9, 9),
    [volume(20), structure(7)],
    ['suspicious', 'codes-not-matured'],
  ],
  ['used codes, structure alone', seen(20, 16), [structure(20)], ['clear', null]],
  [
    'a handful of numbers sent to again and again, as a test team does',
    handful(NINETEEN_USD),
    [repetition(40, 30), structure(20)],
    ['suspicious', 'few-numbers'],
  ],
  [
    'the same, beside customers',
    handful(NINETEEN_USD, { numbers: 25, firstSendsPerHour: 10 }),
    [repetition(40, 30), structure(20)],
    ['suspicious', 'few-numbers'],
  ],
  [
    'the same at 20 dollars: no test team does',
    handful(TWENTY_USD),
    [repetition(40, 30), structure(20)],
    ['pumping', null],
  ],
  [
    'the same at no known price: unknown is not little',
    handful(0, { unpriced: 5, priceMicroUsd: null }),
    [repetition(40, 30), structure(20)],
    ['pumping', null],
  ],
  [
    'ten numbers more than customers bring',
    handful(NINETEEN_USD, { numbers: 30, firstSendsPerHour: 10 }),
    [repetition(40, 30), structure(20)],
    ['pumping', null],
  ],
  [
    'a handful, sent to less often than that',
    handful(TWENTY_USD),
    [repetition(39, 30), structure(20)],
    ['clear', null],
  ],
  [
    'used codes against overwhelming structure, at 20 dollars: faked',
    seen(20, 16, { priceMicroUsd: 340_000 }),
    [volume(20), structure(25)],
    ['pumping', null],
  ],
  [
    'used codes against overwhelming structure, at less than 20 dollars',
    seen(20, 16, { priceMicroUsd: 330_000 }),
    [volume(20), structure(25)],
    ['suspicious', 'used-codes'],
  ],
  [
    'the same, asked for from elsewhere, at 7 dollars: faked',
    seen(20, 16, { priceMicroUsd: 120_000 }),
    [volume(20), structure(25), source(14)],
    ['pumping', null],
  ],
  [
    'the same, at less than 7 dollars',
    seen(20, 16, { priceMicroUsd: 110_000 }),
    [volume(20), structure(25), source(14)],
    ['suspicious', 'used-codes'],
  ],
  [
    'the same at 7 dollars, asked for from the country as far as one can tell',
    seen(20, 16, { priceMicroUsd: 120_000 }),
    [volume(20), structure(25), source(13)],
    ['suspicious', 'used-codes'],
  ],
  [
    'the same at 7 dollars, all behind one address there: a company',
    seen(20, 16, { priceMicroUsd: 120_000 }),
    [volume(20), structure(25), source(60, 0)],
    ['suspicious', 'used-codes'],
  ],
  [
    'used codes against less structure, of numbers that nobody there asks for: faked',
    seen(20, 16, { priceMicroUsd: 120_000 }),
    [volume(20), structure(14), source(40)],
    ['pumping', null],
  ],
  [
    'the same, and a few may ask from there',
    seen(20, 16, { priceMicroUsd: 120_000 }),
    [volume(20), structure(14), source(39)],
    ['clear', null],
  ],
  [
    'the same, and no more structure than chance',
    seen(20, 16, { priceMicroUsd: 120_000 }),
    [volume(20), structure(13), source(40)],
    ['clear', null],
  ],
  [
    'used codes against new ranges, however many: customers come from new ranges, too',
    seen(20, 16, { priceMicroUsd: 340_000 }),
    [volume(20), unfamiliar(60)],
    ['clear', null],
  ],
  [
    'new ranges alone, codes too young: the next ten minutes tell',
    seen(9, 0),
    [unfamiliar(20)],
    ['clear', null],
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
    'one family beyond doubt, nobody reports codes, thirty times what customers bring',
    seen(0, 0, {
      verificationFeed: 'absent',
      baseline: baseline({ conversionRate: null, firstSendsPerHour: 2 }),
      priceMicroUsd: 700_000,
    }),
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

describe('the verdict about a destination', () => {
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
    const judged = judge(countryInput({ window: { ...window, bins } }), [volume(20), structure(7)]);
    expect(judged.holdback).toBe('codes-not-matured');
  });

  it('codes speak that were used since any match began, whatever a longer one makes of the hours before', () => {
    const { window } = seen(40, 16);
    // Two hours ago, customers who did not use theirs; the longer match begins with them.
    const bins = window.bins.map((bin, index) => (index < 6 ? { ...bin, matured: 5 } : bin));
    const input = countryInput({
      window: { ...window, bins },
      baseline: baseline({ firstSendsPerHour: 15 }),
    });
    const decline = finding('conversion-decline', 20, { startedAtMs: NOW_MS - minutes(120) });
    expect(judge(input, [decline, structure(7)]).holdback).toBe(null);
    expect(judge(input, [volume(20), decline, structure(7)]).holdback).toBe('used-codes');
  });

  it('at a ruinous pace nobody waits for codes, unless the young ones are being used', () => {
    const at = (used: number): Judgement => {
      const { window } = seen(0, 0, { priceMicroUsd: 700_000 });
      const young = minuteRow(NOW_MS - minutes(8), { sent: 40, converted: used });
      return judge(countryInput({ window: { ...window, stretches: [[young]] } }), [
        volume(20),
        structure(7),
      ]);
    };
    expect(at(0).verdict).toBe('pumping');
    expect(at(12).holdback).toBe('codes-not-matured');
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

describe('a destination with hardly any customers while others like it are pumped', () => {
  const sent = (numbers: number, perHour = 0.5, used = 0): CountryInput =>
    countryInput({
      window: windowView([numbers], { codes: { matured: numbers, converted: used } }),
      baseline: baseline({ firstSendsPerHour: perHour }),
    });
  /** A number in the last minutes, and with it perhaps one whose code was used at once. */
  const young = (unused: number, used: number, agoMinutes = 3): CountryInput => {
    const row = minuteRow(NOW_MS - minutes(agoMinutes), { sent: unused + used, converted: used });
    const window = windowView([unused + used], { stretches: [[row]] });
    return countryInput({ window, baseline: baseline({ firstSendsPerHour: 0 }) });
  };
  const old = (unused: number, used: number) => young(unused, used, 4);
  const thousandToOne = [volume(4), conversion(3)];
  const rows: readonly (readonly [
    string,
    Campaign,
    CountryInput,
    readonly Finding[],
    Judgement['verdict'],
  ])[] = [
    ['one after the other, three numbers', 'rotation', sent(3), thousandToOne, 'pumping'],
    ['one after the other, two numbers', 'rotation', sent(2), thousandToOne, 'clear'],
    ['one after the other, less than a thousand to one', 'rotation', sent(3), [volume(6)], 'clear'],
    ['one after the other, a code was used', 'rotation', sent(3, 0.5, 1), thousandToOne, 'clear'],
    ['no campaign, three numbers', 'none', sent(3), thousandToOne, 'clear'],
    ['many at once, one number where nobody is expected', 'spray', sent(1, 0.05), [], 'pumping'],
    ['many at once, one number where somebody is', 'spray', sent(1, 0.06), [], 'clear'],
    ['many at once, two numbers, four times what is normal', 'spray', sent(2, 0.25), [], 'pumping'],
    ['many at once, two numbers, less than that', 'spray', sent(2, 0.26), [], 'clear'],
    ['many at once, its code was used', 'spray', sent(1, 0.05, 1), [], 'clear'],
    ['many at once, one of seven codes used: a customer', 'spray', sent(7, 0.05, 1), [], 'pumping'],
    ['many at once, one of six used', 'spray', sent(6, 0.05, 1), [], 'clear'],
    [
      'many at once, one of seven used, and customers are expected',
      'spray',
      sent(7, 0.75, 1),
      [],
      'clear',
    ],
    ['many at once, nothing sent', 'spray', sent(0, 0), [], 'clear'],
    ['many at once, its code has not had its time', 'spray', young(1, 0), [], 'clear'],
    ['many at once, one of two codes used, however young', 'spray', young(1, 1), [], 'clear'],
    [
      'many at once, its code has had the time that codes need here',
      'spray',
      { ...old(1, 0), baseline: baseline({ firstSendsPerHour: 0, promptShare: 0.9 }) },
      [],
      'pumping',
    ],
    ['many at once, the same where nobody knows', 'spray', old(1, 0), [], 'clear'],
    [
      'many at once, nobody reports codes',
      'spray',
      { ...young(1, 0), verificationFeed: 'absent' },
      [],
      'pumping',
    ],
  ];
  for (const [name, campaign, input, findings, verdict] of rows)
    it(`${name}: ${verdict}`, () => {
      expect(judge(input, findings, { campaign })).toMatchObject({ verdict, holdback: null });
    });
});

describe('numbers that stand out where the codes of the whole country are used', () => {
  const whole = seen(40, 32);
  const rows: readonly (readonly [string, Partial<SuspectGroup>, Judgement['verdict']])[] = [
    ['none of their codes is used', {}, 'pumping'],
    ['one of thirty is used', { used: 1 }, 'pumping'],
    ['two of thirty are used', { used: 2 }, 'clear'],
    ['nine codes have matured', { matured: 9 }, 'clear'],
    ['their place says less than a thousand to one', { structureNats: 6.8 }, 'clear'],
    ['their codes say less than a thousand to one', { conversionNats: 6.8 }, 'clear'],
    ['neither says a million to one', { structureNats: 13, conversionNats: 13 }, 'clear'],
  ];
  for (const [name, fields, verdict] of rows)
    it(`${name}: ${verdict}`, () => {
      const group = suspectGroup(fields);
      const judged = judge(whole, [volume(20)], { groups: [group] });
      expect([judged.verdict, judged.group]).toEqual([
        verdict,
        verdict === 'pumping' ? group : null,
      ]);
    });

  it('cost what was sent to them, and began when the whole did', () => {
    const judged = judge(whole, [volume(20)], { groups: [suspectGroup()] });
    expect(judged).toMatchObject({ startedAtMs: START, isActive: true, holdback: null });
    expect(judged.excessUsd).toBeCloseTo(12 * 0.2);
    expect(judged.dayExcessUsd).toBeCloseTo(40 * 0.2);
  });

  it('are not active once nothing was sent to them for an hour', () => {
    const judged = judge(whole, [volume(20)], {
      groups: [suspectGroup({ recentNumbers: 0, lastSentAtMs: null })],
    });
    expect(judged).toMatchObject({ verdict: 'pumping', isActive: false, lastActiveAtMs: null });
  });

  it('are not looked for where the whole is being pumped', () => {
    const judged = judge(seen(20, 0), [volume(20), structure(7)], { groups: [suspectGroup()] });
    expect(judged).toMatchObject({ verdict: 'pumping', group: null });
  });

  it('cannot be told where no rate is known', () => {
    const judged = judge(seen(0, 0, NO_FEED), [], { groups: [suspectGroup()] });
    expect(judged.verdict).toBe('clear');
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
