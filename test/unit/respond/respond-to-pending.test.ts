import { describe, expect, it } from 'vitest';
import { MemoryIncidentStore } from '../../../lib/adapters/local/memory-incident-store.ts';
import type { ActionKind, ActionTarget, Decision } from '../../../lib/core/decide/decision.ts';
import type { Incident } from '../../../lib/core/decide/incident.ts';
import type { Step } from '../../../lib/core/decide/next-step.ts';
import { LeverError, StoreError } from '../../../lib/core/errors.ts';
import type { AuditLog } from '../../../lib/core/respond/audit.ts';
import type { PendingAction } from '../../../lib/core/respond/pending.ts';
import { moves, renewals, restores } from '../../../lib/core/respond/plan-step.ts';
import { respondToPending } from '../../../lib/core/respond/respond-to-pending.ts';
import { validateDecision } from '../../decision-schema.ts';
import {
  decision,
  digest,
  incident,
  minutes,
  NOW_MS,
  pendingStep,
  settingsWith,
} from '../decide/fixtures.ts';
import { Crash } from './crash.ts';
import { setUp } from './fixtures.ts';

const TARGETS = [
  ['block-country', { country: 'TJ' }],
  ['block-country', { country: 'UZ' }],
  ['block-number-range', { country: 'TJ', prefix: '+9929012' }],
  ['lower-spend-limit', { limitUsd: 140, monthToDateUsd: 90 }],
] as const satisfies readonly (readonly [ActionKind, ActionTarget])[];
const PLAN = TARGETS.map(([kind, target]) => ({
  kind,
  target,
  expiresAtMs: NOW_MS + minutes(30),
  quietMs: minutes(30),
  step: 0,
  skip: null,
}));
const idsAt = (atMs: number, idText = 'inc_1') => ({ digest, idText, atMs });

const open = async (mode: 'monitor' | 'enforce' = 'enforce') => {
  const { clock, levers, audit } = setUp(mode);
  const store = new MemoryIncidentStore();
  const told: Decision[] = [];
  const settings = settingsWith({ mode });
  const notifier = {
    notify: async (each: Decision) => {
      told.push(each);
    },
  };
  const ports = { incidents: store, audit, levers, notifier, settings };
  const load = async (incidentId = 'inc_1'): Promise<Incident> => {
    const found = (await store.load(0)).find((each) => each.incidentId === incidentId);
    if (found === undefined) throw new Error('no incident');
    return found;
  };
  let decisions = 1;
  /** Writes a step down, as `decide` does. */
  const plan = async (step: Step, actions: readonly PendingAction[], incidentId = 'inc_1') => {
    decisions += 1;
    const { kind: _, message: __, actions: ___, ...draft } = decision({ incidentId, mode });
    const pending = pendingStep({
      step,
      actions,
      plannedAtMs: clock.nowMs(),
      draft: { ...draft, decisionId: `dec_${decisions}` },
    });
    await store.savePending({ ...(await load(incidentId)), pending });
  };
  const respond = () => respondToPending('all', ports, clock.nowMs());
  const begin = async (incidentId = 'inc_1') =>
    store.save(
      incident({ incidentId, key: `country/${incidentId}` }),
      decision({ incidentId, decisionId: `dec_of_${incidentId}` }),
    );
  await begin();
  const values = async () => [
    await levers.readCountryRule('TJ'),
    await levers.readCountryRule('UZ'),
    await levers.readNumberRange('+9929012'),
    await levers.readSpendLimitUsd(),
  ];
  return { clock, levers, audit, store, told, ports, load, plan, respond, begin, values };
};
const CONTAIN: Step = { kind: 'contain', plan: 'contain' };
const MOVED = ['BLOCK', 'BLOCK', 'BLOCK', 140];
const FREE = ['ALLOW', 'ALLOW', null, 500];

