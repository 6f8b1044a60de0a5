import type { AuditResult } from './audit.ts';
import { messageOf } from './lever.ts';
import type { Change } from './prepared.ts';

/**
 * Whether a lever may have been moved by an action that another process ended meanwhile as not done:
 * a rollback between the audit record and the write. Nobody would hold the lever.
 */
export const isTooMuch = (came: AuditResult, stands: AuditResult): boolean =>
  mayBeInForce(came) && !mayBeInForce(stands);

const mayBeInForce = ({ outcome, isInDoubt }: AuditResult): boolean =>
  outcome === 'applied' || isInDoubt;

/** Gives the lever back to its owner, if it still has the value that was set. Answers what is to be told. */
export const takeBack = async ({ lever, record }: Change): Promise<string> => {
  const ended = 'another process ended it while it was done';
  try {
    if ((await lever.read()) === record.toBe) await lever.write(record.previous, null);
    return `${ended}; the lever is as it was`;
  } catch (error) {
    return `${ended}, and the lever could not be put back (put it back by hand, docs/levers.md): ${messageOf(error)}`;
  }
};
