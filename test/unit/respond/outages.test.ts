import { describe, expect, it } from 'vitest';
import type { ActionKind, ActionTarget } from '../../../lib/core/decide/decision.ts';
import { LeverError } from '../../../lib/core/errors.ts';
import type { AuditLog } from '../../../lib/core/respond/audit.ts';
import { perform } from '../../../lib/core/respond/perform.ts';
import type { PendingMove } from '../../../lib/core/respond/pending.ts';
import { minutes, NOW_MS, settingsWith } from '../decide/fixtures.ts';
import { Crash } from './crash.ts';
import { setUp } from './fixtures.ts';

const TJ = { country: 'TJ' };
const move = (
  actionId: string,
  kind: ActionKind,
  target: ActionTarget,
  more: Partial<PendingMove> = {},
): PendingMove => ({
  do: 'move',
  actionId,
  kind,
  target,
  expiresAtMs: NOW_MS + minutes(30),
  quietMs: 0,
  step: 0,
  skip: null,
  replaces: null,
  ...more,
});

describe('an outage that begins while levers move', () => {
  /** TJ is filtered, and what should have blocked it failed without anybody knowing whether it did. */
  const blockedInDoubt = async () => {
    const world = setUp();
    const { levers, context } = world;
    const filtered = await perform([move('act_1', 'filter-country', TJ)], context());
    // The read works; the write does not, nor does any read after it.
    const write = levers.writeCountryRule.bind(levers);
    levers.writeCountryRule = (country, rule) => {
      levers.broken.add('writeCountryRule').add('readCountryRule');
      return write(country, rule);
    };
    const block = move('act_2', 'block-country', TJ, { mustBe: 'FILTER' });
    const blocked = await perform([block], { ...context(), held: filtered.active });
    levers.broken.clear();
    levers.writeCountryRule = write;
    const [held] = blocked.active;
    if (held === undefined) throw new Error('nothing is held');
    const restore = { do: 'restore', actionId: 'act_3', held } as const;
    return { ...world, blocked, restore };
  };

  it("leaves our own earlier value: the restore goes on to the owner's", async () => {
    const { levers, context, blocked, restore } = await blockedInDoubt();
    expect(blocked.actions).toMatchObject([{ outcome: 'failed' }]);
    expect(restore.held).toMatchObject({ applied: 'BLOCK', previous: 'ALLOW' });
    expect(await levers.readCountryRule('TJ')).toBe('FILTER');
    const restored = await perform([restore], context());
    expect(restored).toMatchObject({ actions: [{ outcome: 'applied' }], active: [] });
    expect(await levers.readCountryRule('TJ')).toBe('ALLOW');
  });

  for (const when of ['before', 'after'] as const)
    for (const at of [1, 2, 3, 4, 5, 6])
      it(`leaves our own earlier value: a crash ${when} call ${at} of the restore changes nothing of that`, async () => {
        const { levers, audit, context, restore } = await blockedInDoubt();
        const crash = new Crash(at, when);
        const dying = { ...context(), levers: crash.around(levers), audit: crash.around(audit) };
        await crash.run(() => perform([restore], dying));
        expect(crash.calls).toBe(at);
        const restored = await perform([restore], context());
        expect(restored).toMatchObject({ actions: [{ outcome: 'applied' }], active: [] });
        expect(await levers.readCountryRule('TJ')).toBe('ALLOW');
      });

  it("of the restoring process leaves an operator's value what it is", async () => {
    for (const when of ['before', 'after'] as const)
      for (const at of [1, 2, 3, 4, 5]) {
        const { levers, audit, context } = setUp();
        const { active } = await perform([move('act_1', 'block-country', TJ)], context());
        const [held] = active;
        if (held === undefined) throw new Error('nothing is held');
        await levers.writeCountryRule('TJ', 'MONITOR');
        const restore = { do: 'restore', actionId: 'act_2', held } as const;
        const crash = new Crash(at, when);
        const dying = { ...context(), levers: crash.around(levers), audit: crash.around(audit) };
        await crash.run(() => perform([restore], dying));
        expect(crash.calls).toBe(at);
        const { actions } = await perform([restore], context());
        expect([when, at, actions[0]?.reason]).toEqual([when, at, 'operator-changed']);
        expect(await levers.readCountryRule('TJ')).toBe('MONITOR');
      }
  });

  it("of the month's cost is waited for: the limit is lowered at the next run", async () => {
    const { levers, context } = setUp();
    levers.broken.add('readSpendLimit');
    const limit = move('act_1', 'lower-spend-limit', { limitUsd: 140, monthToDateUsd: 90 });
    const waiting = { ...context(), giveUpAtMs: Infinity };
    await expect(perform([limit], waiting)).rejects.toMatchObject({
      code: 'lever-failed',
      retryable: true,
    });
    levers.broken.clear();
    const second = await perform([limit], waiting);
    expect(second.actions).toMatchObject([{ outcome: 'applied', previous: 500 }]);
    expect(levers.writes).toEqual(['limit 140']);
  });

  it('of the metric does not make the month cheaper than it was counted: the limit stays', async () => {
    const { levers, context } = setUp();
    const settings = settingsWith({
      mode: 'enforce',
      'responses/lower-spend-limit/allowanceUsd': 60,
    });
    const limit = move('act_1', 'lower-spend-limit', { limitUsd: 140, monthToDateUsd: 90 });
    const { actions } = await perform([limit], { ...context(), settings });
    expect(actions).toMatchObject([
      { outcome: 'failed', reason: expect.stringContaining('90.00 dollars') },
    ]);
    expect(levers.writes).toEqual([]);
  });
});

