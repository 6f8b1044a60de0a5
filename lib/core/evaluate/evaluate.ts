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
): readonly Finding[] =>
  rules.flatMap((rule): Finding[] => {
    const { id: ruleId, version: ruleVersion, family, subjects } = rule.meta;
    if (!subjects.includes(input.subject.kind)) return [];
    const values = parametersInForce(ruleId, input.subject);
    if (values === null) return [];
    const identity = { ruleId, ruleVersion, family };
    try {
      return [{ ...identity, ...rule.evaluate(input, values) }];
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return [{ ...identity, verdict: 'error', message }];
    }
  });

/** Nats of a finding; an answer that is no evidence has none. */
export const natsOf = (finding: Finding): number =>
  finding.verdict === 'match' || finding.verdict === 'no-match' ? finding.nats : 0;
