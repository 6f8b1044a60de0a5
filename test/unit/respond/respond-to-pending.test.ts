import { describe, expect, it } from 'vitest';
import { LeverError, StoreError } from '../../../lib/core/errors.ts';
import type { AuditLog } from '../../../lib/core/respond/audit.ts';
import { moves, renewals, restores } from '../../../lib/core/respond/plan-step.ts';
import { respondToPending } from '../../../lib/core/respond/respond-to-pending.ts';
import { validateDecision } from '../../decision-schema.ts';
import { minutes, NOW_MS, settingsWith } from '../decide/fixtures.ts';
import { CONTAIN, FREE, idsAt, MOVED, open, PLAN, TARGETS } from './pending-world.ts';

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
    expect(await respond()).toMatchObject({ decisions: [], untold: [], failed: [] });
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
      finish: (_, result) => Promise.resolve(result),
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

  it("that another run brings to an end meanwhile is nobody's failure", async () => {
    const { plan, ports, store, told } = await open();
    await plan(CONTAIN, moves(PLAN.slice(0, 1), idsAt(NOW_MS)));
    const save: typeof store.save = async (incident, decision) => {
      await respondToPending('all', ports, NOW_MS + 1);
      return store.save(incident, { ...decision, message: 'It ended otherwise.' });
    };
    const incidents = { load: store.load.bind(store), markTold: store.markTold.bind(store), save };
    expect(await respondToPending('all', { ...ports, incidents }, NOW_MS)).toMatchObject({
      decisions: [],
      untold: [],
      failed: [],
      overtaken: ['inc_1'],
    });
    expect(told).toHaveLength(1);
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
