import { describe, expect, it } from 'vitest';
import type { LeverValue } from '../../../lib/core/respond/lever.ts';
import { moves, renewals } from '../../../lib/core/respond/plan-step.ts';
import { respondToPending } from '../../../lib/core/respond/respond-to-pending.ts';
import { applyRollback } from '../../../lib/operate/roll-back.ts';
import { minutes, NOW_MS } from '../decide/fixtures.ts';
import { around } from './around.ts';
import {
  CONTAIN,
  FREE,
  idsAt,
  open,
  PLAN,
  type PendingWorld,
  portsAround,
} from './pending-world.ts';

/** Holds a process at its `at`-th call to the outside until it is let go. */
class Hold {
  readonly #at: number;
  readonly #when: 'before' | 'after';
  #calls = 0;
  #release: () => void = () => {};
  #arrive: () => void = () => {};
  readonly #released = new Promise<void>((resolve) => {
    this.#release = resolve;
  });
  readonly #reached = new Promise<void>((resolve) => {
    this.#arrive = resolve;
  });

  constructor(at: number, when: 'before' | 'after') {
    this.#at = at;
    this.#when = when;
  }

  get calls(): number {
    return this.#calls;
  }

  around<Port extends object>(port: Port): Port {
    return around(port, async (call) => {
      this.#calls += 1;
      const isHeld = this.#calls === this.#at;
      if (isHeld && this.#when === 'before') await this.#wait();
      const answer = await call();
      if (isHeld && this.#when === 'after') await this.#wait();
      return answer;
    });
  }

  #wait(): Promise<void> {
    this.#arrive();
    return this.#released;
  }

  /** Runs `other` while the process is held; after it, if it never gets there. */
  async during(process: () => Promise<unknown>, other: () => Promise<unknown>): Promise<void> {
    const running = process();
    await Promise.race([this.#reached, running]);
    await other();
    this.#release();
    await running;
  }
}

/** An operator rolls back at each call of the process that responds, in turn, and again a minute later. */
const rollBackEverywhere = async (
  prepare: (world: PendingWorld) => Promise<void>,
  check: (world: PendingWorld, point: string) => Promise<void>,
): Promise<number> => {
  const race = async (at: number, when: 'before' | 'after'): Promise<number> => {
    const world = await open();
    await prepare(world);
    const hold = new Hold(at, when);
    const held = portsAround(world, (port) => hold.around(port));
    const nowMs = world.clock.nowMs();
    const { ports } = world;
    await hold.during(
      () => respondToPending('all', held, nowMs),
      () => applyRollback('all', ports, nowMs + 1_000).catch(() => null),
    );
    world.clock.set(nowMs + minutes(1));
    await world.respond();
    await check(world, `${when} call ${at}`);
    await applyRollback('all', ports, world.clock.nowMs());
    expect([when, at, await world.values()]).toEqual([when, at, FREE]);
    const { actions, restored } = await world.load();
    expect(actions).toEqual([]);
    const theirs = restored.filter(({ by }) => by === 'operator').map((each) => each.target);
    expect([when, at, theirs]).toEqual([when, at, expect.arrayContaining([PLAN[0]?.target])]);
    return hold.calls;
  };
  const calls = await race(Infinity, 'before');
  for (let at = 1; at <= calls; at += 1)
    for (const when of ['before', 'after'] as const) await race(at, when);
  return calls;
};

/** What the log says was done is what is in force, and whatever is in force is held. */
const expectNothingLost = async (world: PendingWorld, point: string): Promise<void> => {
  const { actions } = await world.load();
  const isHeld = (value: LeverValue, index: number): boolean =>
    actions.some(({ applied, target }) => {
      const planned = PLAN[index]?.target;
      return applied === value && JSON.stringify(target) === JSON.stringify(planned);
    });
  const lost = (await world.values()).filter(
    (value, index) => value !== FREE[index] && !isHeld(value, index),
  );
  expect([point, lost]).toEqual([point, []]);
  const decisions = await world.store.readDecisions('inc_1');
  expect(new Set(decisions.map(({ decisionId }) => decisionId)).size).toBe(decisions.length);
};

describe('a rollback at any call of the process that responds', () => {
  it('while levers are moved: none is left moved that nobody holds', async () => {
    const calls = await rollBackEverywhere(
      (world) => world.plan(CONTAIN, moves(PLAN, idsAt(world.clock.nowMs()))),
      expectNothingLost,
    );
    expect(calls).toBeGreaterThan(20);
  });

  it('while levers are renewed: none is left moved that nobody holds', async () => {
    const calls = await rollBackEverywhere(async (world) => {
      await world.plan(CONTAIN, moves(PLAN, idsAt(world.clock.nowMs())));
      await world.respond();
      world.clock.set(NOW_MS + minutes(29));
      const { actions } = await world.load();
      await world.plan(
        { kind: 'update', plan: 'renew' },
        renewals(actions, () => NOW_MS + minutes(150), 'enforce', idsAt(world.clock.nowMs())),
      );
    }, expectNothingLost);
    expect(calls).toBeGreaterThan(20);
  });

  it('the log and the account agree: what is said to have failed is not in force', async () => {
    await rollBackEverywhere(
      (world) => world.plan(CONTAIN, moves(PLAN.slice(0, 1), idsAt(world.clock.nowMs()))),
      async (world, point) => {
        const [rule] = await world.values();
        const decisions = await world.store.readDecisions('inc_1');
        const said = decisions.flatMap(({ actions }) => actions);
        const last = said.findLast(({ outcome }) => outcome === 'applied')?.kind;
        expect([point, rule]).toEqual([point, last === 'block-country' ? 'BLOCK' : 'ALLOW']);
      },
    );
  });
});
