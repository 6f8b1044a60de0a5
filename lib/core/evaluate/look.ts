import { sumSlots, type Bin, type HourSums } from '../count/window.ts';
import { countryKey, type CounterKey } from '../count/observations.ts';
import { PROMPT_MS } from '../count/first-sends.ts';
import type { SourceView } from '../count/source-view.ts';
import type { WindowReader } from '../count/window-reader.ts';
import type { Country } from '../ingest/events.ts';
import { HOUR_MS, SECOND_MS } from '../time.ts';
import { expectedFirstSends, type Baseline, type Baselines } from './baseline.ts';
import { commonModeFactor, referencesFor } from './common-mode.ts';
import { CLOSER_NATS, evaluate, natsOf, type Finding, type ParametersInForce } from './evaluate.ts';
import { findGroups } from './find-groups.ts';
import { hearFeed } from './hear-feed.ts';
import type { PastHours } from './past-hours.ts';
import type { DeliveryLog } from './range-profile.ts';
import type { AccountInput, CountryInput, DestinationInput, Rule } from './rule.ts';
import { carrierShift } from './rules/carrier-shift.rule.ts';
import { conversionCollapse } from './rules/conversion-collapse.rule.ts';
import type { SuspectGroup } from './suspect-group.ts';

/** What evaluating a subject needs from the outside and from the hour's learning. */
export interface LookContext {
  readonly reader: WindowReader;
  readonly deliveryLog: DeliveryLog;
  readonly baselines: Baselines;
  /** The finished hours of a destination, for the slow lane. */
  readonly pastOf: (country: Country) => PastHours;
  /** What the user pools saw in the last hour; `null` when they saw nobody. */
  readonly sourcesOf: (country: Country, atMs: number) => Promise<SourceView | null>;
  readonly hasCognito: boolean;
  readonly rules: readonly Rule[];
  readonly parametersInForce: ParametersInForce;
}

export interface CountryLook {
  readonly input: CountryInput;
  readonly findings: readonly Finding[];
  /** Numbers that stand out from the rest of the destination's, with what became of their codes. */
  readonly groups: readonly SuspectGroup[];
}

/** Rules whose evidence is no reason to look closer: what a carrier does to another's share is not worth a read of the log. */
const NO_REASON_TO_LOOK: ReadonlySet<string> = new Set([carrierShift.meta.id]);

const UNRAISED: readonly number[] = [];

/**
 * Evaluates all rules on one country; a second time with all that can be known once there is some
 * evidence, or somebody wants to know.
 */
export const lookAtCountry = async (
  country: Country,
  atMs: number,
  context: LookContext,
  wantsRanges = false,
): Promise<CountryLook> => {
  const { deliveryLog, rules, parametersInForce } = context;
  const input = await glanceAt(country, atMs, context);
  const findings = evaluate(input, rules, parametersInForce);
  if (!wantsRanges && !findings.some(asksForMore)) return { input, findings, groups: [] };
  const closer: CountryInput = {
    ...input,
    commonMode: await commonModeOf(country, atMs, context),
    ranges: await deliveryLog.profileRanges(country, atMs - HOUR_MS, atMs),
    sources: await context.sourcesOf(country, atMs),
  };
  const closeFindings = evaluate(closer, rules, parametersInForce);
  const groups = await findGroups(closer, closeFindings, context);
  return { input: closer, findings: closeFindings, groups };
};

const asksForMore = (finding: Finding): boolean =>
  natsOf(finding) >= CLOSER_NATS && !NO_REASON_TO_LOOK.has(finding.ruleId);

