import type { Case } from '../decide/case.ts';
import { judgeAccount } from '../decide/judge-account.ts';
import { judgeDestination } from '../decide/judge.ts';
import { poolCase } from '../decide/pool.ts';
import type { TakenStep } from '../decide/proceeding.ts';
import { evaluate, type Finding } from '../evaluate/evaluate.ts';
import type { Rule, RuleInput } from '../evaluate/rule.ts';
import type { Destination } from '../respond/plan.ts';
import { parametersInForce, type Settings } from '../settings/settings.ts';
import type { Look } from './look.ts';
import { regroup } from './regroup.ts';

/** The case of a look as it would have been seen under other settings. */
export const judgeAgain = (
  { seen }: Look,
  { incident, incidents }: TakenStep,
  settings: Settings,
  rules: readonly Rule[],
  changedRuleId: string | null,
): Case => {
  const { input, judgement, destinations, held, account } = seen;
  const again = new Evaluation(settings, rules, changedRuleId);
  if (account !== undefined) {
    const isAnyPumping = incidents.some(
      ({ state, last }) => state !== 'closed' && last.verdict === 'pumping',
    );
    const findings = again.findings(account, judgement.findings);
    return { ...seen, judgement: judgeAccount(account, findings, isAnyPumping) };
  }
  if (input === null) return seen;
  if (input.subject.kind === 'country') {
    const [destination] = destinations.map((member) => again.destination(member));
    return destination === undefined
      ? seen
      : { ...seen, judgement: destination.judgement, destinations: [destination] };
  }
  const pooled = { ...input, subject: input.subject };
  const findings = again.findings(pooled, judgement.findings);
  const whole = judgeDestination(pooled, findings, { groups: [], campaign: 'none' });
  const isSpray = whole.verdict === 'pumping' && whole.isActive;
  const joining = destinations
    .filter(({ prior }) => prior?.campaign !== 'spray' || isSpray)
    .map((member) => again.destination(member))
    .filter((member) => member.judgement.verdict === 'pumping');
  return poolCase({ input: pooled, findings }, whole, joining, held, incident);
};

class Evaluation {
  readonly #settings: Settings;
  readonly #rules: readonly Rule[];

  constructor(settings: Settings, rules: readonly Rule[], changedRuleId: string | null) {
    this.#settings = settings;
    this.#rules = rules.filter(({ meta }) => meta.id === changedRuleId);
  }

  /** The findings, with that of the changed rule in its place. */
  findings(input: RuleInput, before: readonly Finding[]): readonly Finding[] {
    if (this.#rules.length === 0) return before;
    const [changed] = evaluate(input, this.#rules, parametersInForce(this.#settings));
    return before.map((finding) => (finding.ruleId === changed?.ruleId ? changed : finding));
  }

  destination(member: Destination): Destination {
    const { input, judgement, prior } = member;
    if (this.#rules.length === 0 || prior === undefined) return member;
    const findings = this.findings(input, judgement.findings);
    const values = parametersInForce(this.#settings)('range-buildup', input.subject);
    const groups = values === null ? prior.groups : regroup(prior.groups, input, findings, values);
    return { ...member, judgement: judgeDestination(input, findings, { ...prior, groups }) };
  }
}
