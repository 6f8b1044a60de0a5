import type { Action } from '../decide/decision.ts';
import type { ActiveAction, Incident } from '../decide/incident.ts';
import type { Mode, Settings } from '../settings/settings.ts';
import { isSameRecord, type AuditLog, type AuditResult } from './audit.ts';
import { LeftMovedError, LeverError } from '../errors.ts';
import { doneOf, type Done } from './done.ts';
import type { Levers } from './levers.ts';
import type { PendingAction } from './pending.ts';
import { prepareMove } from './prepare-move.ts';
import { prepareRenewal, prepareRestore } from './prepare-held.ts';
import type { Prepared } from './prepared.ts';
import { isTooMuch, takeBack } from './take-back.ts';
import { writeAll, type Written } from './write-all.ts';

export interface PerformContext {
  readonly levers: Levers;
  readonly audit: AuditLog;
  /** As they are now. In `monitor` nothing is moved; what is held is put back. */
  readonly settings: Settings;
  /** In which the actions were planned. In `monitor` they are only said. */
  readonly mode: Mode;
  readonly atMs: number;
  /** Until then, what fails in a way that may pass (throttling, no answer) is left for the next run. */
  readonly giveUpAtMs: number;
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
 * redelivery, does what is left of them; doing them in two processes at once does what the audit log
 * has first. Rejects with a `StoreError` when the audit log fails (what was not written down before
 * that was not done), and with a `LeverError` while some of them failed in a way that may pass, or
 * with a `LeftMovedError`: the others are done.
 */
export const perform = async (
  actions: readonly PendingAction[],
  context: PerformContext,
): Promise<Executed> => {
  const prepared: Prepared[] = [];
  for (const action of actions) prepared.push(await prepare(action, context, prepared));
  for (const [index, action] of actions.entries())
    prepared[index] = await writeDown(action, context, prepared, index);
  const written = await writeAll(
    prepared.flatMap(({ change }) => change ?? []),
    context,
  );
  const done: Done[] = [];
  const waiting: string[] = [];
  const leftMoved: string[] = [];
  for (const each of prepared) {
    const known = each.change === null ? undefined : written.get(each.change);
    const came = await finish(each, known, context);
    if ('action' in came) done.push(came);
    else (came.isLeftMoved ? leftMoved : waiting).push(`${each.action.actionId}: ${came.reason}`);
  }
  // What waits is done by the next run in any case.
  if (leftMoved.length > 0) throw new LeftMovedError(leftMoved);
  if (waiting.length > 0)
    throw new LeverError(
      `${waiting.length} of ${actions.length} actions wait for the next run: ${waiting.join('; ')}`,
      { retryable: true },
    );
  return {
    actions: done.map(({ action }) => action),
    active: done.flatMap(({ active }) => active ?? []),
  };
};

/**
 * Writes an action down. Where another process has done so since it was prepared, that record stands
 * and is followed.
 */
const writeDown = async (
  planned: PendingAction,
  context: PerformContext,
  all: readonly Prepared[],
  index: number,
): Promise<Prepared> => {
  let each = all[index] ?? (await prepare(planned, context, all));
  while (each.audit !== 'not' && !isLeft(each.result, each.mayPass, context)) {
    const record = each.audit === 'at-once' ? { ...each.record, result: each.result } : each.record;
    if (isSameRecord(await context.audit.begin(record), record)) break;
    each = await prepare(planned, context, all.slice(0, index));
  }
  return each;
};

/** An action that did not come to an end: it waits for the next run, or left its lever moved. */
interface Unfinished {
  readonly reason: string;
  readonly isLeftMoved: boolean;
}

/** What came of an action. */
const finish = async (
  { action, record, result, audit, mayPass }: Prepared,
  known: Written | undefined,
  context: PerformContext,
): Promise<Done | Unfinished> => {
  const came = result ?? known?.result;
  if (came === undefined) throw new RangeError(`nothing came of ${action.actionId}`);
  if (isLeft(came, mayPass || known?.mayPass === true, context))
    return { reason: String(came.reason), isLeftMoved: false };
  if (audit !== 'record-then-result') return doneOf(action, record, came);
  const stands = await context.audit.finish(record, came);
  if (record.kind !== 'restore' && isTooMuch(came, stands)) {
    const reason = await takeBack(record.kind, record, context.levers);
    if (reason !== null) return { reason, isLeftMoved: true };
  }
  return doneOf(action, record, stands);
};

/** What fails in a way that may pass is left to the next run, until it is given up. */
const isLeft = (
  result: AuditResult | null,
  mayPass: boolean,
  { atMs, giveUpAtMs }: PerformContext,
): boolean => result?.outcome === 'failed' && mayPass && atMs < giveUpAtMs;

const prepare = (
  action: PendingAction,
  context: PerformContext,
  before: readonly Prepared[],
): Promise<Prepared> => {
  if (action.do === 'move') return prepareMove(action, context, before);
  return action.do === 'renew' ? prepareRenewal(action, context) : prepareRestore(action, context);
};
