import { BIN_MS, sumSlots, type Bin, type WindowView } from '../count/window.ts';
import { countryKey, type CounterKey } from '../count/observations.ts';
import type { WindowReader } from '../count/window-reader.ts';
import type { Country } from '../ingest/events.ts';
import { HOUR_MS } from '../time.ts';
import { expectedFirstSends, type Baseline, type Baselines } from './baseline.ts';
import { evaluate, natsOf, type Finding, type ParametersInForce } from './evaluate.ts';
import type { DeliveryLog } from './range-profile.ts';
import type { AccountInput, CountryInput, Rule, VerificationFeed } from './rule.ts';

/** What evaluating a subject needs from the outside and from the hour's learning. */
export interface LookContext {
  readonly reader: WindowReader;
  readonly deliveryLog: DeliveryLog;
  readonly baselines: Baselines;
  readonly rules: readonly Rule[];
  readonly parametersInForce: ParametersInForce;
}

export interface CountryLook {
  readonly input: CountryInput;
  readonly findings: readonly Finding[];
}

/** A hundred to one: enough to read the delivery log. */
const DRILL_DOWN_NATS = Math.log(100);

/** Evaluates all rules on one country; a second time with its number ranges once there is some evidence. */
export const lookAtCountry = async (
  country: Country,
  atMs: number,
  context: LookContext,
): Promise<CountryLook> => {
  const { reader, baselines, deliveryLog, rules, parametersInForce } = context;
  const window = await reader.view(countryKey(country), atMs);
  const baseline = baselines.of(country);
  const input: CountryInput = {
    evaluatedAtMs: atMs,
    subject: { kind: 'country', country },
    window,
    baseline,
    account: baselines.account,
    verificationFeed: await verificationFeedOf(window, baseline, context),
    ranges: null,
  };
  const findings = evaluate(input, rules, parametersInForce);
  if (findings.every((finding) => natsOf(finding) < DRILL_DOWN_NATS)) return { input, findings };
  const ranges = await deliveryLog.profileRanges(country, atMs - HOUR_MS, atMs);
  const closer = { ...input, ranges };
  return { input: closer, findings: evaluate(closer, rules, parametersInForce) };
};

/** With fewer unused codes than this since the last used one, nobody needs to ask why. */
const MIN_UNUSED_HERE = 3;
/** Codes of other destinations that should have been used before their silence means a broken feed. */
const MIN_EXPECTED_ELSEWHERE = 5;
const REFERENCE_COUNTRIES = 5;

/**
 * Whether verifications come in. Only asked closely when this country's codes are not used any more: if,
 * since the last used code anywhere, the customers of the busiest other destinations should have
 * used some too, the feed is broken and nobody is attacked.
 */
const verificationFeedOf = async (
  window: WindowView,
  baseline: Baseline,
  { reader, baselines }: LookContext,
): Promise<VerificationFeed> => {
  if (baseline.conversionRate === null) return 'absent';
  const unused = window.bins
    .slice(lastUsedIndex(window) + 1)
    .reduce((sum, { matured }) => sum + matured, 0);
  if (unused < MIN_UNUSED_HERE) return 'alive';
  const others: { readonly baseline: Baseline; readonly bins: readonly Bin[] }[] = [];
  for (const country of baselines.account.countries) {
    if (country === baseline.country) continue;
    if (others.length === REFERENCE_COUNTRIES) break;
    const { bins } = await reader.view(countryKey(country), window.atMs);
    others.push({ baseline: baselines.of(country), bins });
  }
  // Up to the last code that was used anywhere the feed was there.
  const sinceIndex = 1 + Math.max(...[window, ...others].map(lastUsedIndex));
  let expected = 0;
  for (const { baseline, bins } of others)
    for (const { startMs, matured } of bins.slice(sinceIndex)) {
      // No more than is usual: what is pumped there is not going to be used.
      const customers = Math.min(matured, expectedFirstSends(baseline, startMs, startMs + BIN_MS));
      expected += customers * (baseline.conversionRate ?? 0);
    }
  return expected >= MIN_EXPECTED_ELSEWHERE ? 'silent' : 'alive';
};

/** Index of the newest bin with a used code; -1 when there is none. */
const lastUsedIndex = ({ bins }: { readonly bins: readonly Bin[] }): number =>
  bins.findLastIndex(({ converted }) => converted > 0);

/** Evaluates the rules that look at the account, over the given keys together. */
export const lookAtAccount = async (
  keys: readonly CounterKey[],
  atMs: number,
  { reader, baselines, rules, parametersInForce }: LookContext,
): Promise<{ readonly input: AccountInput; readonly findings: readonly Finding[] }> => {
  const lastHour = {
    attempts: 0,
    sent: 0,
    stopped: 0,
    failed: 0,
    spendMicroUsd: 0,
    unpriced: 0,
    distinctNumbers: 0,
    verified: 0,
  };
  for (const key of keys) {
    // Nearly all are known, and there are hundreds: only what has to be read is waited for.
    const digests = reader.peek(key, atMs) ?? (await reader.read(key, atMs));
    const sums = sumSlots(digests, atMs - HOUR_MS, atMs);
    lastHour.attempts += sums.attempts;
    lastHour.sent += sums.sent;
    lastHour.stopped += sums.stopped;
    lastHour.failed += sums.failed;
    lastHour.spendMicroUsd += sums.spendMicroUsd;
    lastHour.unpriced += sums.unpriced;
    lastHour.verified += sums.verified;
  }
  const input: AccountInput = {
    evaluatedAtMs: atMs,
    subject: { kind: 'account' },
    window: {
      atMs,
      bins: [],
      lastHour,
      topBlockNumbers: 0,
      recentUnstopped: [],
      recentAttempts: 0,
    },
    account: baselines.account,
  };
  return { input, findings: evaluate(input, rules, parametersInForce) };
};
