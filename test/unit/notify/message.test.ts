import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DECISION_KINDS,
  type Action,
  type ActionTarget,
  type Subject,
} from '../../../lib/core/decide/decision.ts';
import {
  type MessageFacts,
  nameOfCountry,
  writeMessage,
} from '../../../lib/core/notify/message.ts';
import {
  countryInput,
  finding,
  judgement,
  minutes,
  notAssessed,
  NOW_MS,
  quiet,
  suspectGroup,
  unable,
} from '../decide/fixtures.ts';

const TJ: Subject = { kind: 'country', country: 'TJ' };
const facts = (fields: Partial<MessageFacts> = {}): MessageFacts => ({
  kind: 'open',
  subject: TJ,
  atMs: NOW_MS,
  startedAtMs: NOW_MS - minutes(25),
  judgement: judgement(),
  input: countryInput(),
  actions: [],
  totals: { messagesObserved: 1_412, spendUsd: 297.1, estimatedLossUsd: 290.54 },
  pastUsdPerHour: null,
  ...fields,
});
const action = (fields: Partial<Action> = {}): Action => ({
  actionId: 'act_1',
  kind: 'block-country',
  target: { country: 'TJ' },
  outcome: 'applied',
  expiresAt: '2026-09-11T09:03:00.000Z',
  previous: 'ALLOW',
  reason: null,
  ...fields,
});
const restore = (target: ActionTarget, fields: Partial<Action> = {}): Action =>
  action({ kind: 'restore', target, expiresAt: null, undoes: 'act_1', ...fields });
const NOTHING_DONE = { expiresAt: null, previous: null } as const;

const MONEY = '1,412 SMS and $297.10 since 04:38 UTC, $290.54 of it above normal';
const SEEN = '60 numbers in 60 min where 0.5 are normal';

