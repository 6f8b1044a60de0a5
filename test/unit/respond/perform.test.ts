import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ActiveAction } from '../../../lib/core/decide/incident.ts';
import type { ActionKind, ActionTarget } from '../../../lib/core/decide/decision.ts';
import type { PlannedAction } from '../../../lib/core/respond/plan.ts';
import { validateDecision } from '../../decision-schema.ts';
import {
  baseline,
  countryInput,
  decision,
  incident,
  judgement,
  minutes,
  NOW_MS,
  rangeProfile,
  settingsWith,
} from '../decide/fixtures.ts';
import { executePlan, held, renewActions, respond, restoreActions, setUp } from './fixtures.ts';

const TJ = { country: 'TJ' };
const RANGE = { country: 'TJ', prefix: '+9929012' };
const LIMIT = { limitUsd: 140, monthToDateUsd: 90 };
const UNTIL_MS = NOW_MS + minutes(30);
const toDo = (
  kind: ActionKind,
  target: ActionTarget,
  skip: PlannedAction['skip'] = null,
): PlannedAction => ({ kind, target, expiresAtMs: UNTIL_MS, quietMs: minutes(30), step: 0, skip });
const ALL = [
  toDo('block-country', TJ),
  toDo('block-number-range', RANGE),
  toDo('lower-spend-limit', LIMIT),
];
const outcomes = ({
  actions,
}: {
  readonly actions: readonly { outcome: string; reason: string | null }[];
}) => actions.map(({ outcome, reason }) => (reason === null ? outcome : `${outcome}: ${reason}`));
const later = () => NOW_MS + minutes(120);

describe('a plan that is executed', () => {
  it('moves each lever and remembers its value before, in the order of the plan', async () => {
    const { levers, context } = setUp();
    const { actions, active } = await executePlan(ALL, context());
    expect(levers.writes).toEqual(['TJ BLOCK', '+9929012 BLOCK', 'limit 140']);
    expect(actions.map(({ outcome, previous }) => [outcome, previous])).toEqual([
      ['applied', 'ALLOW'],
      ['applied', null],
      ['applied', 500],
    ]);
    expect(actions.map(({ expiresAt }) => expiresAt)).toEqual(
      ALL.map(() => '2026-09-11T05:33:00.000Z'),
    );
    expect(active.map(({ applied, previous }) => [applied, previous])).toEqual([
      ['BLOCK', 'ALLOW'],
      ['BLOCK', null],
      [140, 500],
    ]);
    expect(new Set(actions.map(({ actionId }) => actionId)).size).toBe(3);
  });

  it('in monitor says what it would do, and touches nothing', async () => {
    const { levers, context } = setUp('monitor');
    const { actions, active } = await executePlan(ALL, context());
    expect(outcomes({ actions })).toEqual(['would-apply', 'would-apply', 'would-apply']);
    expect(active.every(({ isVirtual }) => isVirtual)).toBe(true);
    await renewActions(active, later, context());
    await restoreActions(active, context());
    expect(levers.writes).toEqual([]);
  });

  it('what is skipped is said with its reason, and not even read', async () => {
    const { levers, context } = setUp();
    levers.broken.add('readCountryRule');
    const done = await executePlan([toDo('block-country', TJ, 'protected-country')], context());
    expect(outcomes(done)).toEqual(['skipped: protected-country']);
    expect(done.active).toEqual([]);
  });

  it('a country that somebody else has blocked is not ours', async () => {
    const { levers, context } = setUp('enforce', { TJ: 'BLOCK' });
    const done = await executePlan([toDo('block-country', TJ)], context());
    expect(outcomes(done)).toEqual(['skipped: operator-changed']);
    expect(done.active).toEqual([]);
    expect(levers.writes).toEqual([]);
  });

  it('a country that somebody else has blocked is not loosened to a filter', async () => {
    const { levers, context } = setUp('enforce', { TJ: 'BLOCK' });
    const done = await executePlan([toDo('filter-country', TJ)], context());
    expect(outcomes(done)).toEqual(['skipped: operator-changed']);
    expect(levers.writes).toEqual([]);
  });

  it('a spend limit that was lowered further in the meantime is not raised', async () => {
    const { levers, context } = setUp();
    await levers.inner.writeSpendLimit(100);
    const done = await executePlan([toDo('lower-spend-limit', LIMIT)], context());
    expect(outcomes(done)).toEqual(['skipped: operator-changed']);
    expect((await levers.readSpendLimit()).limitUsd).toBe(100);
  });

  for (const method of ['readCountryRule', 'writeCountryRule'])
    it(`${method} failing is told, and stops no other lever`, async () => {
      const { levers, context } = setUp();
      levers.broken.add(method);
      const done = await executePlan(ALL, context());
      expect(outcomes(done)).toEqual([`failed: ${method} refused`, 'applied', 'applied']);
      expect(done.active).toHaveLength(2);
    });

  it('a write whose answer got lost is applied if it took effect', async () => {
    const { levers, context } = setUp();
    for (const method of ['writeCountryRule', 'writeNumberRange', 'writeSpendLimit'])
      levers.deaf.add(method);
    const done = await executePlan(ALL, context());
    expect(outcomes(done)).toEqual(['applied', 'applied', 'applied']);
    expect(outcomes(await restoreActions(done.active, context()))).toEqual([
      'applied',
      'applied',
      'applied',
    ]);
  });

  it('a destination without a country cannot be blocked, and that is told', async () => {
    const { context } = setUp();
    const done = await executePlan([toDo('block-country', { country: '+883' })], context());
    expect(done.actions[0]).toMatchObject({
      outcome: 'failed',
      reason: expect.stringContaining('+883'),
    });
    expect(validateDecision(decision({ actions: done.actions }))).toEqual([]);
  });
});

