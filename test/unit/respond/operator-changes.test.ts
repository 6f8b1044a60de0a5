import { describe, expect, it } from 'vitest';
import { MemoryIncidentStore } from '../../../lib/adapters/local/memory-incident-store.ts';
import type { ActionKind, ActionTarget } from '../../../lib/core/decide/decision.ts';
import type { Incident } from '../../../lib/core/decide/incident.ts';
import type { Step } from '../../../lib/core/decide/next-step.ts';
import type { LeverValue } from '../../../lib/core/respond/lever.ts';
import type { Levers } from '../../../lib/core/respond/levers.ts';
import type { PendingAction } from '../../../lib/core/respond/pending.ts';
import { moves, planStep, renewals, restores } from '../../../lib/core/respond/plan-step.ts';
import { respondToPending } from '../../../lib/core/respond/respond-to-pending.ts';
import { applyRollback } from '../../../lib/operate/roll-back.ts';
import {
  activeAction,
  decision,
  digest,
  incident,
  judgement,
  minutes,
  NOW_MS,
  pendingStep,
  settingsWith,
} from '../decide/fixtures.ts';
import { setUp } from './fixtures.ts';

interface LeverCase {
  readonly name: string;
  readonly kind: ActionKind;
  readonly target: ActionTarget;
  readonly applied: string | number;
  readonly previous: LeverValue;
  /** What an operator sets; the first two while the lever is free, all of them while it is held. */
  readonly theirs: readonly LeverValue[];
  /** Of these, those that stop as much as the detector would: it then does nothing. */
  readonly tight: readonly LeverValue[];
  set(levers: Levers, value: LeverValue): Promise<void>;
  read(levers: Levers): Promise<LeverValue>;
}

const LEVERS: readonly LeverCase[] = [
  {
    name: 'country rule',
    kind: 'block-country',
    target: { country: 'TJ' },
    applied: 'BLOCK',
    previous: 'ALLOW',
    theirs: ['MONITOR', 'FILTER'],
    tight: ['BLOCK'],
    set: (levers, value) => levers.writeCountryRule('TJ', value as 'ALLOW'),
    read: (levers) => levers.readCountryRule('TJ'),
  },
  {
    name: 'number range',
    kind: 'block-number-range',
    target: { country: 'TJ', prefix: '+9929012' },
    applied: 'BLOCK',
    previous: null,
    theirs: [null],
    tight: ['BLOCK'],
    set: (levers, value) =>
      levers.writeNumberRange('+9929012', value === null ? null : NOW_MS + minutes(900)),
    read: (levers) => levers.readNumberRange('+9929012'),
  },
  {
    name: 'spend limit',
    kind: 'lower-spend-limit',
    target: { limitUsd: 140, monthToDateUsd: 90 },
    applied: 140,
    previous: 500,
    theirs: [300, 900],
    tight: [100],
    set: (levers, value) => levers.writeSpendLimit(Number(value)),
    read: (levers) => levers.readSpendLimitUsd(),
  },
];

const EXPIRES_MS = NOW_MS + minutes(30);
const ids = { atMs: NOW_MS, ids: { text: 'inc_1', firstOrder: 0 }, digest };

/** An incident that holds the lever, or had it put back by a probe. */
const open = async (lever: LeverCase, state: 'open' | 'contained' | 'probing') => {
  const { clock, levers, audit } = setUp();
  const store = new MemoryIncidentStore({ clock });
  const { kind, target, applied, previous } = lever;
  const held = activeAction({ kind, target, applied, previous, expiresAtMs: EXPIRES_MS });
  await store.save(
    incident({
      state,
      actions: state === 'contained' ? [held] : [],
      probe: state === 'probing' ? { fromMs: NOW_MS, toMs: null, held: [held] } : null,
    }),
    decision(),
  );
  if (state === 'contained') await lever.set(levers.inner, applied);
  levers.writes.length = 0;
  const ports = { incidents: store, audit, levers };
  const load = async (): Promise<Incident> => {
    const [found] = await store.load(0);
    if (found === undefined) throw new Error('no incident');
    return found;
  };
  const take = async (
    step: Step,
    actions: readonly PendingAction[],
    change: () => Promise<void>,
  ) => {
    const { draft } = pendingStep();
    const pending = pendingStep({ step, actions, draft: { ...draft, decisionId: 'dec_2' } });
    await store.savePending({ ...(await load()), pending });
    // Between deciding and doing: the worst moment for it.
    await change();
    const settings = settingsWith({ mode: 'enforce' });
    const notifier = { notify: () => Promise.resolve() };
    const { decisions } = await respondToPending('all', { ...ports, settings, notifier }, NOW_MS);
    return decisions[0]?.actions ?? [];
  };
  return { clock, levers, held, ports, load, take };
};

