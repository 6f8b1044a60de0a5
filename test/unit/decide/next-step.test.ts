import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ActiveAction, Incident } from '../../../lib/core/decide/incident.ts';
import type { Judgement } from '../../../lib/core/decide/judge.ts';
import {
  CLOSE_AFTER_MS,
  type HeldState,
  nextStep,
  RENEW_BEFORE_MS,
} from '../../../lib/core/decide/next-step.ts';
import { RELEASE_AFTER_MS } from '../../../lib/core/decide/quiet.ts';
import { FAKED_CONVERSION_NATS } from '../../../lib/core/decide/weigh.ts';
import {
  activeAction,
  contained,
  finding,
  heldState,
  incident,
  judgement,
  minutes,
  notAssessed,
  NOW_MS,
  quiet,
} from './fixtures.ts';

const last = (fields: Partial<Incident['last']>): Incident['last'] => ({
  ...incident().last,
  ...fields,
});
const quietFor = (ms: number, fields: Partial<Judgement> = {}): Judgement =>
  quiet({ lastActiveAtMs: NOW_MS - ms, ...fields });
const suspicious = (fields: Partial<Judgement> = {}): Judgement =>
  judgement({ verdict: 'suspicious', holdback: 'one-family', ...fields });
const released = (fields: Partial<Incident> = {}): Incident =>
  incident({ state: 'released', plannedAtMs: NOW_MS - minutes(29), wasContained: true, ...fields });
const expiringIn = (ms: number, fields: Partial<Incident> = {}): Incident =>
  contained({ actions: [activeAction({ expiresAtMs: NOW_MS + ms })], ...fields });
/** Contained for longer than any quiet time. */
const longHeld = (action: Partial<ActiveAction> = {}, fields: Partial<Incident> = {}): Incident =>
  contained({
    actions: [activeAction({ appliedAtMs: NOW_MS - minutes(200), ...action })],
    ...fields,
  });
const atTheEnd = (...actions: readonly Partial<ActiveAction>[]): Incident =>
  contained({
    actions: actions.map((action) =>
      activeAction({ step: 1, expiresAtMs: NOW_MS + RENEW_BEFORE_MS, ...action }),
    ),
  });
const probing = (sinceMs: number, fields: Partial<Incident> = {}): Incident =>
  incident({
    state: 'probing',
    wasContained: true,
    probe: { fromMs: NOW_MS - sinceMs, toMs: null, held: [activeAction({ step: 1 })] },
    ...fields,
  });
const recently = { decidedAtMs: NOW_MS - minutes(1) };

interface Row {
  readonly when: string;
  readonly incident: Incident | null;
  readonly judgement: Judgement;
  /** `kind`, `kind/plan`, or `null`. */
  readonly expected: string | null;
  readonly held?: Partial<HeldState>;
}

