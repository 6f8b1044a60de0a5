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
import { expiryMs, planContainment, planSpendLimit } from './plan.ts';

export interface Situation {
  readonly incident: Incident;
  /** Every incident that is not closed, for the caps. */
  readonly incidents: readonly Incident[];
  readonly judgement: Judgement;
  /** `null` for the account. */
  readonly input: CountryInput | null;
  readonly settings: Settings;
}

const NOTHING: Executed = { actions: [], active: [] };

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
      ? planSpendLimit(settings, incident, await context.levers.readSpendLimit(), context.atMs)
      : planContainment({ ...situation, input });
  const executed = planned.length === 0 ? NOTHING : await executePlan(planned, context);
  return { actions: executed.actions, active: [...incident.actions, ...executed.active] };
};
