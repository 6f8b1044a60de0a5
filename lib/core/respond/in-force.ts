import type { ActionKind, ActionTarget } from '../decide/decision.ts';
import type { PlanInput } from './plan.ts';
import { isSameLever } from './same-lever.ts';

/** What was only said is in force as long as nothing more than saying is allowed. */
export const isInForce = (
  { incident, settings }: PlanInput,
  kind: ActionKind,
  target: ActionTarget,
): boolean =>
  incident.actions.some(
    (action) =>
      action.kind === kind &&
      isSameLever(action.target, target) &&
      (settings.mode === 'monitor' || !action.isVirtual),
  );