describe('a block that takes the place of a filter of the same incident', () => {
  it('one undo goes back all the way', async () => {
    const { levers, context } = setUp();
    const filter = await executePlan([toDo('filter-country', TJ)], context());
    const block = await executePlan([toDo('block-country', TJ)], context(), filter.active);
    expect(block.active).toMatchObject([{ applied: 'BLOCK', previous: 'ALLOW' }]);
    await restoreActions(block.active, context());
    expect(await levers.readCountryRule('TJ')).toBe('ALLOW');
  });

  it('an operator’s change in between is what is gone back to', async () => {
    const { levers, context } = setUp();
    const filter = await executePlan([toDo('filter-country', TJ)], context());
    await levers.inner.writeCountryRule('TJ', 'MONITOR');
    const block = await executePlan([toDo('block-country', TJ)], context(), filter.active);
    await restoreActions(block.active, context());
    expect(await levers.readCountryRule('TJ')).toBe('MONITOR');
  });
});

describe('a renewal', () => {
  it('is a new action with a later end; the value before stays the first one', async () => {
    const { context } = setUp();
    const first = await executePlan(ALL, context());
    const { actions, active } = await renewActions(first.active, later, context());
    expect(outcomes({ actions })).toEqual(['applied', 'applied', 'applied']);
    expect(actions.map(({ previous }) => previous)).toEqual(['ALLOW', null, 500]);
    expect(active.map(({ actionId }) => actionId)).toEqual(actions.map(({ actionId }) => actionId));
    expect(active.every(({ expiresAtMs }) => expiresAtMs === later())).toBe(true);
    expect(active.every(({ appliedAtMs }) => appliedAtMs === NOW_MS)).toBe(true);
  });

  it('leaves an operator’s change alone and gives the lever up', async () => {
    const { levers, context } = setUp();
    const { active } = await executePlan(ALL, context());
    await levers.inner.writeCountryRule('TJ', 'ALLOW');
    await levers.inner.writeNumberRange('+9929012', null);
    await levers.inner.writeSpendLimit(300);
    levers.writes.length = 0;
    const renewed = await renewActions(active, later, context());
    expect(outcomes(renewed)).toEqual(ALL.map(() => 'skipped: operator-changed'));
    expect(renewed.active).toEqual([]);
    expect(levers.writes).toEqual([]);
  });

  it('that fails keeps the lever, to be tried again or put back', async () => {
    const { levers, context } = setUp();
    const { active } = await executePlan(ALL, context());
    levers.broken.add('writeCountryRule');
    const renewed = await renewActions(active, later, context());
    expect(outcomes(renewed)).toEqual(['failed: writeCountryRule refused', 'applied', 'applied']);
    expect(renewed.active[0]).toEqual(active[0]);
    expect(renewed.active).toHaveLength(3);
  });

  it('that comes too late blocks a range again: that it lapsed is nobody’s change', async () => {
    const { clock, levers, context } = setUp();
    const { active } = await executePlan([toDo('block-number-range', RANGE)], context());
    clock.set(UNTIL_MS + 1);
    expect(await levers.readNumberRange('+9929012')).toBeNull();
    expect(outcomes(await renewActions(active, later, context()))).toEqual(['applied']);
    expect(await levers.readNumberRange('+9929012')).toBe('BLOCK');
  });

  it('after the owner began to enforce does what so far was only said', async () => {
    const { levers, context } = setUp();
    const { active } = await executePlan(ALL, context('monitor'));
    const renewed = await renewActions(active, later, context('enforce'));
    expect(outcomes(renewed)).toEqual(['applied', 'applied', 'applied']);
    expect(levers.writes).toHaveLength(3);
    expect(validateDecision(decision({ mode: 'enforce', actions: renewed.actions }))).toEqual([]);
  });

  it('after the owner went back to monitor puts back what was moved', async () => {
    const { levers, context } = setUp();
    const { active } = await executePlan(ALL, context('enforce'));
    const renewed = await renewActions(active, later, context('monitor'));
    expect(renewed.actions.map(({ kind, outcome }) => [kind, outcome])).toEqual(
      ALL.map(() => ['restore', 'applied']),
    );
    expect(renewed.active).toEqual([]);
    expect(await levers.readCountryRule('TJ')).toBe('ALLOW');
    expect(validateDecision(decision({ mode: 'monitor', actions: renewed.actions }))).toEqual([]);
  });
});

