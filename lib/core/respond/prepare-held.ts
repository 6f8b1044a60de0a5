import type { AuditRecord } from './audit.ts';
import { leverOf, type Lever, type LeverValue } from './lever.ts';
import type { PendingRenewal, PendingRestore } from './pending.ts';
import type { PerformContext } from './perform.ts';
import { TOO_LATE } from './prepare-move.ts';
import {
  hasLapsed,
  known,
  recordOf,
  resultOf,
  settled,
  toChange,
  unread,
  type Prepared,
  type Values,
} from './prepared.ts';
import { whyNotToLower } from './why-not-to-lower.ts';

/** A held lever that is to last longer. After a change of mode or of the protected countries it is put back instead. */
export const prepareRenewal = async (
  action: PendingRenewal,
  context: PerformContext,
): Promise<Prepared> => {
  const { held, actionId, expiresAtMs } = action;
  const values: Values = { before: held.applied, toBe: held.applied, previous: held.previous };
  if (held.isVirtual) return onlySaid(action, values, context);
  // An action of its own: the renewal may have been begun already.
  const instead: PendingRestore = { do: 'restore', actionId: `${actionId}r`, held };
  const isPuttingBack = (await context.audit.find(held.target, instead.actionId)) !== null;
  if (isPuttingBack) return prepareRestore(instead, context);
  const begun = await context.audit.find(held.target, actionId);
  if (mayNotLast(action, context)) {
    await callOff(begun ?? recordOf(action, values, context, 'enforce'), begun !== null, context);
    return prepareRestore(instead, context);
  }
  if (begun?.result != null) return known(action, begun);
  const seen = await look(action, begun, context);
  if ('record' in seen) return seen;
  const { lever, found } = seen;
  const record = begun ?? recordOf(action, { ...values, before: found }, context, 'enforce');
  if (found !== held.applied && !hasLapsed(action, found, context.atMs)) {
    const latest = await context.audit.latest(held.target);
    // What failed, and may have taken effect for all that was known, did not.
    if (!isUndone(latest, found))
      return settled(action, record, 'skipped', 'operator-changed', context);
    const problem = await whyNotToLower(held.target, context);
    if (problem !== null) {
      const { reason, mayPass } = problem;
      return { ...settled(action, record, 'failed', reason, context), mayPass };
    }
  }
  return expiresAtMs <= context.atMs
    ? settled(action, record, 'failed', TOO_LATE, context)
    : toChange(action, record, lever, false);
};

/**
 * A held lever that is to be put back, if it still has a value that the detector set: the one that is
 * held, or an earlier one that a later action of ours did not get to replace.
 */
export const prepareRestore = async (
  action: PendingRestore,
  context: PerformContext,
): Promise<Prepared> => {
  const { held, actionId } = action;
  const values: Values = { before: held.applied, toBe: held.previous, previous: held.previous };
  if (held.isVirtual) return onlySaid(action, values, context);
  const begun = await context.audit.find(held.target, actionId);
  if (begun?.result != null) return known(action, begun);
  const seen = await look(action, begun, context);
  if ('record' in seen) return seen;
  const { lever, found } = seen;
  const recordAs = (toBe: LeverValue): AuditRecord =>
    begun ?? recordOf(action, { ...values, before: found, toBe }, context, 'enforce');
  const record = recordAs(held.previous);
  if (found === held.applied) return toChange(action, record, lever);
  const latest = await context.audit.latest(held.target);
  if (isBack(action, begun, latest, found, context.atMs))
    return settled(action, record, 'applied', null, context);
  const isOurs = begun === null ? isUndone(latest, found) : isNotDone(begun, found);
  return isOurs
    ? toChange(action, record, lever)
    : // Nothing is going to be changed, and whoever takes it up after a crash is to know.
      settled(action, recordAs(found), 'skipped', 'operator-changed', context);
};

/** Whether a lever is back already: by itself, by this action before, or by the last one before it. */
const isBack = (
  action: PendingRestore,
  begun: AuditRecord | null,
  latest: AuditRecord | null,
  found: LeverValue,
  atMs: number,
): boolean => {
  if (hasLapsed(action, found, atMs)) return true;
  if (begun !== null) return found === action.held.previous;
  const isAsBefore = found === action.held.previous && isUndone(latest, found);
  return isAsBefore || isPutBack(latest, found);
};

/** What was only said is renewed, and put back, in words as well. */
const onlySaid = async (
  action: PendingRenewal | PendingRestore,
  values: Values,
  context: PerformContext,
): Promise<Prepared> => {
  const begun = await context.audit.find(action.held.target, action.actionId);
  if (begun?.result != null) return known(action, begun);
  const record = begun ?? recordOf(action, values, context, 'monitor');
  return settled(action, record, 'would-apply', null, context);
};

/** Another process may be about to renew it: it is to find that it must not, or that it should not have. */
const callOff = async (
  record: AuditRecord,
  isBegun: boolean,
  context: PerformContext,
): Promise<void> => {
  const result = resultOf('failed', CALLED_OFF, context);
  const stands = isBegun ? record : await context.audit.begin({ ...record, result });
  if (stands.result === null) await context.audit.finish(stands, result);
};

const CALLED_OFF = 'it is put back instead';

const mayNotLast = ({ held }: PendingRenewal, { settings }: PerformContext): boolean => {
  if (settings.mode === 'monitor') return true;
  const { kind, target } = held;
  return (
    kind === 'block-country' &&
    'country' in target &&
    settings.protectedCountries.includes(target.country)
  );
};

const look = async (
  action: PendingRenewal | PendingRestore,
  begun: AuditRecord | null,
  context: PerformContext,
): Promise<{ readonly lever: Lever; readonly found: LeverValue } | Prepared> => {
  try {
    const lever = leverOf(context.levers, action.held.kind, action.held.target);
    return { lever, found: await lever.read() };
  } catch (error) {
    return unread(action, begun, error, context);
  }
};

/** Whether our own last action on the lever was to put it back, and nobody knew whether it took effect. It did. */
const isPutBack = (latest: AuditRecord | null, found: LeverValue): boolean =>
  latest !== null && latest.kind === 'restore' && isOpen(latest) && latest.toBe === found;

/** Whether a restore was to change the lever, and has not. */
const isNotDone = ({ before, toBe }: AuditRecord, found: LeverValue): boolean =>
  found === before && before !== toBe;

/** Whether our own last action on the lever was to move it, and nobody knew whether it took effect. It did not. */
export const isUndone = (latest: AuditRecord | null, found: LeverValue): boolean =>
  latest !== null && latest.kind !== 'restore' && isOpen(latest) && latest.before === found;

const isOpen = ({ result }: AuditRecord): boolean => result === null || result.isInDoubt;