const moveOf = ({ kind, target }: LeverCase): readonly PendingAction[] =>
  moves(
    [{ kind, target, expiresAtMs: EXPIRES_MS, quietMs: minutes(30), step: 0, skip: null }],
    ids,
  );
const RENEW: Step = { kind: 'update', plan: 'renew' };
const HELD_PATHS: readonly (readonly [
  Step,
  (held: ReturnType<typeof activeAction>) => readonly PendingAction[],
])[] = [
  [RENEW, (held) => renewals([held], () => NOW_MS + minutes(150), 'enforce', ids)],
  [{ kind: 'update', plan: 'trim' }, (held) => restores([held], ids)],
  [{ kind: 'update', plan: 'probe' }, (held) => restores([held], ids)],
  [{ kind: 'release', plan: 'restore' }, (held) => restores([held], ids)],
];

describe('what an operator changes in between', () => {
  for (const lever of LEVERS) {
    for (const theirs of lever.tight)
      it(`apply: a ${lever.name} of ${theirs} is left alone`, async () => {
        const { take, levers, load } = await open(lever, 'open');
        const step: Step = { kind: 'contain', plan: 'contain' };
        const actions = await take(step, moveOf(lever), () => lever.set(levers.inner, theirs));
        expect(actions).toMatchObject([{ outcome: 'skipped', reason: 'operator-changed' }]);
        expect(levers.writes).toEqual([]);
        expect(await lever.read(levers)).toBe(theirs);
        expect((await load()).actions).toEqual([]);
      });

    for (const theirs of lever.theirs.filter((value) => value !== null))
      it(`apply: a ${lever.name} of ${theirs} is what an undo goes back to`, async () => {
        const { take, levers, load } = await open(lever, 'open');
        const step: Step = { kind: 'contain', plan: 'contain' };
        await take(step, moveOf(lever), () => lever.set(levers.inner, theirs));
        expect((await load()).actions).toMatchObject([{ previous: theirs }]);
      });

    for (const [step, actionsOf] of HELD_PATHS)
      for (const theirs of [...lever.theirs, lever.previous])
        it(`${step.plan}: a ${lever.name} of ${theirs} is left alone, and is the operator’s from then on`, async () => {
          const { take, levers, load, held } = await open(lever, 'contained');
          const actions = await take(step, actionsOf(held), () => lever.set(levers.inner, theirs));
          expect(actions).toMatchObject([{ outcome: 'skipped', reason: 'operator-changed' }]);
          expect(levers.writes).toEqual([]);
          expect(await lever.read(levers)).toBe(theirs);
          const { actions: left, restored } = await load();
          expect(left).toEqual([]);
          expect(restored).toMatchObject([{ target: lever.target, by: 'operator' }]);
        });

    const whileFree = [...lever.theirs.filter((value) => value !== lever.previous), ...lever.tight];
    for (const theirs of whileFree)
      it(`rearm: a ${lever.name} of ${theirs} is left alone, and is the operator’s from then on`, async () => {
        const { take, levers, load } = await open(lever, 'probing');
        const own = await load();
        const planned = await planStep(
          'rearm',
          {
            incident: own,
            incidents: [own],
            judgement: judgement(),
            destinations: [],
            quiet: [],
            trafficShareOf: () => 0,
            settings: settingsWith({ mode: 'enforce' }),
          },
          { ...ids, levers, countMonthToDateUsd: () => Promise.resolve(0) },
        );
        const step: Step = { kind: 'update', plan: 'rearm' };
        const actions = await take(step, planned, () => lever.set(levers.inner, theirs));
        expect(actions).toMatchObject([{ outcome: 'skipped', reason: 'operator-changed' }]);
        expect(levers.writes).toEqual([]);
        expect(await lever.read(levers)).toBe(theirs);
        const { state, restored } = await load();
        expect(state).toBe('released');
        expect(restored).toMatchObject([{ target: lever.target, by: 'operator' }]);
      });

    for (const theirs of [...lever.theirs, lever.previous])
      it(`rollback: a ${lever.name} of ${theirs} is left alone`, async () => {
        const { ports, levers } = await open(lever, 'contained');
        await lever.set(levers.inner, theirs);
        const { levers: rolled } = await applyRollback('all', ports, NOW_MS);
        expect(rolled).toMatchObject([{ state: 'operator-changed', outcome: 'skipped' }]);
        expect(levers.writes).toEqual([]);
        expect(await lever.read(levers)).toBe(theirs);
      });
  }
});
