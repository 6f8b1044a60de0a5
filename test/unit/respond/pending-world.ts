import { MemoryIncidentStore } from '../../../lib/adapters/local/memory-incident-store.ts';
import type { ActionKind, ActionTarget, Decision } from '../../../lib/core/decide/decision.ts';
import type { Incident } from '../../../lib/core/decide/incident.ts';
import type { Step } from '../../../lib/core/decide/next-step.ts';
import type { PendingAction } from '../../../lib/core/respond/pending.ts';
import { respondToPending } from '../../../lib/core/respond/respond-to-pending.ts';
import {
  decision,
  digest,
  incident,
  minutes,
  NOW_MS,
  pendingStep,
  settingsWith,
} from '../decide/fixtures.ts';
import { setUp } from './fixtures.ts';

export const TARGETS = [
  ['block-country', { country: 'TJ' }],
  ['block-country', { country: 'UZ' }],
  ['block-number-range', { country: 'TJ', prefix: '+9929012' }],
  ['lower-spend-limit', { limitUsd: 140, monthToDateUsd: 90 }],
] as const satisfies readonly (readonly [ActionKind, ActionTarget])[];
export const PLAN = TARGETS.map(([kind, target]) => ({
  kind,
  target,
  expiresAtMs: NOW_MS + minutes(30),
  quietMs: minutes(30),
  step: 0,
  skip: null,
}));
export const idsAt = (atMs: number, idText = 'inc_1') => ({
  digest,
  ids: { text: idText, firstOrder: 0 },
  atMs,
});

/** An incident whose steps are written down and carried out by hand. */
export const open = async (mode: 'monitor' | 'enforce' = 'enforce') => {
  const { clock, levers, audit } = setUp(mode);
  const store = new MemoryIncidentStore({ clock });
  const told: Decision[] = [];
  const settings = settingsWith({ mode });
  const notifier = {
    notify: async (each: Decision) => {
      told.push(each);
    },
  };
  const ports = { incidents: store, audit, levers, notifier, settings };
  const load = async (incidentId = 'inc_1'): Promise<Incident> => {
    const found = (await store.load(0)).find((each) => each.incidentId === incidentId);
    if (found === undefined) throw new Error('no incident');
    return found;
  };
  let decisions = 1;
  /** Writes a step down, as `decide` does. */
  const plan = async (step: Step, actions: readonly PendingAction[], incidentId = 'inc_1') => {
    decisions += 1;
    const { kind: _, message: __, actions: ___, ...draft } = decision({ incidentId, mode });
    const pending = pendingStep({
      step,
      actions,
      plannedAtMs: clock.nowMs(),
      draft: { ...draft, decisionId: `dec_${decisions}` },
    });
    await store.savePending({ ...(await load(incidentId)), pending });
  };
  const respond = () => respondToPending('all', ports, clock.nowMs());
  const begin = async (incidentId = 'inc_1') =>
    store.save(
      incident({ incidentId, key: `country/${incidentId}` }),
      decision({ incidentId, decisionId: `dec_of_${incidentId}` }),
    );
  await begin();
  const values = async () => [
    await levers.readCountryRule('TJ'),
    await levers.readCountryRule('UZ'),
    await levers.readNumberRange('+9929012'),
    await levers.readSpendLimitUsd(),
  ];
  return { clock, levers, audit, store, told, ports, load, plan, respond, begin, values };
};
export const CONTAIN: Step = { kind: 'contain', plan: 'contain' };
export const MOVED = ['BLOCK', 'BLOCK', 'BLOCK', 140];
export const FREE = ['ALLOW', 'ALLOW', null, 500];

export type PendingWorld = Awaited<ReturnType<typeof open>>;

/** The ports of a process that goes through `wrap` at each call to the outside. */
export const portsAround = (
  { ports }: PendingWorld,
  wrap: <Port extends object>(port: Port) => Port,
): PendingWorld['ports'] => ({
  incidents: wrap(ports.incidents),
  audit: wrap(ports.audit),
  levers: wrap(ports.levers),
  notifier: wrap(ports.notifier),
  settings: ports.settings,
});
