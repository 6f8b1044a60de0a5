import type { ActiveAction } from '../decide/incident.ts';
import type { ActionOutcome } from '../decide/decision.ts';
import type { AuditRecord } from './audit.ts';
import { isAsTight, leverOf, type Lever, type LeverValue } from './lever.ts';
import { asIfDone, type PendingMove } from './pending.ts';
import type { PerformContext } from './perform.ts';
import type { SkipReason } from './plan.ts';
import {
  known,
  over,
  recordOf,
  settled,
  toChange,
  unread,
  type Prepared,
  type Values,
} from './prepared.ts';
import { isSameLever, leverName } from './same-lever.ts';
import { whyNotToLower } from './why-not-to-lower.ts';

/** What is told of an action that is done too late to be of use. */
export const TOO_LATE = 'its time was over before it could be done';
const ONLY_MONITOR = 'enforcing had ended by the time it was to be done';

/**
 * A lever that is to be moved. Somebody else's block, or a tighter one, is not ours to loosen or to
 * undo; one of our own that nobody remembers but the audit log is.
 *
 * @param before what is prepared already, for the caps
 */
export const prepareMove = async (
  action: PendingMove,
  context: PerformContext,
  before: readonly Prepared[],
): Promise<Prepared> => {
  const { kind, target, actionId, skip } = action;
  if (skip !== null) return { ...over(action, 'skipped', skip, context), audit: 'not' };
  const begun = await context.audit.find(target, actionId);
  if (begun?.result != null) return known(action, begun);
  let lever: Lever;
  let found: LeverValue;
  try {
    lever = leverOf(context.levers, kind, target);
    found = await lever.read();
  } catch (error) {
    return unread(action, begun, error, context);
  }
  const guarded = guard(action, context, before);
  if (begun !== null && begun.mode === 'enforce')
    return resumed(action, begun, found, lever, guarded, context);
  // Begun in `monitor`, by a process that died: it was never going to be touched.
  const end = (outcome: ActionOutcome, reason: string | null, values?: Values): Prepared =>
    begun === null
      ? over(action, outcome, reason, context, values)
      : settled(action, begun, outcome, reason, context);
  if (guarded !== null) return end('skipped', guarded);
  const late = whyTooLate(action, context);
  if (late !== null) return end('failed', late);

  const own = holderOf(action, context.held, found) ?? (await orphan(action, found, context));
  const previous = own === null ? found : own.previous;
  const values: Values = { before: found, toBe: lever.value, previous };
  const isMoved = action.mustBe !== undefined && found !== action.mustBe;
  const isOthers = own === null || own.isHeld;
  if (isMoved || (isOthers && isAsTight(found, lever.value)))
    return end('skipped', 'operator-changed', { ...values, previous: found });
  if (context.mode === 'monitor') return end('would-apply', null, values);
  const problem = await whyNotToLower(action.target, context);
  if (problem !== null) return { ...end('failed', problem.reason), mayPass: problem.mayPass };
  return toChange(action, recordOf(action, values, context, context.mode), lever);
};

/** What was begun and not known to be done: the lever tells how far it got. */
const resumed = async (
  action: PendingMove,
  begun: AuditRecord,
  found: LeverValue,
  lever: Lever,
  guarded: SkipReason | null,
  context: PerformContext,
): Promise<Prepared> => {
  if (found === begun.toBe && begun.before !== begun.toBe)
    return settled(action, begun, 'applied', null, context);
  if (found !== begun.before) return settled(action, begun, 'skipped', 'operator-changed', context);
  if (guarded !== null) return settled(action, begun, 'skipped', guarded, context);
  const late = whyTooLate(action, context);
  if (late !== null) return settled(action, begun, 'failed', late, context);
  const problem = await whyNotToLower(action.target, context);
  if (problem === null) return toChange(action, begun, lever);
  const { reason, mayPass } = problem;
  return { ...settled(action, begun, 'failed', reason, context), mayPass };
};

/** What was planned under `enforce` is not done once its owner has gone back to `monitor`. */
const whyTooLate = (
  { expiresAtMs }: PendingMove,
  { mode, settings, atMs }: PerformContext,
): string | null => {
  if (mode === 'enforce' && settings.mode === 'monitor') return ONLY_MONITOR;
  return expiresAtMs <= atMs ? TOO_LATE : null;
};

interface Own {
  readonly previous: LeverValue;
  /** Whether the incident knows. */
  readonly isHeld: boolean;
}

const holderOf = (
  { target }: PendingMove,
  held: readonly ActiveAction[],
  found: LeverValue,
): Own | null => {
  const own = held.find(
    (action) => !action.isVirtual && isSameLever(action.target, target) && action.applied === found,
  );
  return own === undefined ? null : { previous: own.previous, isHeld: true };
};

/** A value that the audit log says is ours, and that no incident holds. */
const orphan = async (
  { target }: PendingMove,
  found: LeverValue,
  { audit, others, mode, atMs }: PerformContext,
): Promise<Own | null> => {
  if (mode === 'monitor') return null;
  const latest = await audit.latest(target);
  if (latest === null || latest.kind === 'restore' || latest.toBe !== found) return null;
  const { result, expiresAtMs } = latest;
  const mayBeInForce = result === null || result.outcome === 'applied' || result.isInDoubt;
  const hasEnded = 'prefix' in target && (expiresAtMs ?? 0) <= atMs;
  if (!mayBeInForce || hasEnded) return null;
  const isHeld = others.some(({ actions }) =>
    actions.some((action) => !action.isVirtual && isSameLever(action.target, target)),
  );
  return isHeld ? null : { previous: latest.previous, isHeld: false };
};

/** The settings may have changed since it was planned, and other incidents may have moved levers. */
const guard = (
  { kind, target }: PendingMove,
  { settings, others, held }: PerformContext,
  before: readonly Prepared[],
): SkipReason | null => {
  if (kind !== 'block-country' || !('country' in target)) return null;
  if (settings.protectedCountries.includes(target.country)) return 'protected-country';
  const coming = before.flatMap(({ action, result }) =>
    action.do === 'move' && (result === null || isDone(result.outcome)) ? [action] : [],
  );
  const blocked = new Set(
    [...others.flatMap((other) => asIfDone(other).actions), ...held, ...coming]
      .filter((one) => one.kind === kind && !isSameLever(one.target, target))
      .map((one) => leverName(one.target)),
  );
  return blocked.size >= settings.responses[kind].values.maxActive ? 'cap-reached' : null;
};

const isDone = (outcome: string): boolean => outcome === 'applied' || outcome === 'would-apply';