describe('what is pending', () => {
  it('is done once, recorded, and told', async () => {
    const { plan, respond, values, load, told, store } = await open();
    await plan(CONTAIN, moves(PLAN, idsAt(NOW_MS)));
    const { decisions, failed, untold } = await respond();
    expect([failed, untold]).toEqual([[], []]);
    expect(await values()).toEqual(MOVED);
    expect(told).toEqual(decisions);
    expect(decisions[0]).toMatchObject({ kind: 'contain', decisionId: 'dec_2' });
    expect(validateDecision(decisions[0])).toEqual([]);
    expect(await store.readDecisions('inc_1')).toContainEqual(decisions[0]);
    expect(await load()).toMatchObject({ state: 'contained', pending: null, version: 2 });
    expect(await respond()).toEqual({ decisions: [], untold: [], failed: [] });
    expect(told).toHaveLength(1);
  });

  it('of several incidents is done in the order of its deciding, and only of those asked for', async () => {
    const { plan, ports, begin } = await open();
    await begin('inc_2');
    await begin('inc_3');
    const [first] = PLAN;
    if (first === undefined) throw new Error('no plan');
    const countries = { inc_2: 'NP', inc_1: 'TJ', inc_3: 'KH' };
    for (const [incidentId, country] of Object.entries(countries))
      await plan(
        CONTAIN,
        moves([{ ...first, target: { country } }], idsAt(NOW_MS, incidentId)),
        incidentId,
      );
    const done = await respondToPending(['inc_1', 'inc_2'], ports, NOW_MS);
    expect(done.decisions.map(({ incidentId }) => incidentId)).toEqual(['inc_2', 'inc_1']);
    expect((await respondToPending('all', ports, NOW_MS)).decisions).toHaveLength(1);
  });

  it('writes the countries of a plan together', async () => {
    const { plan, respond, levers } = await open();
    const batches: string[][] = [];
    const { inner } = levers;
    levers.writeCountryRules = (changes) => {
      batches.push([...changes.keys()]);
      return inner.writeCountryRules(changes);
    };
    await plan(CONTAIN, moves(PLAN, idsAt(NOW_MS)));
    await respond();
    expect(batches).toEqual([['TJ', 'UZ']]);
  });

  it('with a country that AWS refuses blocks the others, and says which was refused', async () => {
    const { plan, respond, levers, load } = await open();
    const bad = PLAN.slice(0, 1).map((each) => ({ ...each, target: { country: '+883' } }));
    await plan(CONTAIN, moves([...PLAN, ...bad], idsAt(NOW_MS)));
    const { decisions } = await respond();
    expect(decisions[0]?.actions.map(({ outcome }) => outcome)).toEqual([
      ...TARGETS.map(() => 'applied'),
      'failed',
    ]);
    expect(await levers.readCountryRule('UZ')).toBe('BLOCK');
    expect((await load()).actions).toHaveLength(4);
  });

  it('that fails at the audit log touches no lever, and is done by the next run', async () => {
    const { plan, ports, values, levers, respond } = await open();
    await plan(CONTAIN, moves(PLAN, idsAt(NOW_MS)));
    const audit: AuditLog = {
      begin: () => Promise.reject(new StoreError('down', { retryable: true })),
      finish: () => Promise.resolve(),
      find: () => Promise.resolve(null),
      latest: () => Promise.resolve(null),
    };
    const broken = { ...ports, audit };
    const { failed } = await respondToPending('all', broken, NOW_MS);
    expect(failed).toMatchObject([{ incidentId: 'inc_1', error: { message: 'down' } }]);
    expect(levers.writes).toEqual([]);
    await respond();
    expect(await values()).toEqual(MOVED);
  });

  it('that is throttled in part waits for the next run, which does the rest and nothing twice', async () => {
    const { plan, respond, values, levers, clock, told, load } = await open();
    await plan(CONTAIN, moves(PLAN, idsAt(NOW_MS)));
    levers.broken.add('writeCountryRule');
    const { failed } = await respond();
    expect(failed).toMatchObject([
      { incidentId: 'inc_1', error: { code: 'lever-failed', retryable: true } },
    ]);
    expect(await values()).toEqual(['ALLOW', 'ALLOW', 'BLOCK', 140]);
    expect(told).toEqual([]);
    levers.broken.clear();
    clock.set(NOW_MS + minutes(1));
    await respond();
    expect(await values()).toEqual(MOVED);
    expect(levers.writes).toEqual(['+9929012 BLOCK', 'limit 140', 'TJ BLOCK', 'UZ BLOCK']);
    expect((await load()).actions).toHaveLength(4);
  });

  it('that goes on failing is given up after two minutes, and what was done is held', async () => {
    const { plan, respond, levers, clock, told, load } = await open();
    await plan(CONTAIN, moves(PLAN, idsAt(NOW_MS)));
    levers.broken.add('writeCountryRule');
    for (const minute of [0, 1, 2]) {
      clock.set(NOW_MS + minutes(minute));
      await respond();
    }
    expect(told.map(({ actions }) => actions.map(({ outcome }) => outcome))).toEqual([
      ['failed', 'failed', 'applied', 'applied'],
    ]);
    expect((await load()).actions.map(({ kind }) => kind)).toEqual([
      'block-number-range',
      'lower-spend-limit',
    ]);
  });

  it('that nobody can tell the end of stays held, and is put back or known not to be', async () => {
    for (const hasTakenEffect of [true, false]) {
      const { plan, respond, levers, clock, load, values } = await open();
      await plan(CONTAIN, moves(PLAN.slice(0, 1), idsAt(NOW_MS)));
      levers.writeCountryRule = async (country, rule) => {
        if (hasTakenEffect) await levers.inner.writeCountryRule(country, rule);
        levers.broken.add('readCountryRule');
        throw new LeverError('no answer', { retryable: true });
      };
      await respond();
      clock.set(NOW_MS + minutes(2));
      const { decisions } = await respond();
      expect(decisions[0]?.actions[0]).toMatchObject({ outcome: 'failed' });
      const { actions, state } = await load();
      expect([state, actions.length]).toEqual(['contained', 1]);
      Reflect.deleteProperty(levers, 'writeCountryRule');
      levers.broken.clear();
      await plan({ kind: 'release', plan: 'restore' }, restores(actions, idsAt(clock.nowMs())));
      await respond();
      expect(await values()).toEqual(FREE);
      expect((await load()).restored).toMatchObject([{ by: 'detector' }]);
    }
  });

  it('is not done once the owner went back to monitor, and what is held is put back', async () => {
    const { plan, respond, ports, values, load, clock } = await open();
    await plan(CONTAIN, moves(PLAN.slice(0, 2), idsAt(NOW_MS)));
    await respond();
    clock.set(NOW_MS + minutes(29));
    const { actions } = await load();
    const ids = idsAt(clock.nowMs());
    await plan({ kind: 'update', plan: 'renew' }, [
      ...renewals(actions, () => NOW_MS + minutes(150), 'enforce', ids),
      ...moves(PLAN.slice(2), ids),
    ]);
    const monitoring = { ...ports, settings: settingsWith({ mode: 'monitor' }) };
    const { decisions } = await respondToPending('all', monitoring, clock.nowMs());
    expect(await values()).toEqual(FREE);
    expect(decisions[0]?.actions.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['restore', 'applied'],
      ['restore', 'applied'],
      ['block-number-range', 'failed'],
      ['lower-spend-limit', 'failed'],
    ]);
    expect(validateDecision(decisions[0])).toEqual([]);
  });

  it('whose time is over is not done any more', async () => {
    const { plan, respond, values, clock } = await open();
    await plan(CONTAIN, moves(PLAN, idsAt(NOW_MS)));
    clock.set(NOW_MS + minutes(30));
    const { decisions } = await respond();
    expect(await values()).toEqual(FREE);
    expect(new Set(decisions[0]?.actions.map(({ outcome }) => outcome))).toEqual(
      new Set(['failed']),
    );
  });

  it('blocks no country whole that the owner has listed since, and no more than the cap', async () => {
    const { plan, ports, values } = await open();
    await plan(CONTAIN, moves(PLAN, idsAt(NOW_MS)));
    const settings = settingsWith({ mode: 'enforce', protectedCountries: 'TJ' });
    const { decisions } = await respondToPending('all', { ...ports, settings }, NOW_MS);
    expect(decisions[0]?.actions[0]).toMatchObject({
      outcome: 'skipped',
      reason: 'protected-country',
    });
    expect(await values()).toEqual(['ALLOW', 'BLOCK', 'BLOCK', 140]);
    const capped = await open();
    await capped.plan(CONTAIN, moves(PLAN, idsAt(NOW_MS)));
    const one = settingsWith({ mode: 'enforce', 'responses/block-country/maxActive': 1 });
    await respondToPending('all', { ...capped.ports, settings: one }, NOW_MS);
    expect(await capped.values()).toEqual(['BLOCK', 'ALLOW', 'BLOCK', 140]);
  });

  it('is no lower spend limit where the month has come to cost too much for it', async () => {
    const { plan, respond, levers } = await open();
    await plan(CONTAIN, moves(PLAN.slice(3), idsAt(NOW_MS)));
    levers.inner.charge({ sentAtMs: NOW_MS, spendMicroUsd: 100e6 } as never);
    const { decisions } = await respond();
    expect(decisions[0]?.actions[0]).toMatchObject({
      outcome: 'failed',
      reason: expect.stringContaining('100.00 dollars'),
    });
    expect(await levers.readSpendLimitUsd()).toBe(500);
  });
});

