import type { AuditRecord } from './audit.ts';
import { leverOf, type Lever, type LeverValue } from './lever.ts';
import type { PendingRenewal, PendingRestore } from './pending.ts';
import type { PerformContext } from './perform.ts';
import { TOO_LATE } from './prepare-move.ts';
import {
  hasLapsed,
  known,
  recordOf,
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
  if (isPuttingBack || mayNotLast(action, context)) return prepareRestore(instead, context);
  const begun = await context.audit.find(held.target, actionId);
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
    if (problem !== null) return settled(action, record, 'failed', problem, context);
  }
  return expiresAtMs <= context.atMs
    ? settled(action, record, 'failed', TOO_LATE, context)
    : toChange(action, record, lever, false);
};

/** A held lever that is to be put back, if it still has the value that the detector set. */
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
  const record = begun ?? recordOf(action, { ...values, before: found }, context, 'enforce');
  if (found === held.applied) return toChange(action, record, lever);
  const isBack =
    hasLapsed(action, found, context.atMs) ||
    (begun !== null && found === held.previous) ||
    isPutBack(await context.audit.latest(held.target), found);
  return isBack
    ? settled(action, record, 'applied', null, context)
    : settled(action, record, 'skipped', 'operator-changed', context);
};

/** What was never done is not undone or done longer, either. */
const onlySaid = (
  action: PendingRenewal | PendingRestore,
  values: Values,
  context: PerformContext,
): Prepared =>
  settled(action, recordOf(action, values, context, 'monitor'), 'would-apply', null, context);

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
  (latest !== null && latest.kind === 'restore' && isOpen(latest) && latest.toBe === found) ||
  isUndone(latest, found);

/** Whether our own last action on the lever was to move it, and nobody knew whether it took effect. It did not. */
const isUndone = (latest: AuditRecord | null, found: LeverValue): boolean =>
  latest !== null && latest.kind !== 'restore' && isOpen(latest) && latest.before === found;

const isOpen = ({ result }: AuditRecord): boolean => result === null || result.isInDoubt;