const rows: readonly Row[] = [
  { when: 'no incident, clear', incident: null, judgement: quiet(), expected: null },
  { when: 'no incident, nothing known', incident: null, judgement: notAssessed(), expected: null },
  { when: 'no incident, suspicious', incident: null, judgement: suspicious(), expected: 'open' },
  {
    when: 'no incident, pumping: opened first',
    incident: null,
    judgement: judgement(),
    expected: 'open',
  },

  {
    when: 'open, pumping',
    incident: incident(),
    judgement: judgement(),
    expected: 'contain/contain',
  },
  {
    when: 'open, pumping that is over',
    incident: incident({ last: last(recently) }),
    judgement: judgement({ isActive: false }),
    expected: null,
  },
  {
    when: 'open, pumping, not worth acting',
    incident: incident(),
    judgement: judgement(),
    held: { isWorthIt: false },
    expected: null,
  },
  { when: 'open, suspicious', incident: incident(), judgement: suspicious(), expected: null },
  {
    when: 'open, pumping, planned in vain 29 min ago',
    incident: incident({ plannedAtMs: NOW_MS - minutes(29) }),
    judgement: judgement(),
    expected: null,
  },
  {
    when: 'open, pumping, planned in vain in a cooldown that is over',
    incident: incident({ plannedAtMs: NOW_MS - minutes(5) }),
    judgement: judgement(),
    held: { plannedInCooldownUntilMs: NOW_MS },
    expected: 'contain/contain',
  },
  {
    when: 'open, pumping, planned in vain in a cooldown that goes on',
    incident: incident({ plannedAtMs: NOW_MS - minutes(5) }),
    judgement: judgement(),
    held: { plannedInCooldownUntilMs: NOW_MS + 1 },
    expected: null,
  },
  {
    when: 'open, pumping, planned in vain 30 min ago',
    incident: incident({ plannedAtMs: NOW_MS - minutes(30) }),
    judgement: judgement(),
    expected: 'contain/contain',
  },
  {
    when: 'open, risk 20 higher after five minutes',
    incident: incident({ last: last({ riskScore: 70, decidedAtMs: NOW_MS - minutes(5) }) }),
    judgement: suspicious({ riskScore: 90 }),
    expected: 'update',
  },
  {
    when: 'open, risk 19 higher',
    incident: incident({ last: last({ riskScore: 71 }) }),
    judgement: suspicious({ riskScore: 90 }),
    expected: null,
  },
  {
    when: 'open, risk 20 higher within five minutes',
    incident: incident({ last: last({ riskScore: 70, decidedAtMs: NOW_MS - minutes(5) + 1 }) }),
    judgement: suspicious({ riskScore: 90 }),
    expected: null,
  },
  {
    when: 'open, what was suspicious is pumping, not worth acting',
    incident: incident({
      last: last({ verdict: 'suspicious', decidedAtMs: NOW_MS - minutes(5) }),
    }),
    judgement: judgement(),
    held: { isWorthIt: false },
    expected: 'update',
  },
  {
    when: 'open, risk lower',
    incident: incident(),
    judgement: suspicious({ riskScore: 1 }),
    expected: null,
  },
  {
    when: 'open, quiet for an hour',
    incident: incident({ last: last({ decidedAtMs: NOW_MS - CLOSE_AFTER_MS }) }),
    judgement: quietFor(CLOSE_AFTER_MS),
    expected: 'close',
  },
  {
    when: 'open, quiet for a moment less',
    incident: incident(),
    judgement: quietFor(CLOSE_AFTER_MS - 1),
    expected: null,
  },
  {
    when: 'open, quiet for an hour with evidence still in the window',
    incident: incident(),
    judgement: quietFor(CLOSE_AFTER_MS, { hasEvidence: true }),
    expected: null,
  },
  {
    when: 'open, quiet for an hour, told of within it',
    incident: incident({ last: last({ decidedAtMs: NOW_MS - CLOSE_AFTER_MS + 1 }) }),
    judgement: quietFor(CLOSE_AFTER_MS),
    expected: null,
  },
  {
    when: 'open, no activity in the window',
    incident: incident({ last: last({ decidedAtMs: NOW_MS - CLOSE_AFTER_MS }) }),
    judgement: quiet(),
    expected: 'close',
  },

  { when: 'contained, pumping', incident: contained(), judgement: judgement(), expected: null },
  {
    when: 'contained, pumping past the levers',
    incident: contained(),
    judgement: judgement(),
    held: { isLeaking: true },
    expected: 'update/extend',
  },
  {
    when: 'contained, leaking, planned less than two minutes ago',
    incident: contained({ plannedAtMs: NOW_MS - minutes(2) + 1 }),
    judgement: judgement(),
    held: { isLeaking: true },
    expected: null,
  },
  {
    when: 'many contained, and another one joins half a minute after the last plan',
    incident: contained({
      plannedAtMs: NOW_MS - minutes(0.5),
      actions: [activeAction({ appliedAtMs: NOW_MS - minutes(0.5) })],
    }),
    judgement: judgement(),
    held: { isLeaking: true, extendAfterMs: minutes(0.5) },
    expected: 'update/extend',
  },
  {
    when: 'contained, leaking, but not pumping',
    incident: contained(),
    judgement: suspicious(),
    held: { isLeaking: true },
    expected: null,
  },
  {
    when: 'contained, leaking, the last plan moved nothing',
    incident: contained({ actions: [activeAction({ appliedAtMs: NOW_MS - minutes(25) })] }),
    judgement: judgement(),
    held: { isLeaking: true },
    expected: null,
  },
  {
    when: 'contained, leaking, the last plan moved nothing half an hour ago',
    incident: contained({
      plannedAtMs: NOW_MS - minutes(30),
      actions: [activeAction({ appliedAtMs: NOW_MS - minutes(35) })],
    }),
    judgement: judgement(),
    held: { isLeaking: true },
    expected: 'update/extend',
  },
  {
    when: 'contained, quiet for half an hour',
    incident: longHeld(),
    judgement: quietFor(RELEASE_AFTER_MS),
    expected: 'release/restore',
  },
  {
    when: 'contained, quiet for a moment less',
    incident: longHeld(),
    judgement: quietFor(RELEASE_AFTER_MS - 1),
    expected: null,
  },
  {
    when: 'contained, quiet for long, by a lever that was moved a moment less than half an hour ago',
    incident: longHeld({ appliedAtMs: NOW_MS - RELEASE_AFTER_MS + 1 }),
    judgement: quiet(),
    expected: null,
  },
  {
    when: 'contained, a drip quiet for as long as it pauses',
    incident: longHeld({ quietMs: minutes(120) }),
    judgement: quietFor(minutes(120)),
    expected: 'release/restore',
  },
  {
    when: 'contained, a drip quiet for a moment less',
    incident: longHeld({ quietMs: minutes(120) }),
    judgement: quietFor(minutes(120) - 1),
    expected: null,
  },
  {
    when: 'contained, quiet with old evidence',
    incident: longHeld(),
    judgement: quietFor(RELEASE_AFTER_MS, { hasEvidence: true, verdict: 'suspicious' }),
    expected: 'release/restore',
  },
  {
    when: 'contained, active, a probe found customers',
    incident: longHeld(),
    judgement: judgement(),
    held: { hasFoundCustomers: true },
    expected: 'release/restore',
  },
  {
    when: 'contained, active, some levers quiet for long',
    incident: longHeld(),
    judgement: judgement(),
    held: { hasQuietLevers: true },
    expected: 'update/trim',
  },
  {
    when: 'contained, worse than before: told when a lever moves',
    incident: contained({
      last: last({ verdict: 'suspicious', riskScore: 10, decidedAtMs: NOW_MS - minutes(90) }),
    }),
    judgement: judgement({ riskScore: 99, excessUsd: 500 }),
    expected: null,
  },
  {
    when: 'contained, no lever left',
    incident: contained({ actions: [] }),
    judgement: judgement(),
    expected: 'release/restore',
  },
  {
    when: 'contained, about to expire, active',
    incident: expiringIn(RENEW_BEFORE_MS),
    judgement: suspicious(),
    expected: 'update/renew',
  },
  {
    when: 'contained, about to expire, active, but customers use their codes',
    incident: expiringIn(RENEW_BEFORE_MS),
    judgement: suspicious({ holdback: 'used-codes' }),
    expected: 'release/restore',
  },
  {
    when: 'contained, a moment before that',
    incident: expiringIn(RENEW_BEFORE_MS + 1),
    judgement: judgement(),
    expected: null,
  },
  {
    when: 'contained, about to expire, not quiet for long',
    incident: expiringIn(RENEW_BEFORE_MS),
    judgement: quietFor(minutes(5)),
    expected: 'update/renew',
  },
  {
    when: 'contained, looked at every five minutes, about to expire before the next but one',
    incident: expiringIn(minutes(6)),
    judgement: judgement(),
    held: { renewBeforeMs: minutes(6) },
    expected: 'update/renew',
  },
  {
    when: 'contained, at the end of the first block',
    incident: atTheEnd({ step: 0 }),
    judgement: judgement(),
    held: { canProbe: true },
    expected: 'update/renew',
  },
  {
    when: 'contained, at the end of the second block',
    incident: atTheEnd({}),
    judgement: judgement(),
    held: { canProbe: true },
    expected: 'update/probe',
  },
  ...[2, 3].map(
    (step): Row => ({
      when: `contained, a drip, at the end of block ${step + 1}`,
      incident: atTheEnd({ step, quietMs: minutes(60) + 1 }),
      judgement: judgement(),
      held: { canProbe: true },
      expected: step < 3 ? 'update/renew' : 'update/probe',
    }),
  ),
  ...[1, 2, 3].map(
    (step): Row => ({
      when: `contained, a burst that would cost much in a probe, at the end of block ${step + 1}`,
      incident: atTheEnd({ step }),
      judgement: judgement(),
      held: { canProbe: true, isProbeDear: true },
      expected: step < 2 ? 'update/renew' : 'update/probe',
    }),
  ),
  {
    when: 'contained, at the end of the second filter: it keeps no customers out whom a probe could find',
    incident: atTheEnd({ kind: 'filter-country' }),
    judgement: judgement(),
    held: { canProbe: true },
    expected: 'update/renew',
  },
  {
    when: 'contained, at the end of the second block, what it stops crowds: nobody needs a probe to know it',
    incident: atTheEnd({}),
    judgement: judgement({
      findings: [finding('number-range-concentration', FAKED_CONVERSION_NATS)],
    }),
    held: { canProbe: true },
    expected: 'update/renew',
  },
  {
    when: 'contained, at the end of the second block, what it stops hardly crowds',
    incident: atTheEnd({}),
    judgement: judgement({
      findings: [finding('number-range-concentration', FAKED_CONVERSION_NATS - 1)],
    }),
    held: { canProbe: true },
    expected: 'update/probe',
  },
  {
    when: 'contained, what gets past costs on, told of an hour ago',
    incident: contained({ last: last({ decidedAtMs: NOW_MS - minutes(60) }) }),
    judgement: judgement(),
    held: { pastUsdPerHour: 5 },
    expected: 'update',
  },
  {
    when: 'contained, what gets past costs on, told of within the hour',
    incident: contained({ last: last({ decidedAtMs: NOW_MS - minutes(60) + 1 }) }),
    judgement: judgement(),
    held: { pastUsdPerHour: 5 },
    expected: null,
  },
  {
    when: 'contained, what gets past costs little',
    incident: contained({ last: last({ decidedAtMs: NOW_MS - minutes(60) }) }),
    judgement: judgement(),
    held: { pastUsdPerHour: 4.99 },
    expected: null,
  },
  {
    when: 'contained, and what gets past has no known price',
    incident: contained({ last: last({ decidedAtMs: NOW_MS - minutes(60) }) }),
    judgement: judgement(),
    held: { pastUsdPerHour: Infinity },
    expected: 'update',
  },
  {
    when: 'only said to be contained, and it costs on',
    incident: contained({
      actions: [activeAction({ isVirtual: true })],
      last: last({ decidedAtMs: NOW_MS - minutes(60) }),
    }),
    judgement: judgement({ excessUsd: 5 }),
    held: { pastUsdPerHour: null },
    expected: 'update',
  },
  {
    when: 'only said to be contained, and it costs little',
    incident: contained({
      actions: [activeAction({ isVirtual: true })],
      last: last({ decidedAtMs: NOW_MS - minutes(60) }),
    }),
    judgement: judgement({ excessUsd: 4.99 }),
    held: { pastUsdPerHour: null },
    expected: null,
  },
  {
    when: 'contained, at the end of a block that is worth its customers no more',
    incident: atTheEnd({ step: 0 }),
    judgement: judgement(),
    held: { canProbe: true, isOutweighedNoMore: true },
    expected: 'release/restore',
  },
  {
    when: 'contained, before the end of a block that is worth its customers no more',
    incident: contained(),
    judgement: judgement(),
    held: { isOutweighedNoMore: true },
    expected: null,
  },
  {
    when: 'contained, at the end of the second block, no codes come',
    incident: atTheEnd({}),
    judgement: judgement(),
    expected: 'update/renew',
  },
  {
    when: 'contained, at the end of the second block, codes prove nothing',
    incident: { ...atTheEnd({}), distrustsCodes: true },
    judgement: judgement(),
    held: { canProbe: true },
    expected: 'update/renew',
  },
  {
    when: 'contained in monitor, at the end of the second block',
    incident: atTheEnd({ isVirtual: true }),
    judgement: judgement(),
    held: { canProbe: true },
    expected: 'update/renew',
  },
  {
    when: 'contained, at the end of the second block, another lever held on',
    incident: atTheEnd({}, { expiresAtMs: NOW_MS + minutes(90) }),
    judgement: judgement(),
    held: { canProbe: true },
    expected: 'update/renew',
  },
  {
    when: 'contained, at the end of the second block, customers use their codes',
    incident: atTheEnd({}),
    judgement: suspicious({ holdback: 'used-codes' }),
    held: { canProbe: true },
    expected: 'release/restore',
  },
  {
    when: 'contained, at the end of the first block, a few codes from before it are used: a look',
    incident: atTheEnd({ step: 0 }),
    judgement: suspicious({ holdback: 'used-codes' }),
    held: { canProbe: true, areSurelyCustomers: false },
    expected: 'update/probe',
  },
  {
    when: 'the same, and the look is dear',
    incident: atTheEnd({ step: 0 }),
    judgement: suspicious({ holdback: 'used-codes' }),
    held: { canProbe: true, isProbeDear: true, areSurelyCustomers: false },
    expected: 'update/renew',
  },
  {
    when: 'the same, and the numbers crowd',
    incident: atTheEnd({ step: 0 }),
    judgement: suspicious({
      holdback: 'used-codes',
      findings: [finding('number-range-concentration', 25)],
    }),
    held: { canProbe: true, areSurelyCustomers: false },
    expected: 'update/renew',
  },
  {
    when: 'only filtered, at the end, some codes are used: most of it gets through and is heard',
    incident: atTheEnd({ kind: 'filter-country', step: 0 }),
    judgement: suspicious({ holdback: 'used-codes' }),
    held: { canProbe: true, areSurelyCustomers: false },
    expected: 'release/restore',
  },
  {
    when: 'only said to be blocked, at the end, some codes are used',
    incident: atTheEnd({ isVirtual: true, step: 0 }),
    judgement: suspicious({ holdback: 'used-codes' }),
    held: { canProbe: true, areSurelyCustomers: false },
    expected: 'release/restore',
  },

  {
    when: 'probing, three numbers',
    incident: probing(minutes(5)),
    judgement: judgement(),
    held: { probedNumbers: 3 },
    expected: null,
  },
  {
    when: 'probing, four numbers',
    incident: probing(minutes(5)),
    judgement: judgement(),
    held: { probedNumbers: 4 },
    expected: 'update/rearm',
  },
  {
    when: 'probing, and somebody else has put back all of it',
    incident: probing(minutes(10), {
      probe: { fromMs: NOW_MS - minutes(10), toMs: null, held: [] },
    }),
    judgement: judgement(),
    held: {},
    expected: 'release',
  },
  {
    when: 'probing, four numbers, levers failed a minute ago',
    incident: probing(minutes(5), { failedAtMs: NOW_MS - minutes(1) }),
    judgement: judgement(),
    held: { probedNumbers: 4 },
    expected: null,
  },
  {
    when: 'probing for half the quiet time, one number',
    incident: probing(minutes(15)),
    judgement: quiet(),
    held: { probedNumbers: 1 },
    expected: 'release',
  },
  {
    when: 'probing for a moment less',
    incident: probing(minutes(15) - 1),
    judgement: quiet(),
    held: { probedNumbers: 1 },
    expected: null,
  },
  {
    when: 'probing for half the quiet time, and nothing tells how many came: it goes on',
    incident: probing(minutes(15)),
    judgement: quiet(),
    held: { probedNumbers: null },
    expected: 'update/rearm',
  },
  {
    when: 'probing, and nothing tells how many came',
    incident: probing(minutes(5)),
    judgement: quiet(),
    held: { probedNumbers: null },
    expected: null,
  },
  {
    when: 'probing for half the quiet time, two numbers',
    incident: probing(minutes(15)),
    judgement: quiet(),
    held: { probedNumbers: 2 },
    expected: 'update/rearm',
  },
  {
    when: 'probing for half the quiet time, active since',
    incident: probing(minutes(15)),
    judgement: quietFor(minutes(15) - 1),
    expected: 'update/rearm',
  },
  {
    when: 'probing for half the quiet time, last active when it began',
    incident: probing(minutes(15)),
    judgement: quietFor(minutes(15)),
    expected: 'release',
  },
  {
    when: 'contained, one of two about to expire',
    incident: contained({
      actions: [
        activeAction({ expiresAtMs: NOW_MS + minutes(90) }),
        activeAction({ expiresAtMs: NOW_MS }),
      ],
    }),
    judgement: judgement(),
    expected: 'update/renew',
  },
  {
    when: 'contained, expired long ago, active',
    incident: expiringIn(-minutes(60)),
    judgement: judgement(),
    expected: 'update/renew',
  },
  {
    when: 'contained, putting back failed a minute ago',
    incident: longHeld({}, { failedAtMs: NOW_MS - minutes(1) }),
    judgement: quiet(),
    expected: null,
  },
  {
    when: 'contained, putting back failed two minutes ago',
    incident: longHeld({}, { failedAtMs: NOW_MS - minutes(2) }),
    judgement: quiet(),
    expected: 'release/restore',
  },
  {
    when: 'contained, renewing failed this moment',
    incident: expiringIn(0, { failedAtMs: NOW_MS }),
    judgement: judgement(),
    expected: null,
  },

  {
    when: 'released, pumping again, planned less than half an hour ago',
    incident: released(),
    judgement: judgement(),
    expected: null,
  },
  {
    when: 'released, pumping again',
    incident: released({ plannedAtMs: NOW_MS - minutes(30) }),
    judgement: judgement(),
    expected: 'contain/contain',
  },
  {
    when: 'released, quiet for half an hour',
    incident: released(),
    judgement: quietFor(minutes(30)),
    expected: null,
  },
  {
    when: 'released, quiet for an hour',
    incident: released(),
    judgement: quietFor(minutes(60)),
    expected: 'close',
  },

  ...[incident(), contained(), probing(minutes(1)), released()].flatMap((each): Row[] => [
    {
      when: `${each.state}, nothing known`,
      incident: each,
      judgement: notAssessed(),
      expected: 'update',
    },
    {
      when: `${each.state}, still nothing known`,
      incident: { ...each, last: last({ verdict: 'not-assessed' }) },
      judgement: notAssessed(),
      expected: null,
    },
    {
      when: `${each.state}, known again`,
      incident: { ...each, last: last({ verdict: 'not-assessed', ...recently }) },
      judgement: suspicious(),
      expected: 'update',
    },
  ]),
  {
    when: 'contained, still nothing known, and the block has had its time',
    incident: expiringIn(0, { last: last({ verdict: 'not-assessed' }) }),
    judgement: notAssessed(),
    expected: 'release/restore',
  },
  {
    when: 'contained, nothing known, a moment before its time',
    incident: expiringIn(1, { last: last({ verdict: 'not-assessed' }) }),
    judgement: notAssessed(),
    expected: null,
  },
];