/** Runs a step to its end, with a crash at each call of it in turn, and hands what is left to `check`. */
const crashEverywhere = async (
  prepare: (world: Awaited<ReturnType<typeof open>>) => Promise<void>,
  check: (world: Awaited<ReturnType<typeof open>>) => Promise<void>,
): Promise<number> => {
  const attempt = async (at: number, when: 'before' | 'after'): Promise<number> => {
    const world = await open();
    await prepare(world);
    const crash = new Crash(at, when);
    const { incidents, audit, levers, notifier, settings } = world.ports;
    const ports = {
      incidents: crash.around(incidents),
      audit: crash.around(audit),
      levers: crash.around(levers),
      notifier: crash.around(notifier),
      settings,
    };
    const nowMs = world.clock.nowMs();
    await crash.run(() => respondToPending('all', ports, nowMs));
    world.clock.set(nowMs + 1_000);
    await world.respond();
    await check(world);
    return crash.calls;
  };
  const calls = await attempt(Infinity, 'before');
  for (let at = 1; at <= calls; at += 1)
    for (const when of ['before', 'after'] as const) await attempt(at, when);
  return calls;
};

describe('a crash at any call, before it takes effect or before its answer is read', () => {
  const contain = (world: Awaited<ReturnType<typeof open>>) =>
    world.plan(CONTAIN, moves(PLAN, idsAt(world.clock.nowMs())));
  const contained = async (world: Awaited<ReturnType<typeof open>>): Promise<void> => {
    await contain(world);
    await world.respond();
    world.clock.set(NOW_MS + minutes(29));
  };

  it('while levers are moved: the next run finishes, knows its own, and holds each once', async () => {
    const calls = await crashEverywhere(contain, async (world) => {
      expect(await world.values()).toEqual(MOVED);
      const after = await world.load();
      expect(after).toMatchObject({ state: 'contained', pending: null, version: 2 });
      expect(after.actions.map(({ previous }) => previous)).toEqual(['ALLOW', 'ALLOW', null, 500]);
      const [last] = (await world.store.readDecisions('inc_1')).slice(-1);
      expect(last?.actions.map(({ outcome }) => outcome)).toEqual(TARGETS.map(() => 'applied'));
      expect(world.audit.all().map(({ result }) => result?.outcome)).toEqual(
        TARGETS.map(() => 'applied'),
      );
    });
    expect(calls).toBeGreaterThan(20);
  });

  it('while levers are put back: all are back, and none is taken for an operator’s', async () => {
    await crashEverywhere(
      async (world) => {
        await contained(world);
        const { actions } = await world.load();
        const ids = idsAt(world.clock.nowMs());
        await world.plan({ kind: 'release', plan: 'restore' }, restores(actions, ids));
      },
      async (world) => {
        expect(await world.values()).toEqual(FREE);
        const after = await world.load();
        expect(after).toMatchObject({ state: 'released', actions: [], version: 3 });
        expect(new Set(after.restored.map(({ by }) => by))).toEqual(new Set(['detector']));
      },
    );
  });

  it('while levers are renewed: each lasts as long as was said', async () => {
    const untilMs = NOW_MS + minutes(150);
    await crashEverywhere(
      async (world) => {
        await contained(world);
        const { actions } = await world.load();
        const ids = idsAt(world.clock.nowMs());
        await world.plan(
          { kind: 'update', plan: 'renew' },
          renewals(actions, () => untilMs, 'enforce', ids),
        );
      },
      async (world) => {
        const after = await world.load();
        expect(after.actions.map(({ step, expiresAtMs }) => [step, expiresAtMs])).toEqual(
          TARGETS.map(() => [1, untilMs]),
        );
        world.clock.set(untilMs - 1);
        expect(await world.values()).toEqual(MOVED);
      },
    );
  });
});
