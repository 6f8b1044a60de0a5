import type { Evidence, EvidenceValue } from '../core/decide/decision.ts';
import type { RuleExplained } from '../core/explain/explain-rules.ts';
import { colors } from './colors.ts';
import { duration, figure, labelled, sentence } from './text-block.ts';

const COLOR_OF_VERDICT = {
  match: colors.red,
  'no-match': colors.green,
  'insufficient-data': colors.yellow,
  error: colors.red,
} as const;

const INDENT = 6;

/** What the learned state, or the owner's budget, let expect. */
const EXPECTATIONS: ReadonlySet<string> = new Set(['expected', 'expectedShare', 'hourlyBudgetUsd']);
/** Told apart from the numbers that were seen. */
const NOT_SEEN: ReadonlySet<string> = new Set([...EXPECTATIONS, 'windowSeconds', 'evidenceNats']);

/**
 * One rule: what it saw where it expected what, what it was held against, and what moves it.
 *
 * @param isFirst whether to say how the rule works, too
 */
export const formatRule = (rule: RuleExplained, isFirst: boolean): string => {
  const { ruleId, ruleVersion, verdict, family, title, problem, isSupporting } = rule;
  const kind = `${family}${isSupporting ? ', in support only' : ''}`;
  return [
    `    ${COLOR_OF_VERDICT[verdict](verdict.toUpperCase())}  ${colors.bold(ruleId)} v${ruleVersion} (${kind}): ${title}`,
    ...(problem === null
      ? answerLines(rule)
      : [sentence(verdict === 'error' ? 'failed' : 'missing', problem, INDENT)]),
    ...(isFirst ? [sentence('how', rule.description, INDENT)] : []),
    labelled('moved by', parameterItems(rule), INDENT),
  ].join('\n');
};

const answerLines = ({ ruleId, evidence, nats, parameters }: RuleExplained): readonly string[] => {
  const seen = Object.entries(evidence).filter(([name]) => !NOT_SEEN.has(name));
  const expected = Object.entries(evidence).filter(([name]) => EXPECTATIONS.has(name));
  const matchNats = parameters.find(({ key }) => key.endsWith('/matchNats'));
  const threshold =
    matchNats === undefined
      ? 'held against the values below'
      : `matches from ${figure(matchNats.inForce)} (rules/${ruleId}/matchNats)`;
  return [
    labelled('saw', commaSeparated(seen.map(nameAndValue)), INDENT),
    labelled(
      'expected',
      expected.length === 0 ? ['nothing was learned'] : commaSeparated(expected.map(nameAndValue)),
      INDENT,
    ),
    labelled('window', [windowOf(evidence)], INDENT),
    labelled('evidence', [`${figure(nats)} nats;`, threshold], INDENT),
  ];
};

const windowOf = (evidence: Evidence): string => {
  const seconds = Number(evidence['windowSeconds'] ?? 0);
  return seconds > 0 ? duration(seconds) : 'none: no evidence has begun';
};

const parameterItems = ({ parameters }: RuleExplained): readonly string[] =>
  commaSeparated(
    parameters.map(
      ({ key, inForce, parameter }) =>
        `${key}=${inForce}${inForce === parameter.default ? '' : ` (default ${parameter.default})`}`,
    ),
  );

const commaSeparated = (items: readonly string[]): readonly string[] =>
  items.map((item, index) => (index === items.length - 1 ? item : `${item},`));

const nameAndValue = ([name, value]: readonly [string, EvidenceValue]): string =>
  name === 'expected' ? valueOf(value) : `${name} ${valueOf(value)}`;

const valueOf = (value: EvidenceValue): string => {
  if (typeof value === 'number') return value.toLocaleString('en-US');
  if (value === null) return 'unknown';
  if (typeof value !== 'object') return String(value);
  return value
    .map((row) => `${String(row['prefix'])}… (${String(row['distinctNumbers'])})`)
    .join(' ');
};
