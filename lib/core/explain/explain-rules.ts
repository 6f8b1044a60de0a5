import type { Evidence } from '../decide/decision.ts';
import { SUPPORTING } from '../decide/weigh.ts';
import { natsOf, type Finding } from '../evaluate/evaluate.ts';
import type { Family, Rule } from '../evaluate/rule.ts';
import type { Settings } from '../settings/settings.ts';
import { tunablesOfRules, type Tunable } from './tunables.ts';

/** One rule's answer, with what it was held against. */
export interface RuleExplained {
  readonly ruleId: string;
  readonly ruleVersion: number;
  readonly title: string;
  /** What the rule looks at, its window included. */
  readonly description: string;
  readonly family: Family;
  /** Whether it can only support others. */
  readonly isSupporting: boolean;
  readonly verdict: Finding['verdict'];
  readonly nats: number;
  /** What was wanting, or what the rule failed with; `null` when it answered. */
  readonly problem: string | null;
  readonly evidence: Evidence;
  readonly parameters: readonly Tunable[];
}

/** Those that matched first, as in the decision log. */
export const explainRules = (
  findings: readonly Finding[],
  country: string | null,
  settings: Settings,
  rules: readonly Rule[],
): readonly RuleExplained[] =>
  findings.toSorted(matchesFirst).flatMap((finding): readonly RuleExplained[] => {
    const rule = rules.find(({ meta }) => meta.id === finding.ruleId);
    if (rule === undefined) return [];
    const { ruleId, ruleVersion, family, verdict } = finding;
    return [
      {
        ruleId,
        ruleVersion,
        title: rule.meta.title,
        description: rule.meta.description,
        family,
        isSupporting: SUPPORTING.has(family),
        verdict,
        nats: natsOf(finding),
        problem:
          finding.verdict === 'insufficient-data'
            ? finding.missing
            : finding.verdict === 'error'
              ? finding.message
              : null,
        evidence: 'evidence' in finding ? finding.evidence : {},
        parameters: tunablesOfRules(new Set([ruleId]), country, settings, rules),
      },
    ];
  });

const matchesFirst = (a: Finding, b: Finding): number =>
  Number(b.verdict === 'match') - Number(a.verdict === 'match');