const table: readonly (readonly [string, Partial<MessageFacts>, string])[] = [
  ['opened', {}, `Tajikistan (TJ): ${SEEN}; ${MONEY}.`],
  [
    'opened, one kind of evidence',
    { judgement: judgement({ holdback: 'one-family' }) },
    `Tajikistan (TJ): ${SEEN}; ${MONEY}. Nothing is blocked on one kind of evidence alone.`,
  ],
  [
    'contained past midnight, since the day before',
    {
      kind: 'contain',
      startedAtMs: NOW_MS - minutes(24 * 60),
      actions: [action({ expiresAt: '2026-09-12T01:03:00.000Z' })],
    },
    `Tajikistan (TJ): ${SEEN}; ${MONEY.replace('04:38', '2026-09-10 05:03')}. Blocked Tajikistan (TJ) until 2026-09-12 01:03 UTC.`,
  ],
  [
    'opened, codes too young',
    { judgement: judgement({ holdback: 'codes-not-matured' }) },
    `Tajikistan (TJ): ${SEEN}; ${MONEY}. Nothing is blocked yet: the codes are too young to tell whose they are.`,
  ],
  [
    'updated, codes used',
    { kind: 'update', judgement: judgement({ holdback: 'used-codes' }) },
    `Tajikistan (TJ): ${SEEN}; ${MONEY}. Nothing was blocked: the codes are being used.`,
  ],
  [
    'all evidence, about a range',
    {
      subject: { kind: 'number-range', country: 'TJ', prefix: '+9929012' },
      judgement: judgement({
        findings: [
          finding('conversion-collapse', 20, {
            evidence: { usedCodes: 1, maturedCodes: 58, expectedShare: 0.81 },
          }),
          finding('number-range-concentration', 20, {
            evidence: { distinctNumbers: 58, ranges: [{ prefix: '+9929012' }] },
          }),
        ],
      }),
    },
    `Numbers +9929012… in Tajikistan (TJ): ${SEEN}; 1 of 58 codes used (usual 81 %); 58 of them in one range of 10,000 (ranges +9929012…); ${MONEY}.`,
  ],
  [
    'through one carrier, and many failed',
    {
      judgement: judgement({
        findings: [
          finding('delivery-failures', 20, { evidence: { failed: 40, messages: 100 } }),
          finding('carrier-shift', 20, {
            evidence: { throughCarrier: 54, messages: 60, expectedShare: 0.361 },
          }),
        ],
      }),
    },
    `Tajikistan (TJ): ${SEEN}; 54 of 60 delivered through one carrier (usual 36 %); 40 of 100 messages failed; ${MONEY}.`,
  ],
  [
    'contained',
    { kind: 'contain', actions: [action()] },
    `Tajikistan (TJ): ${SEEN}; ${MONEY}. Blocked Tajikistan (TJ) until 09:03 UTC.`,
  ],
  [
    'contained, and it goes on past what is in force',
    { kind: 'update', pastUsdPerHour: 270.4 },
    `Tajikistan (TJ): ${SEEN}; ${MONEY}; about $270.40 an hour gets past what is in force.`,
  ],
  [
    'contained, and what gets past has no known price',
    { kind: 'update', pastUsdPerHour: Infinity },
    `Tajikistan (TJ): ${SEEN}; ${MONEY}; more than normal, at no known price, gets past what is in force.`,
  ],
  [
    'contained, and hardly anything gets past',
    { kind: 'update', pastUsdPerHour: 0.99 },
    `Tajikistan (TJ): ${SEEN}; ${MONEY}.`,
  ],
  [
    'contained in monitor',
    { kind: 'contain', actions: [action({ outcome: 'would-apply' })] },
    `Tajikistan (TJ): ${SEEN}; ${MONEY}. Would have blocked Tajikistan (TJ) until 09:03 UTC.`,
  ],
  [
    'contained with a filter, since the country is protected',
    {
      kind: 'contain',
      actions: [
        action({ ...NOTHING_DONE, outcome: 'skipped', reason: 'protected-country' }),
        action({ kind: 'filter-country' }),
      ],
    },
    `Tajikistan (TJ): ${SEEN}; ${MONEY}. Did not block Tajikistan (TJ) (protected-country), filtered Tajikistan (TJ) until 09:03 UTC.`,
  ],
  [
    'containing failed',
    {
      kind: 'update',
      actions: [action({ ...NOTHING_DONE, outcome: 'failed', reason: 'throttled' })],
    },
    `Tajikistan (TJ): ${SEEN}; ${MONEY}. Failed to block Tajikistan (TJ) (throttled).`,
  ],
  [
    'released',
    {
      kind: 'release',
      judgement: quiet(),
      actions: [restore({ country: 'TJ', prefix: '+9929012' })],
    },
    `Tajikistan (TJ): restored numbers +9929012…, 50 numbers in the last 10 min. ${MONEY}.`,
  ],
  [
    'released, nothing left to put back',
    { kind: 'release', judgement: judgement() },
    `Tajikistan (TJ): the block ended, though traffic is still high. ${MONEY}.`,
  ],
  ['closed', { kind: 'close' }, `Tajikistan (TJ): the incident is over after 25 min. ${MONEY}.`],
  [
    'closed after hours',
    { kind: 'close', startedAtMs: NOW_MS - minutes(125) },
    'Tajikistan (TJ): the incident is over after 2 h 5 min. 1,412 SMS and $297.10 since 02:58 UTC, $290.54 of it above normal.',
  ],
  [
    'not assessed',
    { kind: 'update', judgement: notAssessed(), input: null },
    'Tajikistan (TJ): cannot be assessed, its counters could not be read; the last known figures stand.',
  ],
  [
    'not assessed, and the block has had its time',
    {
      kind: 'release',
      judgement: notAssessed(),
      input: null,
      actions: [restore({ country: 'TJ' })],
    },
    'Tajikistan (TJ): cannot be assessed, its counters could not be read; the last known figures stand. Restored Tajikistan (TJ).',
  ],
  [
    'judged without what says more',
    { input: countryInput({ verificationFeed: 'absent', hasCognito: false }) },
    `Tajikistan (TJ): ${SEEN}; ${MONEY}. Judged without verifications and Cognito records.`,
  ],
  [
    'the feed of verifications is broken',
    { input: countryInput({ verificationFeed: 'silent' }) },
    `Tajikistan (TJ): ${SEEN}; ${MONEY}. No verifications arrive: their feed is broken.`,
  ],
  [
    'numbers that stand out among customers',
    { judgement: judgement({ group: suspectGroup({ matured: 30, used: 1 }) }) },
    `Tajikistan (TJ): ${SEEN}; of the codes sent there 1 of 30 were used; ${MONEY}.`,
  ],
  [
    'days of it',
    {
      judgement: judgement({
        findings: [
          finding('sustained-surge', 20, {
            evidence: { distinctNumbers: 300, windowSeconds: 172_800, expected: 24 },
          }),
        ],
      }),
    },
    `Tajikistan (TJ): ${SEEN}; 300 numbers in 48 h where 24 are normal; ${MONEY}.`,
  ],
  [
    'several countries with hardly any customers',
    { subject: { kind: 'low-traffic-countries', countries: ['KH', 'NP'] } },
    `2 countries with hardly any customers (KH, NP): ${SEEN}; ${MONEY}.`,
  ],
  [
    'many countries with hardly any customers',
    {
      subject: {
        kind: 'low-traffic-countries',
        countries: ['AF', 'BI', 'KH', 'LA', 'ML', 'NE', 'NP', 'TD', 'TJ', 'YE'],
      },
    },
    `10 countries with hardly any customers (AF, BI, KH, LA, ML, NE, NP, TD and 2 more): ${SEEN}; ${MONEY}.`,
  ],
  [
    'the account, for want of prices',
    {
      kind: 'update',
      subject: { kind: 'account' },
      input: null,
      judgement: { ...notAssessed(), findings: [unable('spend-burn', 'insufficient-data')] },
    },
    'The account: cannot be assessed, for want of prices: none; the last known figures stand.',
  ],
  [
    'the account',
    {
      subject: { kind: 'account' },
      input: null,
      judgement: judgement({
        findings: [finding('spend-burn', 20, { evidence: { spendUsd: 84.5, hourlyBudgetUsd: 2 } })],
      }),
    },
    `The account: $84.50 in 60 min where the budget allows $2.00; ${MONEY}.`,
  ],
  [
    'the account, contained',
    {
      kind: 'contain',
      subject: { kind: 'account' },
      input: null,
      actions: [
        action({
          kind: 'lower-spend-limit',
          target: { limitUsd: 140, monthToDateUsd: 96.1 },
          previous: 500,
        }),
      ],
    },
    `The account: ${MONEY}. Lowered the spend limit to $140.00 until 09:03 UTC.`,
  ],
  [
    'the account, released: numbers that nobody counted are not told',
    {
      kind: 'release',
      subject: { kind: 'account' },
      input: null,
      judgement: quiet(),
      actions: [restore({ limitUsd: 140, monthToDateUsd: 96.1 }, { previous: 140 })],
    },
    `The account: restored the spend limit, spend is back to normal. ${MONEY}.`,
  ],
];

