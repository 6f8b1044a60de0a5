import { describe, expect, it } from 'vitest';
import type { Action, Decision } from '../../../lib/core/decide/decision.ts';
import { endOfRun, followLevers } from '../../../lib/replay/report/lever-runs.ts';
import { action, decision } from './decision-fixture.ts';

const at = (clock: string, ...actions: readonly Action[]): Decision =>
  decision({
    decisionId: `dec_${clock}`,
    evaluatedAt: `2026-09-11T${clock}:00.000Z`,
    actions,
  });

const ms = (clock: string): number => Date.parse(`2026-09-11T${clock}:00.000Z`);
const until = (clock: string): string => `2026-09-11T${clock}:00.000Z`;

const undo = (fields: Partial<Action> = {}): Action =>
  action({ actionId: 'act_9', kind: 'restore', undoes: 'act_1', expiresAt: null, ...fields });

describe('followLevers', () => {
  it('joins a block and its renewal, and keeps the value from before the first', () => {
    const [run, ...others] = followLevers([
      at('05:00', action({ actionId: 'act_1', expiresAt: until('09:00') })),
      at('08:50', action({ actionId: 'act_2', expiresAt: until('13:00'), previous: 'BLOCK' })),
    ]);
    expect(others).toEqual([]);
    expect(run).toMatchObject({ startedAtMs: ms('05:00'), previous: 'ALLOW', renewals: 1 });
    expect(run && endOfRun(run)).toBe(ms('13:00'));
  });

  it('starts anew after an expiry', () => {
    const runs = followLevers([
      at('05:00', action({ actionId: 'act_1', expiresAt: until('06:00') })),
      at('07:00', action({ actionId: 'act_2', expiresAt: until('08:00') })),
    ]);
    expect(runs.map(endOfRun)).toEqual([ms('06:00'), ms('08:00')]);
  });

  it('ends at the restore that names any action of the run', () => {
    const [run] = followLevers([
      at('05:00', action({ actionId: 'act_1', expiresAt: until('09:00') })),
      at('08:50', action({ actionId: 'act_2', expiresAt: until('13:00') })),
      at('10:00', undo()),
    ]);
    expect(run && endOfRun(run)).toBe(ms('10:00'));
  });

  it('holds on when the restore failed, and lets go when an operator took over', () => {
    const block = at('05:00', action({ actionId: 'act_1', expiresAt: until('09:00') }));
    const [failed] = followLevers([block, at('07:00', undo({ outcome: 'failed', reason: 'x' }))]);
    expect(failed && endOfRun(failed)).toBe(ms('09:00'));
    const [taken] = followLevers([
      block,
      at('07:00', undo({ outcome: 'skipped', reason: 'operator-changed' })),
    ]);
    expect(taken && endOfRun(taken)).toBe(ms('07:00'));
  });

  it('tells ranges of one country and the spend limit apart', () => {
    const range = (actionId: string, prefix: string): Action =>
      action({ actionId, kind: 'block-number-range', target: { country: 'TJ', prefix } });
    const limit = (actionId: string, limitUsd: number): Action =>
      action({
        actionId,
        kind: 'lower-spend-limit',
        target: { limitUsd, monthToDateUsd: 1 },
        previous: 500,
      });
    const runs = followLevers([
      at('05:00', range('act_1', '+9929012'), range('act_2', '+9929013'), limit('act_3', 90)),
      at('05:30', limit('act_4', 95), action({ actionId: 'act_5' })),
    ]);
    expect(runs.map(({ kind, renewals }) => [kind, renewals])).toEqual([
      ['block-number-range', 0],
      ['block-number-range', 0],
      ['lower-spend-limit', 1],
      ['block-country', 0],
    ]);
  });

  it('knows no lever that was not pulled', () => {
    const runs = followLevers([
      at(
        '05:00',
        action({ actionId: 'act_1', outcome: 'skipped', reason: 'cooldown' }),
        action({ actionId: 'act_2', outcome: 'failed', reason: 'timeout' }),
      ),
      at('06:00', undo()),
    ]);
    expect(runs).toEqual([]);
  });
});
