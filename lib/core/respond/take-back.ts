import type { ActionKind } from '../decide/decision.ts';
import type { AuditRecord, AuditResult } from './audit.ts';
import { leverOf, messageOf } from './lever.ts';
import type { Levers } from './levers.ts';

/**
 * Whether a lever may have been moved by an action that another process ended meanwhile as not done:
 * a rollback between the audit record and the write, or before it was read that the write of a process
 * that died took effect. Nobody would hold the lever.
 */
export const isTooMuch = (came: AuditResult, stands: AuditResult): boolean =>
  mayBeInForce(came) && !mayBeInForce(stands);

const mayBeInForce = ({ outcome, isInDoubt }: AuditResult): boolean =>
  outcome === 'applied' || isInDoubt;

/**
 * Gives the lever back to its owner, if it still has the value that was set.
 *
 * @returns why it could not be given back; `null` when it could, or is somebody else's by now
 */
export const takeBack = async (
  kind: ActionKind,
  { target, toBe, previous }: AuditRecord,
  levers: Levers,
): Promise<string | null> => {
  try {
    const lever = leverOf(levers, kind, target);
    if ((await lever.read()) === toBe) await lever.write(previous, null);
    return null;
  } catch (error) {
    return messageOf(error);
  }
};
