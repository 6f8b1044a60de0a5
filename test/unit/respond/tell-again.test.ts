import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../lib/core/decide/decision.ts';
import { moves } from '../../../lib/core/respond/plan-step.ts';
import { respondToPending } from '../../../lib/core/respond/respond-to-pending.ts';
import { tellAgain } from '../../../lib/core/respond/tell-again.ts';
import { StoreError } from '../../../lib/core/errors.ts';
import { decision, incident, minutes, NOW_MS } from '../decide/fixtures.ts';
import { Crash } from './crash.ts';
import { CONTAIN, idsAt, open, PLAN, portsAround, type PendingWorld } from './pending-world.ts';

type Ports = PendingWorld['ports'];

const { last: LAST } = incident();

/** What the function that responds does at each minute. */
const run = async (ports: Ports, atMs: number) => {
  const { incidents, ...responded } = await respondToPending('all', ports, atMs);
  return { ...responded, stillUntold: await tellAgain(incidents, ports, atMs) };
};

/** A containment, whose process dies at its `at`-th call for good; and how often it was told in the end. */
const timesTold = async (at: number, when: 'before' | 'after'): Promise<[number, number]> => {
  const world = await open();
  await world.store.markTold({ incidentId: 'inc_1', decisionId: 'dec_of_inc_1' });
  await world.plan(CONTAIN, moves(PLAN.slice(0, 1), idsAt(NOW_MS)));
  const crash = new Crash(at, when);
  const dying = portsAround(world, (port) => crash.around(port));
  await crash.run(() => respondToPending('all', dying, NOW_MS));
  for (const minute of [1, 2, 4, 5, 6, 7, 59]) {
    await run(world.ports, NOW_MS + minutes(minute));
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
  /** Contained at the minute that is asked for; the channel is closed until it is opened. */
  const respondLate = async (minute: number) => {
    const world = await open();
    await world.store.markTold({ incidentId: 'inc_1', decisionId: 'dec_of_inc_1' });
    await world.plan(CONTAIN, moves(PLAN.slice(0, 1), idsAt(NOW_MS)));
    const tries: string[] = [];
    const channel = { isOpen: false };
    const notifier = {
      notify: async ({ decisionId }: Decision) => {
        tries.push(decisionId);
        if (!channel.isOpen) throw new Error('no bus');
      },
    };
    const ports = { ...world.ports, notifier };
    const first = await run(ports, NOW_MS + minutes(minute));
    expect([first.untold.length, first.stillUntold, tries.length]).toEqual([1, [], 1]);
    return { ports, tries, channel, firstMs: NOW_MS + minutes(minute) };
  };

  for (const minute of [0, 6, 61])
    it(`is told five minutes after it was tried first, ${minute} minutes after it was planned`, async () => {
      const { ports, tries, channel, firstMs } = await respondLate(minute);
      channel.isOpen = true;
      await run(ports, firstMs + minutes(5));
      expect(tries).toHaveLength(1);
      for (const wait of [1, 60_000]) await run(ports, firstMs + minutes(5) + wait);
      expect(tries).toEqual(['dec_2', 'dec_2']);
    });

  it('is tried once more, and reported both times', async () => {
    const { ports, tries, firstMs } = await respondLate(0);
    const { stillUntold } = await run(ports, firstMs + minutes(6));
    expect(stillUntold).toMatchObject([
      { incidentId: 'inc_1', decision: { decisionId: 'dec_2' }, error: { message: 'no bus' } },
    ]);
    expect((await run(ports, firstMs + minutes(7))).stillUntold).toEqual([]);
    expect(tries).toHaveLength(2);
  });

  it('is told once more by one of two runs at the same time', async () => {
    const { ports, tries, firstMs } = await respondLate(0);
    await Promise.all([run(ports, firstMs + minutes(6)), run(ports, firstMs + minutes(6))]);
    expect(tries).toHaveLength(2);
  });

  it('is no news any more after an hour', async () => {
    const { ports, tries, firstMs } = await respondLate(0);
    await run(ports, firstMs + minutes(60) + 1);
    expect(tries).toHaveLength(1);
  });

  it('is told although another one cannot be read, which is reported and told later', async () => {
    const { ports, tries, channel, firstMs } = await respondLate(0);
    channel.isOpen = true;
    await ports.incidents.save(
      incident({ incidentId: 'inc_0', key: 'country/UZ', last: { ...LAST, decidedAtMs: firstMs } }),
      decision({ incidentId: 'inc_0', decisionId: 'dec_of_inc_0' }),
    );
    const store = ports.incidents;
    const claim = store.claimUntold.bind(store);
    store.claimUntold = (each) =>
      each.incidentId === 'inc_0'
        ? Promise.reject(new StoreError('throttled', { retryable: true }))
        : claim(each);
    const { stillUntold } = await run(ports, firstMs + minutes(6));
    expect(stillUntold).toMatchObject([
      { incidentId: 'inc_0', decision: null, error: { message: 'throttled' } },
    ]);
    expect(tries).toEqual(['dec_2', 'dec_2']);
    store.claimUntold = claim;
    await run(ports, firstMs + minutes(7));
    expect(tries).toEqual(['dec_2', 'dec_2', 'dec_of_inc_0']);
  });
});
