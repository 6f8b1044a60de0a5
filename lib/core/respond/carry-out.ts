import type { Decision } from '../decide/decision.ts';
import { finishStep } from '../decide/finish-step.ts';
import type { Incident, IncidentStore } from '../decide/incident.ts';
import type { Notifier } from '../notify/notifier.ts';
import type { Settings } from '../settings/settings.ts';
import type { AuditLog } from './audit.ts';
import type { Levers } from './levers.ts';
import type { PendingStep } from './pending.ts';
import { perform } from './perform.ts';

export interface CarryOutPorts {
  readonly incidents: Pick<IncidentStore, 'save' | 'markTold'>;
  readonly audit: AuditLog;
  readonly levers: Levers;
  readonly notifier: Notifier;
  readonly settings: Settings;
  /**
   * For so long after its planning an action that fails in a way that may pass is left to the next
   * run. Then it is said to have failed, and whoever decides may decide anew.
   */
  readonly retryForMs: number;
}

export interface CarriedOut {
  readonly incident: Incident;
  readonly decision: Decision;
  /** Why nobody could be told of it, or it could not be noted that they were; `null` when they were. */
  readonly untold: { readonly decision: Decision; readonly error: unknown } | null;
}

/**
 * The second phase of a step: does what is pending for an incident, records the decision, and tells.
 * It may be called again after any failure or crash, and from another process: what is done already
 * is not done twice. Rejects with a `StoreError` when a store fails, and with a `LeverError` when a
 * lever is to be tried again, or was left moved; the step is then still pending. With a
 * `MovedOnError` when another process has brought it to an end meanwhile.
 *
 * @param others every other incident that is not closed
 */
export const carryOut = async (
  incident: Incident,
  pending: PendingStep,
  others: readonly Incident[],
  { incidents, audit, levers, notifier, settings, retryForMs }: CarryOutPorts,
  atMs: number,
): Promise<CarriedOut> => {
  const { incidentId, actions: held } = incident;
  const executed = await perform(pending.actions, {
    levers,
    audit,
    settings,
    mode: pending.draft.mode,
    atMs,
    giveUpAtMs: pending.plannedAtMs + retryForMs,
    incidentId,
    held,
    others,
  });
  const finished = finishStep(incident, pending, executed, atMs);
  await incidents.save(finished.incident, finished.decision);
  return { ...finished, untold: await tell({ incidents, notifier }, finished.decision) };
};

/** A decision that is recorded and done, but that nobody could be told of, stops nothing. */
export const tell = async (
  {
    notifier,
    incidents,
  }: { readonly notifier: Notifier; readonly incidents: Pick<IncidentStore, 'markTold'> },
  decision: Decision,
): Promise<CarriedOut['untold']> => {
  try {
    await notifier.notify(decision);
    // Not before: rather told twice than never.
    await incidents.markTold(decision);
    return null;
  } catch (error) {
    return { decision, error };
  }
};
