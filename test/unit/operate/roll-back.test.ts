import { describe, expect, it } from 'vitest';
import { StoreError } from '../../../lib/core/errors.ts';
import type { AuditLog } from '../../../lib/core/respond/audit.ts';
import { moves, renewals } from '../../../lib/core/respond/plan-step.ts';
import { isSameLever } from '../../../lib/core/respond/same-lever.ts';
import type { RollbackTarget } from '../../../lib/operate/preview-rollback.ts';
import { applyRollback } from '../../../lib/operate/roll-back.ts';
import { activeAction, contained, decision, minutes, NOW_MS } from '../decide/fixtures.ts';
import {
  CONTAIN,
  FREE,
  idsAt,
  open,
  PLAN,
  type PendingWorld,
  TARGETS,
} from '../respond/pending-world.ts';

const rollBack = ({ ports, clock }: PendingWorld, target: RollbackTarget = 'all') =>
  applyRollback(target, ports, clock.nowMs());

/** An audit log that does not answer for one country. */
const deafFor = (country: string, { audit }: PendingWorld): AuditLog => ({
  begin: (record) => audit.begin(record),
  finish: (record, result) => audit.finish(record, result),
  latest: (target) => audit.latest(target),
  find: (target, actionId) =>
    isSameLever(target, { country })
      ? Promise.reject(new StoreError('no answer', { retryable: true }))
      : audit.find(target, actionId),
});

describe('rollback of a step that waits', () => {
  it('makes its levers the operator’s: no incident moves them again', async () => {
    const world = await open();
    await world.plan(CONTAIN, moves(PLAN, idsAt(NOW_MS)));
    await rollBack(world);
    expect(await world.values()).toEqual(FREE);
    const { restored, pending, state } = await world.load();
    expect([pending, state]).toEqual([null, 'open']);
    expect(restored).toMatchObject(
      TARGETS.map(([kind, target]) => ({ kind, target, by: 'operator' })),
    );
    const [last] = (await world.store.readDecisions('inc_1')).slice(-1);
    expect(last).toMatchObject({ kind: 'update', actions: [] });
    expect(last?.message).toContain('an operator rolled it back');
  });

  it('leaves to the detector what was not going to be moved', async () => {
    const world = await open();
    const skipped = PLAN.slice(0, 1).map((each) => ({ ...each, skip: 'cap-reached' as const }));
    await world.plan(CONTAIN, moves([...skipped, ...PLAN.slice(1, 2)], idsAt(NOW_MS)));
    await rollBack(world);
    expect((await world.load()).restored).toMatchObject([{ target: { country: 'UZ' } }]);
  });

  it('of one held lever takes that one, and puts back for the detector what else was to be renewed', async () => {
    const world = await open();
    await world.plan(CONTAIN, moves(PLAN.slice(0, 2), idsAt(NOW_MS)));
    await world.respond();
    const { actions } = await world.load();
    await world.plan(
      { kind: 'update', plan: 'renew' },
      renewals(actions, () => NOW_MS + minutes(150), 'enforce', idsAt(NOW_MS + 1)),
    );
    await rollBack(world, { actionId: actions[0]?.actionId ?? '' });
    expect(await world.values()).toEqual(FREE);
    expect((await world.load()).restored).toMatchObject([
      { target: { country: 'TJ' }, by: 'detector' },
      { target: { country: 'UZ' }, by: 'detector' },
      { target: { country: 'TJ' }, by: 'operator' },
    ]);
  });

  it('is not kept waiting by a lever that does not answer: it is said to have failed', async () => {
    const world = await open();
    await world.plan(CONTAIN, moves(PLAN.slice(0, 1), idsAt(NOW_MS)));
    world.levers.broken.add('readCountryRule');
    const { decisions, problems } = await rollBack(world);
    expect(problems).toEqual([]);
    expect(decisions[0]?.actions).toMatchObject([{ outcome: 'failed' }]);
    expect(await world.load()).toMatchObject({ pending: null, restored: [{ by: 'operator' }] });
  });
});

describe('rollback of all, where one incident cannot be', () => {
  const twoIncidents = async () => {
    const world = await open();
    await world.begin('inc_2');
    await world.plan(CONTAIN, moves(PLAN.slice(1, 2), idsAt(NOW_MS)), 'inc_2');
    return world;
  };

  it('because its step cannot be ended, rolls back the others and says which and why', async () => {
    const world = await twoIncidents();
    await world.respond();
    await world.plan(CONTAIN, moves(PLAN.slice(0, 1), idsAt(NOW_MS)));
    const ports = { ...world.ports, audit: deafFor('TJ', world) };
    const rollback = await applyRollback('all', ports, NOW_MS);
    expect(rollback.problems).toEqual([{ incidentId: 'inc_1', reason: 'no answer' }]);
    expect(rollback.levers).toMatchObject([{ incidentId: 'inc_2', outcome: 'applied' }]);
    expect(await world.values()).toEqual(FREE);
    expect(await world.load('inc_1')).toMatchObject({ pending: { by: 'detector' } });
    expect((await rollBack(world)).problems).toEqual([]);
    expect((await world.load('inc_1')).restored).toMatchObject([{ by: 'operator' }]);
  });

  it('because its levers cannot be put back, rolls back the others and says which and why', async () => {
    const world = await twoIncidents();
    await world.plan(CONTAIN, moves(PLAN.slice(0, 1), idsAt(NOW_MS)));
    await world.respond();
    const ports = { ...world.ports, audit: deafFor('TJ', world) };
    const rollback = await applyRollback('all', ports, NOW_MS);
    expect(rollback.problems).toEqual([{ incidentId: 'inc_1', reason: 'no answer' }]);
    expect(rollback.levers).toMatchObject([
      { incidentId: 'inc_1', outcome: null },
      { incidentId: 'inc_2', outcome: 'applied' },
    ]);
    expect(await world.values()).toEqual(['BLOCK', 'ALLOW', null, 500]);
    // What it wrote down and could not do goes on being the operator's.
    await rollBack(world);
    expect(await world.values()).toEqual(FREE);
    expect((await world.load('inc_1')).restored).toMatchObject([{ by: 'operator' }]);
  });
});

describe('rollback of one lever during a probe', () => {
  const TJ = activeAction({ actionId: 'act_tj' });
  const UZ = activeAction({ actionId: 'act_uz', target: { country: 'UZ' } });
  const probing = async () => {
    const world = await open();
    const probe = { fromMs: NOW_MS - minutes(1), toMs: null, held: [TJ, UZ] };
    await world.store.save(
      contained({ incidentId: 'inc_2', state: 'probing', version: 1, actions: [], probe }),
      decision({ incidentId: 'inc_2', decisionId: 'dec_of_probe' }),
    );
    return world;
  };

  it('keeps that one back for good, and goes on probing the others', async () => {
    const world = await probing();
    const { levers } = await rollBack(world, { actionId: 'act_tj' });
    expect(levers).toMatchObject([{ actionId: 'act_tj', state: 'put-back-already' }]);
    expect(await world.load('inc_2')).toMatchObject({
      state: 'probing',
      probe: { toMs: null, held: [UZ] },
      restored: [{ target: { country: 'TJ' }, by: 'operator' }],
    });
  });

  it('ends the probe with the last of them', async () => {
    const world = await probing();
    await rollBack(world, { actionId: 'act_tj' });
    await rollBack(world, { actionId: 'act_uz' });
    expect(await world.load('inc_2')).toMatchObject({
      state: 'released',
      probe: { toMs: NOW_MS, held: [] },
      restored: [{ target: { country: 'TJ' } }, { target: { country: 'UZ' } }],
    });
  });
});
