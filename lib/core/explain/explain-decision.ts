import type { Decision } from '../decide/decision.ts';
import { judgeDestination } from '../decide/judge.ts';
import type { HeldState, Step } from '../decide/next-step.ts';
import type { TakenStep } from '../decide/proceeding.ts';
import type { Rule } from '../evaluate/rule.ts';
import type { Settings } from '../settings/settings.ts';
import { counterfactualsOf, type Counterfactuals } from './counterfactuals.ts';
import { explainJudgement, type JudgementExplained } from './explain-judgement.ts';
import { explainPlans, type PlanExplained } from './explain-plan.ts';
import { explainRules, type RuleExplained } from './explain-rules.ts';
import type { Look } from './look.ts';

/** Why one decision came out as it did. Numbers and names only; see lib/cli for the words. */
export interface Explanation {
  readonly decision: Decision;
  readonly step: Step;
  readonly held: HeldState;
  readonly rules: readonly RuleExplained[];
  /** Of several destinations together: all of them first, then those that are pumped. Empty for the account. */
  readonly judgements: readonly JudgementExplained[];
  /** Of the account: whether something else was proven to be pumped, so that money is proof too. */
  readonly isAnyPumping: boolean | null;
  readonly plans: readonly PlanExplained[];
  readonly counterfactuals: Counterfactuals;
}

/** Explains a decision of a look. To be called while the look is fresh; what it returns may be kept. */
export const explainDecision = (
  look: Look,
  taken: TakenStep,
  settings: Settings,
  rules: readonly Rule[],
): Explanation => {
  const { input, judgement, account } = look.seen;
  const { decision, step, held, incidents } = taken;
  const country = input?.subject.kind === 'country' ? input.subject.country : null;
  return {
    decision,
    step,
    held,
    rules: explainRules(judgement.findings, country, settings, rules),
    judgements: explainJudgements(look),
    isAnyPumping:
      account === undefined
        ? null
        : incidents.some(({ state, last }) => state !== 'closed' && last.verdict === 'pumping'),
    plans: explainPlans(look, taken, settings),
    counterfactuals: counterfactualsOf(look, taken, settings, rules),
  };
};

const NO_PRIOR = { groups: [], campaign: 'none' } as const;

const explainJudgements = ({ seen }: Look): readonly JudgementExplained[] => {
  const { input, judgement, destinations } = seen;
  if (input === null) return [];
  const members = destinations.map((member) =>
    explainJudgement(member.input, member.judgement, member.prior ?? NO_PRIOR),
  );
  if (input.subject.kind === 'country') return members;
  const pooled = { ...input, subject: input.subject };
  // The case has the judgement with its members'; what all came to by themselves is asked again.
  const whole = judgeDestination(pooled, judgement.findings, NO_PRIOR);
  return [explainJudgement(pooled, whole, NO_PRIOR), ...members];
};
