import type { Evidence } from '../decide/decision.ts';
import type { Judgement } from '../decide/judge.ts';
import { expectedFirstSends } from '../evaluate/baseline.ts';
import type { DestinationInput } from '../evaluate/rule.ts';
import { HOUR_MS } from '../time.ts';
import { percent, plural, short, usd } from './words.ts';

/** What was found, in the words of somebody who tells it: the traffic, then what each rule adds. */
export const evidenceClauses = (
  input: DestinationInput | null,
  { findings, group }: Judgement,
): readonly string[] => {
  const matches = findings.flatMap((finding) =>
    finding.verdict === 'match' ? [[finding.ruleId, finding.evidence] as const] : [],
  );
  if (input === null)
    return matches.flatMap(([ruleId, evidence]) =>
      ruleId === 'spend-burn' ? [spendClause(evidence)] : [],
    );
  const found = new Map(matches);
  const clauses = [trafficClause(input)];
  for (const [ruleId, write] of CLAUSES) {
    const evidence = found.get(ruleId);
    if (evidence === undefined || FASTER.get(ruleId)?.some((id) => found.has(id)) === true)
      continue;
    clauses.push(write(evidence));
  }
  if (group !== null)
    clauses.push(`of the codes sent there ${group.used} of ${group.matured} were used`);
  return clauses;
};

const numberIn = (evidence: Evidence, name: string): number => Number(evidence[name]);

const trafficClause = ({ window, baseline }: DestinationInput): string => {
  const expected = expectedFirstSends(baseline, window.atMs - HOUR_MS, window.atMs);
  return `${plural(window.lastHour.distinctNumbers, 'number')} in 60 min where ${short(expected)} ${expected === 1 ? 'is' : 'are'} normal`;
};

const spendClause = (evidence: Evidence): string =>
  `${usd(numberIn(evidence, 'spendUsd'))} in 60 min where the budget allows ${usd(numberIn(evidence, 'hourlyBudgetUsd'))}`;

const codesClause = (evidence: Evidence): string =>
  `${numberIn(evidence, 'usedCodes')} of ${numberIn(evidence, 'maturedCodes')} codes used (usual ${percent(numberIn(evidence, 'expectedShare'))})`;

const rangesClause = (evidence: Evidence): string => {
  const ranges = evidence['ranges'];
  const named = Array.isArray(ranges)
    ? ranges.slice(0, 3).map((range: { readonly prefix?: unknown }) => `${String(range.prefix)}…`)
    : [];
  return `${numberIn(evidence, 'distinctNumbers')} of them in one range of 10,000${named.length === 0 ? '' : ` (ranges ${named.join(', ')})`}`;
};

const hoursOf = (evidence: Evidence): string =>
  `${Math.max(1, Math.round((numberIn(evidence, 'windowSeconds') * 1_000) / HOUR_MS))} h`;

type Clause = (evidence: Evidence) => string;

const CLAUSES: readonly (readonly [string, Clause])[] = [
  [
    'sustained-surge',
    (evidence) =>
      `${plural(numberIn(evidence, 'distinctNumbers'), 'number')} in ${hoursOf(evidence)} where ${short(numberIn(evidence, 'expected'))} are normal`,
  ],
  ['conversion-collapse', codesClause],
  ['conversion-decline', (evidence) => `${codesClause(evidence)} in ${hoursOf(evidence)}`],
  ['number-range-concentration', rangesClause],
  [
    'range-buildup',
    (evidence) =>
      `${numberIn(evidence, 'distinctNumbers')} of the day's ${numberIn(evidence, 'ofNumbers')} in ${plural(numberIn(evidence, 'crowdedRanges'), 'crowded range')}`,
  ],
  [
    'unfamiliar-ranges',
    (evidence) =>
      `${numberIn(evidence, 'distinctNumbers')} of the day's ${numberIn(evidence, 'ofNumbers')} in ranges without a customer, where ${short(numberIn(evidence, 'expected'))} are normal`,
  ],
  [
    'resend-flood',
    (evidence) =>
      `${numberIn(evidence, 'repeats')} of ${plural(numberIn(evidence, 'messages'), 'message')} to numbers that had four already`,
  ],
  [
    'source-mismatch',
    (evidence) =>
      `${numberIn(evidence, 'localUsers')} of the ${numberIn(evidence, 'distinctNumbers')} asked for from the country itself, ${numberIn(evidence, 'usersOfBusiestAddress')} users behind one address`,
  ],
  [
    'carrier-shift',
    (evidence) =>
      `${numberIn(evidence, 'throughCarrier')} of ${numberIn(evidence, 'messages')} delivered through one carrier (usual ${percent(numberIn(evidence, 'expectedShare'))})`,
  ],
  [
    'delivery-failures',
    (evidence) =>
      `${numberIn(evidence, 'failed')} of ${plural(numberIn(evidence, 'messages'), 'message')} failed`,
  ],
];

/** What says the same of a shorter time is told instead. */
const FASTER: ReadonlyMap<string, readonly string[]> = new Map([
  ['sustained-surge', ['destination-surge']],
  ['conversion-decline', ['conversion-collapse']],
  ['range-buildup', ['number-range-concentration']],
]);
