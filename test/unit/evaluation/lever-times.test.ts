import { describe, expect, it } from 'vitest';
import { leverSecondsOf } from '../../../lib/evaluation/lever-times.ts';
import { APPLIED, recordOf } from '../../contract/audit-log/audit-log-contract.ts';
import { decision, NOW_MS } from '../decide/fixtures.ts';

const action = (actionId: string, fields: object = {}) =>
  ({
    actionId,
    kind: 'block-country',
    target: { country: 'TJ' },
    outcome: 'applied',
    expiresAt: null,
    previous: 'ALLOW',
    reason: null,
    ...fields,
  }) as const;

describe('the time from a decision to its lever', () => {
  it('is what the executor took and what the lever takes, of each that was moved', () => {
    const moved = ['act_1', 'act_2'].map((id, index) =>
      recordOf(id, { country: 'TJ' }, { result: { ...APPLIED, atMs: NOW_MS + 5_000 * index } }),
    );
    const decisions = [
      decision({
        actions: [
          action('act_1'),
          action('act_2'),
          action('act_3', { outcome: 'failed' }),
          action('act_4', { kind: 'restore' }),
          action('act_5', { outcome: 'would-apply' }),
        ],
      }),
    ];
    expect(leverSecondsOf(decisions, moved, 30_000)).toEqual([30, 35]);
  });

  it('of a lever that is on no record is an error, not a gap', () => {
    expect(() => leverSecondsOf([decision({ actions: [action('act_1')] })], [], 0)).toThrow(
      /act_1 is on no audit record/,
    );
  });
});
