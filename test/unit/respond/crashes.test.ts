import { describe, expect, it } from 'vitest';
import { moves, renewals, restores } from '../../../lib/core/respond/plan-step.ts';
import { respondToPending } from '../../../lib/core/respond/respond-to-pending.ts';
import { minutes, NOW_MS } from '../decide/fixtures.ts';
import { Crash } from './crash.ts';
import {
  CONTAIN,
  FREE,
  idsAt,
  MOVED,
  open,
  type PendingWorld,
  PLAN,
  portsAround,
  TARGETS,
} from './pending-world.ts';

/** Runs a step to its end, with a crash at each call of it in turn, and hands what is left to `check`. */
const crashEverywhere = async (
  prepare: (world: PendingWorld) => Promise<void>,
  check: (world: PendingWorld) => Promise<void>,
): Promise<number> => {
  const attempt = async (at: number, when: 'before' | 'after'): Promise<number> => {
    const world = await open();
    await prepare(world);
    const crash = new Crash(at, when);
    const ports = portsAround(world, (port) => crash.around(port));
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
  const contain = (world: PendingWorld) =>
    world.plan(CONTAIN, moves(PLAN, idsAt(world.clock.nowMs())));
  const contained = async (world: PendingWorld): Promise<void> => {
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