describe('an undo', () => {
  it('puts each lever back and names what it undoes', async () => {
    const { levers, context } = setUp('enforce', { TJ: 'MONITOR' });
    const { active } = await executePlan(ALL, context());
    const { actions, active: left } = await restoreActions(active, context());
    expect(actions.map(({ undoes }) => undoes)).toEqual(active.map(({ actionId }) => actionId));
    expect(left).toEqual([]);
    expect(await levers.readCountryRule('TJ')).toBe('MONITOR');
    expect(await levers.readNumberRange('+9929012')).toBeNull();
    expect((await levers.readSpendLimit()).limitUsd).toBe(500);
  });

  it('leaves an operator’s change alone, and stays away from it', async () => {
    const { levers, context } = setUp();
    const { active } = await executePlan(ALL, context());
    await levers.inner.writeCountryRule('TJ', 'FILTER');
    await levers.inner.writeSpendLimit(1_000);
    const done = await restoreActions(active, context());
    expect(outcomes(done)).toEqual([
      'skipped: operator-changed',
      'applied',
      'skipped: operator-changed',
    ]);
    expect(done.active).toEqual([]);
    expect(await levers.readCountryRule('TJ')).toBe('FILTER');
    expect((await levers.readSpendLimit()).limitUsd).toBe(1_000);
  });

  it('that fails keeps the lever', async () => {
    const { levers, context } = setUp();
    const { active } = await executePlan(ALL, context());
    levers.broken.add('writeCountryRule');
    const done = await restoreActions(active, context());
    expect(done.active.map(({ kind }) => kind)).toEqual(['block-country']);
    levers.broken.clear();
    expect(outcomes(await restoreActions(done.active, context()))).toEqual(['applied']);
    expect(await levers.readCountryRule('TJ')).toBe('ALLOW');
  });

  it('of a range that lapsed is done already', async () => {
    const { clock, context } = setUp();
    const { active } = await executePlan([toDo('block-number-range', RANGE)], context());
    clock.set(UNTIL_MS);
    const done = await restoreActions(active, context());
    expect(outcomes(done)).toEqual(['applied']);
  });

  it('a lever that does not fit its target fails by itself', async () => {
    const { context } = setUp();
    const odd = held('block-country', LIMIT, 'BLOCK', 'ALLOW');
    expect(outcomes(await restoreActions([odd], context()))[0]).toMatch(/^failed: /);
  });
});

describe('responding', () => {
  it('does not even ask for the spend limit when lowering it is switched off', async () => {
    const { levers, context } = setUp();
    levers.broken.add('readSpendLimit');
    const own = incident({ key: 'account', subject: { kind: 'account' } });
    const situation = {
      incident: own,
      incidents: [own],
      judgement: judgement(),
      destinations: [],
      quiet: [],
      trafficShareOf: () => 0,
    };
    expect(await respond('contain', { ...situation, settings: settingsWith() }, context())).toEqual(
      { actions: [], active: [] },
    );
  });
});

