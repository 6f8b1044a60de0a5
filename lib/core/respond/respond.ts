import { expiring, type Step } from '../decide/next-step.ts';
import type { ActiveAction, Incident } from '../decide/incident.ts';
import type { Judgement } from '../decide/judge.ts';
import type { Country } from '../ingest/events.ts';
import type { Settings } from '../settings/settings.ts';
import {
  executePlan,
  renewActions,
  restoreActions,
  type ExecuteContext,
  type Executed,
} from './execute.ts';
import { expiryMs } from './expiry.ts';
import { planContainment, planSpendLimit, type Destination, type PlannedAction } from './plan.ts';
import { isSameLever } from './same-lever.ts';

export interface Situation {
  readonly incident: Incident;
  /** Every recent incident, closed ones too, for the caps and the cooldown. */
  readonly incidents: readonly Incident[];
  readonly judgement: Judgement;
  /** The destinations that levers may be moved for, each as it was judged; none for the account. */
  readonly destinations: readonly Destination[];
  /** Held levers that have had nothing to stop for long. */
  readonly quiet: readonly ActiveAction[];
  readonly trafficShareOf: (country: Country) => number;
  readonly settings: Settings;
}

/** Does what a step asks of the levers, and tells what came of it. */
export const respond = async (
  plan: Step['plan'],
  situation: Situation,
  context: ExecuteContext,
): Promise<Executed> => {
  const { incident, settings, quiet } = situation;
  const { atMs } = context;
  switch (plan) {
    case 'restore':
    case 'probe':
      return restoreActions(incident.actions, context);
    case 'trim': {
      const { actions, active } = await restoreActions(quiet, context);
      const kept = incident.actions.filter((action) => !quiet.includes(action));
      return { actions, active: [...kept, ...active] };
    }
    case 'renew': {
      const due = expiring(incident, atMs);
      const { actions, active } = await renewActions(
        due,
        ({ kind, step }) => expiryMs(settings, kind, step + 1, atMs),
        context,
      );
      const kept = incident.actions.filter((action) => !due.includes(action));
      return { actions, active: [...kept, ...active] };
    }
    case 'rearm':
      return move(planRearm(incident, settings, atMs), incident, context);
    case 'contain':
    case 'extend':
      return move(
        incident.subject.kind === 'account'
          ? await planAccount(situation, context)
          : planDestinations(situation),
        incident,
        context,
      );
    default:
      return { actions: [], active: incident.actions };
  }
};

const move = async (
  planned: readonly PlannedAction[],
  incident: Incident,
  context: ExecuteContext,
): Promise<Executed> => {
  const executed = await executePlan(planned, context, incident.actions);
  // One lever, one holder; what was only said never takes the place of what was done.
  const kept = incident.actions.filter(
    (before) =>
      !executed.active.some(
        (now) => isSameLever(now.target, before.target) && (before.isVirtual || !now.isVirtual),
      ),
  );
  return { actions: executed.actions, active: [...kept, ...executed.active] };
};

/** What a probe put back is moved again, for longer. */
const planRearm = (
  { probe }: Incident,
  settings: Settings,
  atMs: number,
): readonly PlannedAction[] =>
  (probe?.held ?? []).map(({ kind, target, quietMs, step }) => ({
    kind,
    target,
    quietMs,
    step: step + 1,
    expiresAtMs: expiryMs(settings, kind, step + 1, atMs),
    skip: null,
  }));

/** Of several destinations, those planned first count towards the caps of the next. */
export const planDestinations = (situation: Situation): readonly PlannedAction[] => {
  const planned: PlannedAction[] = [];
  for (const { input, judgement } of situation.destinations)
    planned.push(
      ...planContainment({ ...situation, input, judgement, planned, stake: situation.judgement }),
    );
  return planned;
};

const planAccount = async (
  situation: Situation,
  { levers, atMs }: ExecuteContext,
): Promise<readonly PlannedAction[]> =>
  situation.settings.responses['lower-spend-limit'].enabled
    ? planSpendLimit(situation, await levers.readSpendLimit(), atMs)
    : [];
