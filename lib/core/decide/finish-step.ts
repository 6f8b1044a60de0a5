import { finishMessage } from '../notify/message.ts';
import { heldAfter, type PendingStep } from '../respond/pending.ts';
import type { Executed } from '../respond/perform.ts';
import { advanceIncident } from './advance.ts';
import type { Decision } from './decision.ts';
import type { Incident } from './incident.ts';
import { finishDecision } from './write-decision.ts';

/** The decision of a step whose actions are done, and the incident after it. */
export const finishStep = (
  incident: Incident,
  pending: PendingStep,
  { actions, active }: Executed,
  atMs: number,
): { readonly incident: Incident; readonly decision: Decision } => {
  const { step, draft, message } = pending;
  const held = heldAfter(incident, pending.actions, active);
  const hasMoved = held.length > 0;
  const kind =
    (step.kind === 'contain' && !hasMoved) || (step.kind === 'release' && hasMoved)
      ? 'update'
      : step.kind;
  const decision = finishDecision(draft, {
    kind,
    message: finishMessage(message, kind, actions),
    actions,
  });
  const executed = { actions, active: held };
  return { incident: advanceIncident(incident, pending, executed, decision, atMs), decision };
};