describe('the next step', () => {
  for (const row of rows)
    it(`${row.when}: ${row.expected ?? 'nothing'}`, () => {
      const step = nextStep(row.incident, row.judgement, NOW_MS, heldState(row.held));
      expect(step === null ? null : [step.kind, step.plan].filter(Boolean).join('/')).toBe(
        row.expected,
      );
    });

  it('nothing is opened, contained, renewed, extended or closed on what is not known', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(null, ...rows.map((row) => row.incident)),
        fc.record({
          isWorthIt: fc.boolean(),
          isLeaking: fc.boolean(),
          pastUsdPerHour: fc.constantFrom(null, 0, 500, Infinity),
          areSurelyCustomers: fc.boolean(),
          plannedInCooldownUntilMs: fc.constantFrom(null, NOW_MS),
          isOutweighedNoMore: fc.boolean(),
          canProbe: fc.boolean(),
          probedNumbers: fc.nat(9),
          isProbeDear: fc.boolean(),
          hasFoundCustomers: fc.boolean(),
          hasQuietLevers: fc.boolean(),
          baseline: fc.constant(null),
          renewBeforeMs: fc.constantFrom(minutes(1), minutes(6)),
          extendAfterMs: fc.constantFrom(minutes(0.5), minutes(2)),
        }),
        (each, held) => {
          const step = nextStep(each, notAssessed(), NOW_MS, held);
          expect(['open', 'contain', 'close']).not.toContain(step?.kind);
          expect(['contain', 'renew', 'extend', 'trim', 'probe', 'rearm']).not.toContain(
            step?.plan,
          );
        },
      ),
    ));
});
