import type { Step } from '../decide/next-step.ts';
import type { Incident } from '../decide/incident.ts';
import type { Judgement } from '../decide/judge.ts';
import type { CountryInput } from '../evaluate/rule.ts';
import type { Settings } from '../settings/settings.ts';
import {
  executePlan,
  renewActions,
  restoreActions,
  type ExecuteContext,
  type Executed,
} from './execute.ts';
import { expiryMs, planContainment, planSpendLimit, type PlannedAction } from './plan.ts';
import { isSameLever } from './same-lever.ts';

export interface Situation {
  readonly incident: Incident;
  /** Every recent incident, closed ones too, for the caps and the cooldown. */
  readonly incidents: readonly Incident[];
  readonly judgement: Judgement;
  /** `null` for the account. */
  readonly input: CountryInput | null;
  readonly settings: Settings;
}

/** Does what a step asks of the levers, and tells what came of it. */
export const respond = async (
  plan: Step['plan'],
  situation: Situation,
  context: ExecuteContext,
): Promise<Executed> => {
  const { incident, settings, input } = situation;
  if (plan === null) return { actions: [], active: incident.actions };
  if (plan === 'restore') return restoreActions(incident.actions, context);
  if (plan === 'renew')
    return renewActions(
      incident.actions,
      (kind) => expiryMs(settings, kind, incident.expirySteps, context.atMs),
      context,
    );
  const planned =
    input === null
      ? await planAccount(situation, context)
      : planContainment({ ...situation, input });
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

const planAccount = async (
  situation: Situation,
  { levers, atMs }: ExecuteContext,
): Promise<readonly PlannedAction[]> =>
  situation.settings.responses['lower-spend-limit'].enabled
    ? planSpendLimit(situation, await levers.readSpendLimit(), atMs)
    : [];
