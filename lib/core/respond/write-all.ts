import type { Country } from '../ingest/events.ts';
import type { AuditResult } from './audit.ts';
import { messageOf } from './lever.ts';
import type { CountryRule } from './levers.ts';
import type { PerformContext } from './perform.ts';
import { isRetryable, type Change } from './prepared.ts';

/** What came of a write, and whether its failure may pass. */
export interface Written {
  readonly result: AuditResult;
  readonly mayPass: boolean;
}

/**
 * Makes changes that are written down: country rules together, since AWS takes about one such write a
 * second, then each of the others. Whatever fails is read again before it is called a failure.
 */
export const writeAll = async (
  changes: readonly Change[],
  context: PerformContext,
): Promise<ReadonlyMap<Change, Written>> => {
  const countries = changes.filter(({ record }) => isCountryRule(record.target));
  const others = changes.filter(({ record }) => !isCountryRule(record.target));
  const results = new Map<Change, Written>();
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
  results: Map<Change, Written>,
  context: PerformContext,
): Promise<readonly Change[]> => {
  const rules = new Map<Country, CountryRule>();
  for (const { record } of changes)
    if ('country' in record.target) rules.set(record.target.country, record.toBe as CountryRule);
  try {
    await context.levers.writeCountryRules(rules);
    for (const change of changes) results.set(change, applied(context));
    return [];
  } catch (error) {
    const isRefused = !isRetryable(error);
    const alone: Change[] = [];
    for (const change of changes) {
      const written = await write(change, () => Promise.reject(error), context);
      const { outcome, isInDoubt } = written.result;
      if (outcome === 'failed' && !isInDoubt && isRefused) alone.push(change);
      else results.set(change, written);
    }
    return alone;
  }
};

/** An answer may get lost after the write took effect: what is there tells, and only then is it a failure. */
const write = async (
  { lever, record, isProvenByRead }: Change,
  call: () => Promise<void>,
  context: PerformContext,
): Promise<Written> => {
  try {
    await call();
    return applied(context);
  } catch (error) {
    const { atMs } = context;
    const reason = messageOf(error);
    const failed: AuditResult = { outcome: 'failed', reason, atMs, isInDoubt: false };
    const mayPass = isRetryable(error);
    try {
      const isThere = (await lever.read()) === record.toBe;
      return isThere && isProvenByRead ? applied(context) : { result: failed, mayPass };
    } catch (readError) {
      const isPassing = mayPass || isRetryable(readError);
      return { result: { ...failed, isInDoubt: true }, mayPass: isPassing };
    }
  }
};

const applied = ({ atMs }: PerformContext): Written => ({
  result: { outcome: 'applied', reason: null, atMs, isInDoubt: false },
  mayPass: false,
});
