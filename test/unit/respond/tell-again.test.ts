import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../lib/core/decide/decision.ts';
import { moves } from '../../../lib/core/respond/plan-step.ts';
import { respondToPending } from '../../../lib/core/respond/respond-to-pending.ts';
import { tellAgain } from '../../../lib/core/respond/tell-again.ts';
import { minutes, NOW_MS } from '../decide/fixtures.ts';
import { Crash } from './crash.ts';
import { CONTAIN, idsAt, open, PLAN, portsAround } from './pending-world.ts';

/** A containment, whose process dies at its `at`-th call for good; and how often it was told in the end. */
const timesTold = async (at: number, when: 'before' | 'after'): Promise<[number, number]> => {
  const world = await open();
  await world.store.markTold({ incidentId: 'inc_1', decisionId: 'dec_of_inc_1' });
  await world.plan(CONTAIN, moves(PLAN.slice(0, 1), idsAt(NOW_MS)));
  const crash = new Crash(at, when);
  const dying = portsAround(world, (port) => crash.around(port));
  await crash.run(() => respondToPending('all', dying, NOW_MS));
  for (const minute of [1, 2, 4, 5, 6, 7, 59]) {
    await respondToPending('all', world.ports, NOW_MS + minutes(minute));
    await tellAgain(world.ports, NOW_MS + minutes(minute));
  }
  return [world.told.filter(({ decisionId }) => decisionId === 'dec_2').length, crash.calls];
};

describe('a decision whose process dies', () => {
  it('at any call is told: twice only where it died after telling and before noting it', async () => {
    const [once, calls] = await timesTold(Infinity, 'before');
    expect(once).toBe(1);
    const twice: string[] = [];
    for (let at = 1; at <= calls; at += 1)
      for (const when of ['before', 'after'] as const) {
        const [times] = await timesTold(at, when);
        expect([at, when, times]).toEqual([at, when, times === 2 ? 2 : 1]);
        if (times === 2) twice.push(`${when} ${at - calls}`);
      }
    // The last call notes it, the one before that tells.
    expect(twice).toEqual(['after -1', 'before 0']);
  });
});

describe('a decision that a channel does not take', () => {
  it('is tried once more, five minutes later, and reported both times', async () => {
    const world = await open();
    const tries: string[] = [];
    const notifier = {
      notify: async ({ decisionId }: Decision) => {
        tries.push(decisionId);
        throw new Error('no bus');
      },
    };
    const ports = { ...world.ports, notifier };
    expect(await tellAgain(ports, NOW_MS + minutes(5))).toEqual([]);
    const [untold] = await tellAgain(ports, NOW_MS + minutes(5) + 1);
    expect(untold).toMatchObject({ error: { message: 'no bus' } });
    expect(await tellAgain(ports, NOW_MS + minutes(6))).toEqual([]);
    expect(tries).toEqual(['dec_of_inc_1']);
  });

  it('is no news any more after an hour', async () => {
    const world = await open();
    await tellAgain(world.ports, NOW_MS + minutes(60) + 1);
    expect(world.told).toEqual([]);
  });
});