/** What every rule gets to see of a country before anything asks for more. */
export const glanceAt = async (
  country: Country,
  atMs: number,
  context: LookContext,
): Promise<CountryInput> => {
  const { reader, baselines } = context;
  const baseline = baselines.of(country);
  const subject = { kind: 'country', country } as const;
  const codesHeardAfterMs = codesHeardAfter(subject, context);
  const seen = await reader.view(countryKey(country), atMs);
  const { window, feed, silentBins } = await hearFeed(seen, baseline, context);
  return {
    evaluatedAtMs: atMs,
    subject,
    window,
    baseline,
    account: baselines.account,
    verificationFeed: feed,
    silentBins,
    codesHeardAfterMs,
    hasCognito: context.hasCognito,
    past: context.pastOf(country),
    commonMode: UNRAISED,
    ranges: null,
    sources: null,
  };
};

/** By the setting of the rule on conversion: what it does not hear yet, nobody does. */
export const codesHeardAfter = (
  subject: DestinationInput['subject'],
  { parametersInForce }: Pick<LookContext, 'parametersInForce'>,
): number => {
  const { earlySeconds } = parametersInForce(conversionCollapse.meta.id, subject) ?? {};
  return earlySeconds === undefined ? PROMPT_MS : earlySeconds * SECOND_MS;
};

/** For each bin of the window how far the account has risen elsewhere. */
export const commonModeOf = async (
  country: Country | null,
  atMs: number,
  { reader, baselines }: Pick<LookContext, 'reader' | 'baselines'>,
): Promise<readonly number[]> => {
  const references: { readonly baseline: Baseline; readonly bins: readonly Bin[] }[] = [];
  for (const other of referencesFor(country, baselines.account.countries))
    references.push({
      baseline: baselines.of(other),
      bins: (await reader.view(countryKey(other), atMs)).bins,
    });
  const [first] = references;
  return (first?.bins ?? []).map((_, index) =>
    commonModeFactor(
      references.map(({ baseline, bins }) => {
        const { startMs = 0, elapsedMs = 0, firstSends = 0 } = bins[index] ?? {};
        return {
          seen: firstSends,
          expected: expectedFirstSends(baseline, startMs, startMs + elapsedMs),
        };
      }),
    ),
  );
};

export const NO_SUMS: HourSums = {
  attempts: 0,
  sent: 0,
  stopped: 0,
  failed: 0,
  spendMicroUsd: 0,
  unpriced: 0,
  distinctNumbers: 0,
  verified: 0,
};

/** Adds up the last hours of several destinations. */
export const addSums = (a: HourSums, b: Partial<HourSums>): HourSums => ({
  attempts: a.attempts + (b.attempts ?? 0),
  sent: a.sent + (b.sent ?? 0),
  stopped: a.stopped + (b.stopped ?? 0),
  failed: a.failed + (b.failed ?? 0),
  spendMicroUsd: a.spendMicroUsd + (b.spendMicroUsd ?? 0),
  unpriced: a.unpriced + (b.unpriced ?? 0),
  distinctNumbers: a.distinctNumbers + (b.distinctNumbers ?? 0),
  verified: a.verified + (b.verified ?? 0),
});

/** Evaluates the rules that look at the account, over the given keys together. */
export const lookAtAccount = async (
  keys: readonly CounterKey[],
  atMs: number,
  {
    reader,
    baselines,
    rules,
    parametersInForce,
  }: Pick<LookContext, 'reader' | 'baselines' | 'rules' | 'parametersInForce'>,
): Promise<{ readonly input: AccountInput; readonly findings: readonly Finding[] }> => {
  let lastHour = NO_SUMS;
  for (const key of keys) {
    // Nearly all are known, and there are hundreds: only what has to be read is waited for.
    const digests = reader.peek(key, atMs) ?? (await reader.read(key, atMs));
    lastHour = addSums(lastHour, sumSlots(digests, atMs - HOUR_MS, atMs));
  }
  const input: AccountInput = {
    evaluatedAtMs: atMs,
    subject: { kind: 'account' },
    window: {
      atMs,
      bins: [],
      lastHour,
      topBlockNumbers: 0,
      carriers: new Map(),
      recentUnstopped: [],
      recentAttempts: 0,
      stretches: [],
    },
    account: baselines.account,
  };
  return { input, findings: evaluate(input, rules, parametersInForce) };
};
