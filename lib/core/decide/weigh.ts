import { natsOf, type Finding } from '../evaluate/evaluate.ts';
import type { Family } from '../evaluate/rule.ts';

/** A likelihood ratio of a thousand: enough for a second family to agree. */
export const SUPPORT_NATS = Math.log(1e3);
/** A likelihood ratio of a million: enough for a first. */
export const MATCH_NATS = Math.log(1e6);
/** Fewer numbers are nobody's business. */
export const MIN_NUMBERS = 10;
/** No customer asks more often for a code. */
export const MESSAGES_A_CODE = 4;
/** Messages beyond the fourth to a few numbers that are as much as a first to many. */
export const MIN_REPEATS = MESSAGES_A_CODE * MIN_NUMBERS;
/** Rules that look at days. */
const SLOW_RULES: ReadonlySet<string> = new Set([
  'sustained-surge',
  'conversion-decline',
  'range-buildup',
  'unfamiliar-ranges',
]);
/** Rules that see many numbers in few ranges. */
const CROWDING_RULES: ReadonlySet<string> = new Set([
  'number-range-concentration',
  'range-buildup',
]);
/** Evidence of these says that something goes wrong or costs much, and never that it is fraud. */
export const SUPPORTING: ReadonlySet<Family> = new Set<Family>(['delivery', 'money']);

/** 0..100 from nats: 13.8 is 60, 40 is 93. */
export const scoreOf = (nats: number): number => Math.round(100 * (1 - Math.exp(-nats / 15)));

/** Nats of the family's strongest finding. */
export const natsOfFamily = (findings: readonly Finding[], family: Family): number =>
  strongestOf(findings, (finding) => finding.family === family);

/** Evidence of the last two hours only: that of days stays after the attack is over. */
export const fastest = (findings: readonly Finding[]): number =>
  strongestOf(findings, ({ family, ruleId }) => !SUPPORTING.has(family) && !SLOW_RULES.has(ruleId));

/** Volume of the last two hours, for which the rise of the whole account is no news. */
export const fastVolume = (findings: readonly Finding[]): number =>
  strongestOf(findings, ({ family, ruleId }) => family === 'volume' && !SLOW_RULES.has(ruleId));

export const strongestOf = (
  findings: readonly Finding[],
  isAsked: (finding: Finding) => boolean,
): number => {
  let nats = 0;
  for (const finding of findings) if (isAsked(finding)) nats = Math.max(nats, natsOf(finding));
  return nats;
};

/** The strongest family in full, the others by half: they are not independent. */
export const combine = (evidence: readonly number[]): number => {
  const [strongest = 0, ...others] = evidence.toSorted((a, b) => b - a);
  return others.reduce((sum, nats) => sum + nats / 2, strongest);
};

/** Rules that look at days count numbers of their own, however few the last hour had. */
export const hasNumbersOfItsOwn = (finding: Finding): boolean => {
  if (finding.verdict !== 'match' || !SLOW_RULES.has(finding.ruleId)) return false;
  const { distinctNumbers, maturedCodes } = finding.evidence;
  return Number(distinctNumbers ?? maturedCodes ?? 0) >= MIN_NUMBERS;
};

/** Whether a few numbers are sent to so often that it is as much as many would be sent. */
export const isRepeated = (finding: Finding): boolean =>
  finding.verdict === 'match' &&
  finding.family === 'repetition' &&
  Number(finding.evidence['repeats']) >= MIN_REPEATS;

/** Findings that say something is wrong by themselves. */
export const matchesIn = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ verdict, family }) => verdict === 'match' && !SUPPORTING.has(family));

/** Structure this strong outweighs used codes: fraudsters can type them in. */
export const FAKED_CONVERSION_NATS = 25;

/** Nobody of a destination's own asks for so much of it: then a million to one is enough. */
const FOREIGN_NATS = 40;

/** Nats for those who ask not being where the numbers are: many behind one address there are a company. */
export const foreignNats = (findings: readonly Finding[]): number =>
  findings.reduce((nats, finding) => {
    const foreign = 'evidence' in finding ? finding.evidence['foreignNats'] : undefined;
    return typeof foreign === 'number' ? Math.max(nats, foreign) : nats;
  }, 0);

/**
 * Whether the numbers crowd in few ranges so that used codes do not excuse them: customers come from
 * new ranges, too, but not crowded; and still less crowded and from elsewhere.
 */
export const isCrowded = (findings: readonly Finding[]): boolean => {
  const crowding = strongestOf(findings, ({ ruleId }) => CROWDING_RULES.has(ruleId));
  const isForeign = foreignNats(findings) >= FOREIGN_NATS;
  return crowding >= (isForeign ? MATCH_NATS : FAKED_CONVERSION_NATS);
};

/** When what the matching rules see began, as far as they say. */
export const startsOf = (matches: readonly Finding[]): readonly number[] =>
  matches.flatMap((finding) =>
    finding.verdict === 'match' && finding.startedAtMs !== null ? [finding.startedAtMs] : [],
  );
