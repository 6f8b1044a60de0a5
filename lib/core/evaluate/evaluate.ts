import type { Rule, RuleInput, RuleMeta, RuleResult } from './rule.ts';

/** One rule's answer about one subject. */
export type Finding = {
  readonly ruleId: string;
  readonly ruleVersion: number;
  readonly family: RuleMeta<'country'>['family'];
} & (RuleResult | { readonly verdict: 'error'; readonly message: string });

/** The values of a rule's parameters for a subject, or `null` when its owner switched it off. */
export type ParametersInForce = (
  ruleId: string,
  subject: RuleInput['subject'],
) => Readonly<Record<string, number>> | null;

/** Runs every rule that can be asked about the subject. One that throws becomes an `error`: visible, never a silent pass. */
export const evaluate = (
  input: RuleInput,
  rules: readonly Rule[],
  parametersInForce: ParametersInForce,
): readonly Finding[] => {
  // A loop: every look of a replay comes through here, and closures would cost more than most rules.
  const findings: Finding[] = [];
  for (const rule of rules) {
    if (!rule.meta.subjects.includes(input.subject.kind)) continue;
    const values = parametersInForce(rule.meta.id, input.subject);
    if (values !== null) findings.push(ask(rule, input, values));
  }
  return findings;
};

const ask = (rule: Rule, input: RuleInput, values: Readonly<Record<string, number>>): Finding => {
  const { id: ruleId, version: ruleVersion, family } = rule.meta;
  try {
    return { ruleId, ruleVersion, family, ...rule.evaluate(input, values) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ruleId, ruleVersion, family, verdict: 'error', message };
  }
};

/** Nats of a finding; an answer that is no evidence has none. */
export const natsOf = (finding: Finding): number =>
  finding.verdict === 'match' || finding.verdict === 'no-match' ? finding.nats : 0;

/** A hundred to one: enough to look closer, which costs reads. */
export const CLOSER_NATS = Math.log(100);
