import type { Country } from '../ingest/events.ts';
import { DetectorError } from '../errors.ts';
import type { AuditResult } from './audit.ts';
import { messageOf } from './lever.ts';
import type { CountryRule } from './levers.ts';
import type { PerformContext } from './perform.ts';
import type { Change } from './prepared.ts';

/**
 * Makes changes that are written down: country rules together, since AWS takes about one such write a
 * second, then each of the others. Whatever fails is read again before it is called a failure.
 */
export const writeAll = async (
  changes: readonly Change[],
  context: PerformContext,
): Promise<ReadonlyMap<Change, AuditResult>> => {
  const countries = changes.filter(({ record }) => isCountryRule(record.target));
  const others = changes.filter(({ record }) => !isCountryRule(record.target));
  const results = new Map<Change, AuditResult>();
  const alone = countries.length > 1 ? await writeTogether(countries, results, context) : countries;
  for (const change of [...alone, ...others])
    results.set(change, await write(change, () => writeOne(change), context));
  return results;
};

const isCountryRule = (target: Change['record']['target']): boolean =>
  'country' in target && !('prefix' in target);

const writeOne = ({ lever, record }: Change): Promise<void> =>
  lever.write(record.toBe, record.expiresAtMs);

/** Answers with those that must be tried one by one: AWS takes all or none, and one may be what it refuses. */
const writeTogether = async (
  changes: readonly Change[],
  results: Map<Change, AuditResult>,
  context: PerformContext,
): Promise<readonly Change[]> => {
  const rules = new Map<Country, CountryRule>();
  for (const { record } of changes)
    if ('country' in record.target) rules.set(record.target.country, record.toBe as CountryRule);
  try {
    await context.levers.writeCountryRules(rules);
    for (const change of changes) results.set(change, resultOf('applied', null, context));
    return [];
  } catch (error) {
    const isRefused = error instanceof DetectorError && !error.retryable;
    const alone: Change[] = [];
    for (const change of changes) {
      const result = await write(change, () => Promise.reject(error), context);
      if (result.outcome === 'failed' && !result.isInDoubt && isRefused) alone.push(change);
      else results.set(change, result);
    }
    return alone;
  }
};

/** An answer may get lost after the write took effect: what is there tells, and only then is it a failure. */
const write = async (
  { lever, record, isProvenByRead }: Change,
  call: () => Promise<void>,
  context: PerformContext,
): Promise<AuditResult> => {
  try {
    await call();
    return resultOf('applied', null, context);
  } catch (error) {
    const failed = resultOf('failed', messageOf(error), context);
    try {
      const isThere = (await lever.read()) === record.toBe;
      return isThere && isProvenByRead ? resultOf('applied', null, context) : failed;
    } catch {
      return { ...failed, isInDoubt: true };
    }
  }
};

const resultOf = (
  outcome: AuditResult['outcome'],
  reason: string | null,
  { atMs }: PerformContext,
): AuditResult => ({ outcome, reason, atMs, isInDoubt: false });