describe('a step on what is held', () => {
  const RANGES = ['+9929012', '+9929013', '+9929014'].map((prefix) => ({ country: 'TJ', prefix }));
  const holding = async (expiries: readonly number[]) => {
    const { levers, context } = setUp();
    const plan = RANGES.slice(0, expiries.length).map((target, index) => ({
      ...toDo('block-number-range', target),
      expiresAtMs: NOW_MS + (expiries[index] ?? 0),
    }));
    const { active } = await executePlan(plan, context());
    levers.writes.length = 0;
    const own = incident({ state: 'contained', actions: active, plannedAtMs: NOW_MS });
    const situation = {
      incident: own,
      incidents: [own],
      judgement: judgement(),
      destinations: [],
      quiet: [] as readonly ActiveAction[],
      trafficShareOf: () => 0,
      settings: settingsWith({ mode: 'enforce' }),
    };
    return { levers, context: context(), own, situation };
  };

  it('a renewal renews what expires within ten minutes, for longer, and nothing else', async () => {
    const { levers, context, own, situation } = await holding([
      minutes(1),
      minutes(10),
      minutes(10) + 1,
    ]);
    const { actions, active } = await respond('renew', situation, context);
    expect(actions.map(({ target }) => target)).toEqual(RANGES.slice(0, 2));
    expect(levers.writes).toEqual(['+9929012 BLOCK', '+9929013 BLOCK']);
    const byPrefix = [...active].sort((a, b) =>
      JSON.stringify(a.target) < JSON.stringify(b.target) ? -1 : 1,
    );
    expect(byPrefix.map(({ step, expiresAtMs }) => [step, expiresAtMs])).toEqual([
      [1, NOW_MS + minutes(120)],
      [1, NOW_MS + minutes(120)],
      [0, NOW_MS + minutes(10) + 1],
    ]);
    expect(byPrefix[2]).toBe(own.actions[2]);
  });

  it('a trim puts back the quiet levers and keeps the others', async () => {
    const { levers, context, own, situation } = await holding([minutes(20), minutes(20)]);
    const quiet = own.actions.slice(0, 1);
    const { actions, active } = await respond('trim', { ...situation, quiet }, context);
    expect(actions.map(({ kind, target }) => [kind, target])).toEqual([['restore', RANGES[0]]]);
    expect(active).toEqual(own.actions.slice(1));
    expect(levers.writes).toEqual(['+9929012 free']);
  });

  it('a probe puts all back, and what it put back is moved again for longer', async () => {
    const { levers, context, own, situation } = await holding([minutes(1), minutes(1)]);
    const opened = await respond('probe', situation, context);
    expect(outcomes(opened)).toEqual(['applied', 'applied']);
    expect(opened.active).toEqual([]);
    const probing = incident({
      state: 'probing',
      probe: { fromMs: NOW_MS, toMs: null, held: own.actions },
    });
    const rearmed = await respond('rearm', { ...situation, incident: probing }, context);
    expect(rearmed.active.map(({ step, expiresAtMs }) => [step, expiresAtMs])).toEqual([
      [1, NOW_MS + minutes(120)],
      [1, NOW_MS + minutes(120)],
    ]);
    expect(levers.writes.slice(2)).toEqual(['+9929012 BLOCK', '+9929013 BLOCK']);
  });

  it('of several destinations the first count towards the caps of the next', async () => {
    const { levers, context } = setUp();
    const own = incident();
    const inputOf = (country: string) => countryInput({ subject: { kind: 'country', country } });
    const done = await respond(
      'contain',
      {
        incident: own,
        incidents: [own],
        judgement: judgement(),
        destinations: ['TJ', 'UZ'].map((country) => ({
          input: inputOf(country),
          judgement: judgement(),
        })),
        quiet: [],
        trafficShareOf: () => 0.01,
        settings: settingsWith({ mode: 'enforce', 'responses/block-country/maxActive': 1 }),
      },
      context(),
    );
    expect(outcomes(done)).toEqual(['applied', 'skipped: cap-reached', 'applied']);
    expect(levers.writes).toEqual(['TJ BLOCK', 'UZ FILTER']);
  });
});

