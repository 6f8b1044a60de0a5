import type { Action, ActionKind, ActionTarget } from '../decide/decision.ts';
import { sortableId, type Digest } from '../decide/ids.ts';
import type { ActiveAction } from '../decide/incident.ts';
import type { Levers } from './levers.ts';
import type { PlannedAction } from './plan.ts';
import { isSameLever } from './same-lever.ts';
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

/** What became of one action: its entry, and the lever as it is held from now on, if it is. */
interface Done {
  readonly action: Action;
  readonly active: ActiveAction | null;
}

const collect = (done: readonly Done[]): Executed => ({
  actions: done.map(({ action }) => action),
  active: done.flatMap(({ active }) => active ?? []),
});

/**
 * Moves the planned levers, or in `monitor` says what would have been moved. A failure is told, and
 * stops no other.
 *
 * @param held what the incident holds already: an action on the same lever takes the place of the
 * one before and its previous value, so that one undo goes back all the way
 */
export const executePlan = async (
  plan: readonly PlannedAction[],
  context: ExecuteContext,
  held: readonly ActiveAction[] = [],
): Promise<Executed> => {
  const done: Done[] = [];
  for (const [order, planned] of plan.entries())
    done.push(await apply(planned, order, context, held));
  return collect(done);
};

const apply = async (
  { kind, target, expiresAtMs, quietMs, step, skip }: PlannedAction,
  order: number,
  context: ExecuteContext,
  held: readonly ActiveAction[],
): Promise<Done> => {
  const entry = { actionId: actionIdOf(context, order, kind, target), kind, target };
  const leftAlone = (reason: string, previous: LeverValue): Done => ({
    action: { ...entry, outcome: 'skipped', expiresAt: null, previous, reason },
    active: null,
  });
  if (skip !== null) return leftAlone(skip, null);
  try {
    const lever = leverOf(context.levers, kind, target);
    const found = await lever.read();
    // Somebody else's block, or a tighter one: it is not ours to loosen or to undo.
    if (isAsTight(found, lever.value)) return leftAlone('operator-changed', found);
    const own = held.find(
      (action) =>
        !action.isVirtual && isSameLever(action.target, target) && action.applied === found,
    );
    const previous = own === undefined ? found : own.previous;
    const isVirtual = context.mode === 'monitor';
    if (!isVirtual) await writeOrSee(lever, lever.value, expiresAtMs);
    return {
      action: { ...entry, ...inForce(isVirtual, expiresAtMs), previous },
      active: {
        ...entry,
        previous,
        applied: lever.value,
        isVirtual,
        appliedAtMs: context.atMs,
        expiresAtMs,
        quietMs,
        step,
      },
    };
  } catch (error) {
    return { action: { ...entry, ...failure(error), previous: null }, active: null };
  }
};

const inForce = (
  isVirtual: boolean,
  expiresAtMs: number,
): Pick<Action, 'outcome' | 'expiresAt' | 'reason'> => ({
  outcome: isVirtual ? 'would-apply' : 'applied',
  expiresAt: formatIso(expiresAtMs),
  reason: null,
});

const failure = (error: unknown): Pick<Action, 'outcome' | 'expiresAt' | 'reason'> => ({
  outcome: 'failed',
  expiresAt: null,
  reason: messageOf(error),
});

/** Whether a lever already lets through as little as `value` would. */
const isAsTight = (found: LeverValue, value: string | number): boolean => {
  if (typeof found === 'number' && typeof value === 'number') return found <= value;
  return found === value || (found === 'BLOCK' && value === 'FILTER');
};

/**
 * Makes levers that are in force last longer: a new action each, in the place of the one that would
 * have expired. After a change of mode, what was only said is done, and what was done is put back.
 */
export const renewActions = async (
  current: readonly ActiveAction[],
  expiresAtMsOf: (action: ActiveAction) => number,
  context: ExecuteContext,
): Promise<Executed> => {
  const done: Done[] = [];
  for (const [order, action] of current.entries()) {
    const { isVirtual } = action;
    const expiresAtMs = expiresAtMsOf(action);
    if (isVirtual && context.mode === 'enforce')
      done.push(await apply({ ...action, expiresAtMs, skip: null }, order, context, current));
    else if (!isVirtual && context.mode === 'monitor')
      done.push(await restore(action, order, context));
    else done.push(await renew(action, order, expiresAtMs, context));
  }
  return collect(done);
};

const renew = async (
  action: ActiveAction,
  order: number,
  expiresAtMs: number,
  context: ExecuteContext,
): Promise<Done> => {
  const { kind, target, previous, isVirtual, applied } = action;
  const entry = { actionId: actionIdOf(context, order, kind, target), kind, target, previous };
  try {
    if (!isVirtual) {
      const lever = leverOf(context.levers, kind, target);
      const found = await lever.read();
      if (found !== applied && !hasLapsed(action, found, context))
        return {
          action: { ...entry, outcome: 'skipped', expiresAt: null, reason: 'operator-changed' },
          active: null,
        };
      await lever.write(applied, expiresAtMs);
    }
    return {
      action: { ...entry, ...inForce(isVirtual, expiresAtMs) },
      active: { ...action, actionId: entry.actionId, expiresAtMs, step: action.step + 1 },
    };
  } catch (error) {
    return { action: { ...entry, ...failure(error) }, active: action };
  }
};

/** Puts levers back, each only if it still has the value that the detector set. What could not be put back stays active. */
export const restoreActions = async (
  current: readonly ActiveAction[],
  context: ExecuteContext,
): Promise<Executed> => {
  const done: Done[] = [];
  for (const [order, action] of current.entries()) done.push(await restore(action, order, context));
  return collect(done);
};

const restore = async (
  action: ActiveAction,
  order: number,
  context: ExecuteContext,
): Promise<Done> => {
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
    if (!isVirtual) {
      const lever = leverOf(context.levers, kind, target);
      const found = await lever.read();
      if (found === applied) await writeOrSee(lever, previous, null);
      else if (!hasLapsed(action, found, context))
        return {
          action: { ...entry, outcome: 'skipped', reason: 'operator-changed' },
          active: null,
        };
    }
    return {
      action: { ...entry, outcome: isVirtual ? 'would-apply' : 'applied', reason: null },
      active: null,
    };
  } catch (error) {
    return {
      action: { ...entry, outcome: 'failed', reason: messageOf(error) },
      active: action,
    };
  }
};

/** A range's entry ends by itself; that it is gone after its time is nobody's change. */
const hasLapsed = (
  { kind, expiresAtMs }: ActiveAction,
  found: LeverValue,
  { atMs }: ExecuteContext,
): boolean => kind === 'block-number-range' && found === null && expiresAtMs <= atMs;

type LeverValue = string | number | null;

interface Lever {
  /** The value that containing sets. */
  readonly value: string | number;
  read(): Promise<LeverValue>;
  write(value: LeverValue, expiresAtMs: number | null): Promise<void>;
}

/** An answer may get lost after the write took effect: what is there tells, and only then is it a failure. */
const writeOrSee = async (
  lever: Lever,
  value: LeverValue,
  expiresAtMs: number | null,
): Promise<void> => {
  try {
    await lever.write(value, expiresAtMs);
  } catch (error) {
    if ((await lever.read()) !== value) throw error;
  }
};

const leverOf = (levers: Levers, kind: ActionKind, target: ActionTarget): Lever => {
  if (kind === 'lower-spend-limit' && 'limitUsd' in target)
    return {
      value: target.limitUsd,
      // Without the month to date: a limit must go back even while its metric has nothing to say.
      read: () => levers.readSpendLimitUsd(),
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