describe('a move that another process ends as not done, after its lever was moved', () => {
  /** The process that moved the lever died; the one that takes it up is overtaken at its last call. */
  const overtaken = async () => {
    const world = setUp();
    const block = move('act_1', 'block-country', TJ);
    const { audit } = world;
    const dying = new Crash(1, 'before');
    const dyingAudit = dying.around(audit);
    const mortal: AuditLog = {
      begin: (record) => audit.begin(record),
      find: (target, id) => audit.find(target, id),
      latest: (target) => audit.latest(target),
      finish: (record, result) => dyingAudit.finish(record, result),
    };
    await dying.run(() => perform([block], { ...world.context(), audit: mortal }));
    expect(await world.levers.readCountryRule('TJ')).toBe('BLOCK');
    const ended = {
      outcome: 'failed',
      reason: 'too late',
      atMs: NOW_MS,
      isInDoubt: false,
    } as const;
    const overtakenAudit: AuditLog = {
      ...mortal,
      finish: async (record, result) => {
        if (record.actionId === 'act_1') await audit.finish(record, ended);
        return audit.finish(record, result);
      },
    };
    return { ...world, block, ended, context: { ...world.context(), audit: overtakenAudit } };
  };

  it('is taken back where only the lever tells that it was moved, and ends as the other has it', async () => {
    const { levers, block, context } = await overtaken();
    expect(await perform([block], context)).toMatchObject({
      actions: [{ outcome: 'failed', reason: 'too late' }],
      active: [],
    });
    expect(await levers.readCountryRule('TJ')).toBe('ALLOW');
  });

  it('is taken back where its lever could not be read for a while', async () => {
    const { levers, block, context } = await overtaken();
    const read = levers.readCountryRule.bind(levers);
    let reads = 0;
    levers.readCountryRule = (country) =>
      ++reads === 1
        ? Promise.reject(new LeverError('no answer', { retryable: true }))
        : read(country);
    expect(await perform([block], context)).toMatchObject({ active: [] });
    expect(await levers.readCountryRule('TJ')).toBe('ALLOW');
  });

  it('and cannot be put back is an error of its own that no retry mends, and says what to do', async () => {
    const { levers, block, context } = await overtaken();
    levers.broken.add('writeCountryRule');
    const other = move('act_2', 'block-number-range', { country: 'TJ', prefix: '+9929012' });
    await expect(perform([block, other], context)).rejects.toMatchObject({
      code: 'lever-left-moved',
      retryable: false,
      message: expect.stringMatching(
        /put back by hand, docs\/levers\.md: another process ended .*act_1: writeCountryRule refused/,
      ),
    });
    expect(await levers.readNumberRange('+9929012')).toBe('BLOCK');
  });
});