describe('any sequence of what the detector, operators and failures do', () => {
  const METHODS = [
    'readCountryRule',
    'writeCountryRule',
    'readNumberRange',
    'writeNumberRange',
    'readSpendLimit',
    'writeSpendLimit',
  ];
  const mode = fc.constantFrom('enforce' as const, 'enforce' as const, 'monitor' as const);
  const step = fc.oneof(
    fc.record({
      do: fc.constant('plan' as const),
      mode,
      what: fc.constantFrom('block', 'filter', 'range', 'other-range', 'limit'),
    }),
    fc.record({ do: fc.constantFrom('renew' as const, 'restore' as const), mode }),
    fc.record({
      do: fc.constant('operator-country' as const),
      rule: fc.constantFrom('ALLOW' as const, 'MONITOR' as const),
    }),
    fc.record({ do: fc.constant('operator-range' as const), isBlocked: fc.boolean() }),
    fc.record({
      do: fc.constant('operator-limit' as const),
      limitUsd: fc.integer({ min: 1, max: 1_000 }),
    }),
    fc.record({
      do: fc.constant('pass' as const),
      ms: fc.constantFrom(0, minutes(5), minutes(45)),
    }),
    fc.record({ do: fc.constant('break' as const), methods: fc.subarray(METHODS) }),
  );

  it('every lever ends as its last other owner left it, and monitor moves none', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 25 }),
        fc.constantFrom('ALLOW' as const, 'MONITOR' as const, 'FILTER' as const, 'BLOCK' as const),
        async (steps, initial) => {
          const { clock, levers, context } = setUp('enforce', { TJ: initial });
          const theirs = { country: initial as string, range: null as string | null, limit: 500 };
          let active: readonly ActiveAction[] = [];
          let nowMs = NOW_MS;
          const problems: string[] = [];
          for (const each of steps) {
            nowMs += 1;
            if (each.do === 'pass') nowMs += each.ms;
            clock.set(nowMs);
            if (each.do === 'break') {
              levers.broken.clear();
              for (const method of each.methods) levers.broken.add(method);
            } else if (each.do === 'operator-country') {
              await levers.inner.writeCountryRule('TJ', (theirs.country = each.rule));
            } else if (each.do === 'operator-limit') {
              // To set the very value that the detector had set cannot be told from doing nothing.
              const limitUsd = each.limitUsd === 50 ? 51 : each.limitUsd;
              await levers.inner.writeSpendLimit((theirs.limit = limitUsd));
            } else if (each.do === 'operator-range') {
              // Nor can to block what the detector blocks.
              if (each.isBlocked && active.some(({ target }) => 'prefix' in target)) continue;
              await levers.inner.writeNumberRange('+9929012', each.isBlocked ? Infinity : null);
              theirs.range = each.isBlocked ? 'BLOCK' : null;
            } else if (each.do !== 'pass') {
              const plan = each.do === 'plan' ? 'extend' : each.do;
              const what = each.do === 'plan' ? each.what : '';
              const isRange = what === 'range' || what === 'other-range';
              const own = incident({
                state: 'contained',
                key: what === 'limit' ? 'account' : 'country/TJ',
                subject:
                  what === 'limit' ? { kind: 'account' } : { kind: 'country', country: 'TJ' },
                actions: active,
                plannedAtMs: NOW_MS,
              });
              const situation = {
                incident: own,
                incidents: [own],
                judgement: judgement(),
                destinations:
                  what === 'limit'
                    ? []
                    : [
                        {
                          judgement: judgement(),
                          input: countryInput({
                            baseline: baseline(isRange ? { firstSendsPerHour: 30 } : {}),
                            ranges: isRange
                              ? rangeProfile({ [what === 'range' ? '+9929012' : '+9929013']: 60 })
                              : null,
                          }),
                        },
                      ],
                quiet: [],
                trafficShareOf: () => 0.01,
                settings: settingsWith({
                  mode: each.mode,
                  'responses/lower-spend-limit/enabled': true,
                  'responses/block-country/enabled': what === 'block',
                }),
              };
              const writes = levers.writes.length;
              const executed = await respond(plan, situation, context(each.mode)).catch(() => null);
              if (executed === null) continue;
              problems.push(
                ...validateDecision(decision({ mode: each.mode, actions: executed.actions })),
              );
              if (each.mode === 'monitor' && each.do === 'plan')
                problems.push(...levers.writes.slice(writes));
              active = executed.active;
            }
          }
          levers.broken.clear();
          const { active: left } = await restoreActions(active, context());
          expect(left).toEqual([]);
          expect(problems).toEqual([]);
          expect({
            country: await levers.readCountryRule('TJ'),
            range: await levers.readNumberRange('+9929012'),
            otherRange: await levers.readNumberRange('+9929013'),
            limit: (await levers.readSpendLimit()).limitUsd,
          }).toEqual({ ...theirs, otherRange: null });
        },
      ),
      { numRuns: 1_000 },
    ));
});
