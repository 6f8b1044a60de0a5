import type { Action } from '../decide/decision.ts';
import type { ActiveAction, Incident } from '../decide/incident.ts';
import type { Mode, Settings } from '../settings/settings.ts';
import type { AuditLog } from './audit.ts';
import { doneOf } from './done.ts';
import type { Levers } from './levers.ts';
import type { PendingAction } from './pending.ts';
import { prepareMove } from './prepare-move.ts';
import { prepareRenewal, prepareRestore } from './prepare-held.ts';
import type { Prepared } from './prepared.ts';
import { writeAll } from './write-all.ts';

export interface PerformContext {
  readonly levers: Levers;
  readonly audit: AuditLog;
  readonly settings: Settings;
  /** In `monitor` nothing is moved; what is held is put back. */
  readonly mode: Mode;
  readonly atMs: number;
  readonly incidentId: string;
  /** What the incident holds already: an action on the same lever takes its place and its value before. */
  readonly held: readonly ActiveAction[];
  /** Every other incident that is not closed, for the caps. */
  readonly others: readonly Incident[];
}

/** What a decision did: its entries for the log, and the levers that its actions hold. */
export interface Executed {
  readonly actions: readonly Action[];
  readonly active: readonly ActiveAction[];
}

/**
 * Does pending actions: each is prepared (the lever read), written down, done, and its result written
 * down. A failure is told, and stops no other. Doing the same actions again, after a crash or a
 * redelivery, does what is left of them. Rejects with a `StoreError` when the audit log fails; what
 * was not written down before that was not done.
 */
export const perform = async (
  actions: readonly PendingAction[],
  context: PerformContext,
): Promise<Executed> => {
  const prepared: Prepared[] = [];
  for (const action of actions) prepared.push(await prepare(action, context, prepared));
  for (const { record, result, isAudited } of prepared) {
    if (!isAudited) continue;
    await context.audit.begin(record);
    if (result !== null) await context.audit.finish(record, result);
  }
  const written = await writeAll(
    prepared.flatMap(({ change }) => change ?? []),
    context,
  );
  const done = [];
  for (const { action, record, result, change } of prepared) {
    const known = result ?? (change === null ? undefined : written.get(change));
    if (known === undefined) throw new RangeError(`nothing came of ${action.actionId}`);
    if (result === null) await context.audit.finish(record, known);
    done.push(doneOf(action, record, known));
  }
  return {
    actions: done.map(({ action }) => action),
    active: done.flatMap(({ active }) => active ?? []),
  };
};

const prepare = (
  action: PendingAction,
  context: PerformContext,
  before: readonly Prepared[],
): Promise<Prepared> => {
  if (action.do === 'move') return prepareMove(action, context, before);
  return action.do === 'renew' ? prepareRenewal(action, context) : prepareRestore(action, context);
};
