import { LeverError } from '../core/errors.ts';
import type { Levers } from '../core/respond/levers.ts';
import type { HeldLever, LeverCheck, Overview } from './overview.ts';

type Value = LeverCheck['found'];

const readLever = async (levers: Levers, { target }: HeldLever): Promise<Value> => {
  if ('limitUsd' in target) return levers.readSpendLimitUsd();
  return 'prefix' in target
    ? levers.readNumberRange(target.prefix)
    : levers.readCountryRule(target.country);
};

const stateOf = (lever: HeldLever, found: Value, asOf: string): LeverCheck['state'] => {
  if (found === lever.applied) return 'as-set';
  const hasEnded = lever.kind === 'block-number-range' && found === null && lever.expiresAt <= asOf;
  return hasEnded ? 'ended' : 'changed';
};

const check = async (levers: Levers, lever: HeldLever, asOf: string): Promise<LeverCheck> => {
  try {
    const found = await readLever(levers, lever);
    return { state: stateOf(lever, found, asOf), found, problem: null };
  } catch (error) {
    if (!(error instanceof LeverError)) throw error;
    return { state: 'unknown', found: null, problem: error.message };
  }
};

const concernOf = ({ kind, incidentId, applied, check: of }: HeldLever): string | null => {
  if (of?.state === 'changed')
    return `${kind} of ${incidentId} is not what the detector set: ${of.found ?? 'none'} in place of ${applied}. Somebody changed it, and the detector will leave it alone.`;
  return of?.state === 'unknown' ? `${kind} of ${incidentId} cannot be read: ${of.problem}` : null;
};

/** Reads every lever that is moved, one after the other, and adds whether it is still as the detector set it. */
export const checkLevers = async (overview: Overview, levers: Levers): Promise<Overview> => {
  const checked: HeldLever[] = [];
  for (const lever of overview.levers)
    checked.push(
      lever.isMoved ? { ...lever, check: await check(levers, lever, overview.asOf) } : lever,
    );
  const concerns = checked.map(concernOf).filter((concern) => concern !== null);
  return { ...overview, levers: checked, attention: [...overview.attention, ...concerns] };
};