describe('the message', () => {
  for (const [name, fields, text] of table)
    it(`when ${name}`, () => {
      expect(writeMessage(facts(fields))).toBe(text);
    });

  it('one SMS is one SMS, and one number one number', () => {
    const text = writeMessage(
      facts({
        kind: 'release',
        judgement: quiet(),
        input: countryInput({ window: { ...countryInput().window, recentAttempts: 1 } }),
        totals: { messagesObserved: 1, spendUsd: 0.2, estimatedLossUsd: 0 },
      }),
    );
    expect(text).toContain('1 number in the last 10 min. 1 SMS and $0.20');
  });

  it('names countries, and leaves codes that are none', () => {
    expect(['TJ', '+883', 'QQ'].map(nameOfCountry)).toEqual(['Tajikistan (TJ)', '+883', 'QQ (QQ)']);
  });

  const amount = fc.oneof(
    fc.double({ min: 0, max: 1e7, noNaN: true }),
    fc.constantFrom(0, 0.004, 1),
  );
  const target: fc.Arbitrary<ActionTarget> = fc.constantFrom<ActionTarget>(
    { country: 'TJ' },
    { country: '+883' },
    { country: 'TJ', prefix: '+9929012' },
    { limitUsd: 140, monthToDateUsd: 96.1 },
  );
  const anyAction = fc
    .record({
      kind: fc.constantFrom(
        'block-country' as const,
        'filter-country' as const,
        'block-number-range' as const,
        'lower-spend-limit' as const,
        'restore' as const,
      ),
      target,
      outcome: fc.constantFrom(
        'applied' as const,
        'would-apply' as const,
        'skipped' as const,
        'failed' as const,
      ),
    })
    .map((fields) => {
      const isDone = fields.outcome === 'applied' || fields.outcome === 'would-apply';
      return action({
        ...fields,
        expiresAt: isDone && fields.kind !== 'restore' ? '2026-09-11T09:03:00.000Z' : null,
        reason: isDone ? null : 'cooldown',
      });
    });
  const anyFacts = fc.record({
    kind: fc.constantFrom(...DECISION_KINDS),
    subject: fc.constantFrom<Subject>(
      TJ,
      { kind: 'country', country: '+883' },
      { kind: 'number-range', country: 'TJ', prefix: '+9929012' },
      { kind: 'low-traffic-countries', countries: ['NP', 'KH'] },
      { kind: 'account' },
    ),
    judgement: fc.constantFrom(
      judgement(),
      judgement({ holdback: 'one-family' }),
      quiet(),
      notAssessed(),
      judgement({
        findings: [unable('conversion-collapse', 'error'), finding('destination-surge', 20)],
      }),
    ),
    input: fc.constantFrom(null, countryInput()),
    actions: fc.array(anyAction, { maxLength: 3 }),
    totals: fc.record({ messagesObserved: fc.nat(), spendUsd: amount, estimatedLossUsd: amount }),
  });

  it('always is a sentence, of figures that are known, without a whole number', () =>
    fc.assert(
      fc.property(anyFacts, (fields) => {
        const text = writeMessage(facts(fields));
        expect(text).toMatch(/^(?:\p{Lu}|\+883|\d+ countr).*: .*\.$/su);
        expect(text).not.toMatch(/undefined|NaN|null|Infinity|\[object|\.\.|;\.|: \.|, ,/);
        // A prefix is followed by an ellipsis; a whole number would not be.
        expect(text.replaceAll(/\+\d{3,11}…/g, '')).not.toMatch(/\+\d{7,}/);
      }),
      { numRuns: 500 },
    ));
});
