import type { Action, ActionKind, ActionTarget } from '../decide/decision.ts';
import { sortableId, type Digest } from '../decide/ids.ts';
import type { ActiveAction } from '../decide/incident.ts';
import type { Levers } from './levers.ts';
import type { PlannedAction } from './plan.ts';
import { formatIso } from '../time.ts';

export interface ExecuteContext {
  readonly levers: Levers;
  readonly digest: Digest;
  readonly mode: 'monitor' | 'enforce';
  readonly atMs: number;
  readonly incidentId: string;
}

/** What a decision did: its entries for the log, and the levers that are moved from now on. */
export interface Executed {
  readonly actions: readonly Action[];
  readonly active: readonly ActiveAction[];
}

/** Moves the planned levers, or in `monitor` says what would have been moved. A failure is told, and stops no other. */
export const executePlan = async (
  plan: readonly PlannedAction[],
  context: ExecuteContext,
): Promise<Executed> => {
  const actions: Action[] = [];
  const active: ActiveAction[] = [];
  for (const [order, planned] of plan.entries()) {
    const { kind, target, expiresAtMs, skip } = planned;
    const actionId = actionIdOf(context, order, kind, target);
    const entry = { actionId, kind, target };
    if (skip !== null) {
      actions.push({ ...entry, outcome: 'skipped', expiresAt: null, previous: null, reason: skip });
      continue;
    }
    const lever = leverOf(context.levers, kind, target);
    try {
      const previous = await lever.read();
      if (previous === lever.value) {
        // Somebody else's block: it is not ours to undo.
        actions.push({
          ...entry,
          outcome: 'skipped',
          expiresAt: null,
          previous,
          reason: 'operator-changed',
        });
        continue;
      }
      const isVirtual = context.mode === 'monitor';
      if (!isVirtual) await lever.write(lever.value, expiresAtMs);
      const expiresAt = formatIso(expiresAtMs);
      actions.push({
        ...entry,
        outcome: isVirtual ? 'would-apply' : 'applied',
        expiresAt,
        previous,
        reason: null,
      });
      active.push({
        ...entry,
        previous,
        applied: lever.value,
        isVirtual,
        appliedAtMs: context.atMs,
        expiresAtMs,
      });
    } catch (error) {
      actions.push({
        ...entry,
        outcome: 'failed',
        expiresAt: null,
        previous: null,
        reason: messageOf(error),
      });
    }
  }
  return { actions, active };
};

/** Makes levers that are in force last longer: a new action each, in the place of the one that would have expired. */
export const renewActions = async (
  current: readonly ActiveAction[],
  expiresAtMsOf: (kind: ActionKind) => number,
  context: ExecuteContext,
): Promise<Executed> => {
  const actions: Action[] = [];
  const active: ActiveAction[] = [];
  for (const [order, action] of current.entries()) {
    const { kind, target, previous, isVirtual, applied } = action;
    const expiresAtMs = expiresAtMsOf(kind);
    const entry = { actionId: actionIdOf(context, order, kind, target), kind, target, previous };
    try {
      const lever = leverOf(context.levers, kind, target);
      if (!isVirtual) {
        if ((await lever.read()) !== applied) {
          actions.push({
            ...entry,
            outcome: 'skipped',
            expiresAt: null,
            reason: 'operator-changed',
          });
          continue;
        }
        await lever.write(applied, expiresAtMs);
      }
      const expiresAt = formatIso(expiresAtMs);
      actions.push({
        ...entry,
        outcome: isVirtual ? 'would-apply' : 'applied',
        expiresAt,
        reason: null,
      });
      active.push({ ...action, actionId: entry.actionId, appliedAtMs: context.atMs, expiresAtMs });
    } catch (error) {
      actions.push({ ...entry, outcome: 'failed', expiresAt: null, reason: messageOf(error) });
      active.push(action);
    }
  }
  return { actions, active };
};

/** Puts levers back, each only if it still has the value that the detector set. What could not be put back stays active. */
export const restoreActions = async (
  current: readonly ActiveAction[],
  context: ExecuteContext,
): Promise<Executed> => {
  const actions: Action[] = [];
  const active: ActiveAction[] = [];
  for (const [order, action] of current.entries()) {
    const { kind, target, previous, applied, isVirtual } = action;
    const entry = {
      actionId: actionIdOf(context, order, 'restore', target),
      kind: 'restore' as const,
      target,
      expiresAt: null,
      previous: applied,
      undoes: action.actionId,
    };
    try {
      const lever = leverOf(context.levers, kind, target);
      if (!isVirtual && (await lever.read()) !== applied) {
        actions.push({ ...entry, outcome: 'skipped', reason: 'operator-changed' });
        continue;
      }
      if (!isVirtual) await lever.write(previous, null);
      actions.push({ ...entry, outcome: isVirtual ? 'would-apply' : 'applied', reason: null });
    } catch (error) {
      actions.push({ ...entry, outcome: 'failed', reason: messageOf(error) });
      active.push(action);
    }
  }
  return { actions, active };
};

type LeverValue = string | number | null;

interface Lever {
  /** The value that containing sets. */
  readonly value: string | number;
  read(): Promise<LeverValue>;
  write(value: LeverValue, expiresAtMs: number | null): Promise<void>;
}

const leverOf = (levers: Levers, kind: ActionKind, target: ActionTarget): Lever => {
  if (kind === 'lower-spend-limit' && 'limitUsd' in target)
    return {
      value: target.limitUsd,
      read: async () => (await levers.readSpendLimit()).limitUsd,
      write: (value) => levers.writeSpendLimit(Number(value)),
    };
  if (kind === 'block-number-range' && 'prefix' in target)
    return {
      value: 'BLOCK',
      read: () => levers.readNumberRange(target.prefix),
      write: (value, expiresAtMs) =>
        levers.writeNumberRange(target.prefix, value === null ? null : expiresAtMs),
    };
  if ('country' in target)
    return {
      value: kind === 'filter-country' ? 'FILTER' : 'BLOCK',
      read: () => levers.readCountryRule(target.country),
      write: (value) =>
        levers.writeCountryRule(target.country, value as 'ALLOW' | 'BLOCK' | 'FILTER' | 'MONITOR'),
    };
  throw new TypeError(`${kind} does not fit its target`);
};

const actionIdOf = (
  { atMs, incidentId, digest }: ExecuteContext,
  order: number,
  kind: string,
  target: ActionTarget,
): string =>
  sortableId('act', atMs, order, `${incidentId} ${kind} ${JSON.stringify(target)}`, digest);

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
