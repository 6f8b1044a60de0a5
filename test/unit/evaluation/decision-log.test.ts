import { describe, expect, it } from 'vitest';
import type { Action, Decision } from '../../../lib/core/decide/decision.ts';
import { alertsOf, containmentsOf } from '../../../lib/evaluation/decision-log.ts';
import { minute } from './fixtures.ts';

const action = (fields: Partial<Action>): Action => ({
  actionId: 'act_1',
  kind: 'block-country',
  target: { country: 'TJ' },
  outcome: 'applied',
  expiresAt: new Date(minute(30)).toISOString(),
  previous: 'ALLOW',
  reason: null,
  ...fields,
});
const decision = (at: number, fields: Partial<Decision>): Decision =>
  ({
    kind: 'contain',
    evaluatedAt: new Date(minute(at)).toISOString(),
    subject: { kind: 'country', country: 'TJ' },
    actions: [],
    ...fields,
  }) as unknown as Decision;

describe('alerts', () => {
  it('are openings, with the countries they are about', () => {
    const low = { kind: 'low-traffic-countries', countries: ['NP', 'KH'] } as const;
    expect(
      alertsOf([
        decision(1, { kind: 'open' }),
        decision(2, { kind: 'update' }),
        decision(3, { kind: 'open', subject: low }),
        decision(4, { kind: 'open', subject: { kind: 'account' } }),
      ]),
    ).toEqual([
      { atMs: minute(1), countries: ['TJ'] },
      { atMs: minute(3), countries: ['NP', 'KH'] },
      { atMs: minute(4), countries: null },
    ]);
  });
});

describe('containments', () => {
  it('last from the decision and the latency to the expiry', () => {
    expect(containmentsOf([decision(0, { actions: [action({})] })], 30_000)).toEqual([
      { fromMs: minute(0.5), toMs: minute(30), scope: { kind: 'country', country: 'TJ' } },
    ]);
  });

  it('end at the restore that names them', () => {
    const restore = action({
      actionId: 'act_2',
      kind: 'restore',
      undoes: 'act_1',
      expiresAt: null,
    });
    const log = [decision(0, { actions: [action({})] }), decision(10, { actions: [restore] })];
    expect(containmentsOf(log, 0)).toMatchObject([{ toMs: minute(10) }]);
  });

  it('of a renewal are in force at once, since the lever is where it was', () => {
    const renewal = action({ actionId: 'act_2', expiresAt: new Date(minute(150)).toISOString() });
    const again = action({ actionId: 'act_3', expiresAt: new Date(minute(300)).toISOString() });
    const log = [
      decision(0, { actions: [action({})] }),
      decision(29.9, { actions: [renewal] }),
      decision(200, { actions: [again] }),
    ];
    expect(containmentsOf(log, 30_000).map(({ fromMs }) => fromMs)).toEqual(
      [0.5, 29.9, 200.5].map(minute),
    );
  });

  it('of what was put back and moved again take effect like any other', () => {
    const restore = action({
      actionId: 'act_2',
      kind: 'restore',
      undoes: 'act_1',
      expiresAt: null,
    });
    const again = action({ actionId: 'act_3', expiresAt: new Date(minute(150)).toISOString() });
    const log = [
      decision(0, { actions: [action({})] }),
      decision(10, { actions: [restore] }),
      decision(11, { actions: [again] }),
    ];
    expect(containmentsOf(log, 30_000).map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
      [minute(0.5), minute(10.5)],
      [minute(11.5), minute(150)],
    ]);
  });

  it('are what was applied: ranges, countries, the filter', () => {
    const range = { country: 'TJ', prefix: '+99290' };
    const log = [
      decision(0, {
        actions: [
          action({ outcome: 'skipped' }),
          action({ outcome: 'would-apply' }),
          action({ kind: 'filter-country' }),
          action({ kind: 'block-number-range', target: range }),
        ],
      }),
    ];
    expect(containmentsOf(log, 0).map(({ scope }) => scope)).toEqual([
      { kind: 'country', country: 'TJ' },
      { kind: 'range', ...range },
    ]);
  });
});
