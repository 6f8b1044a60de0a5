import type { Case } from '../decide/case.ts';
import type { Verdict } from '../decide/decision.ts';
import { nextStep, type HeldState, type Step } from '../decide/next-step.ts';
import type { TakenStep } from '../decide/proceeding.ts';
import { holding, isToldAlready, MUST_MOVE, settle } from '../decide/settle.ts';
import type { Rule } from '../evaluate/rule.ts';
import type { PlannedAction } from '../respond/plan.ts';
import { isWorthActing } from '../respond/stake.ts';
import { planDestinations } from '../respond/plan-step.ts';
import type { Settings } from '../settings/settings.ts';
import type { Look } from './look.ts';
import { judgeAgain } from './judge-again.ts';

/** What was thought, and what was about to be done. */
export interface Outcome {
  readonly verdict: Verdict;
  /** `null` when nothing is decided. */
  readonly step: Step | null;
  /** `null` when the step plans no levers, or none that can be planned without asking AWS (the spend limit). */
  readonly planned: readonly PlannedAction[] | null;
}

/**
 * Decides the very same look once more, under other settings. The same functions as the pipeline's,
 * on the same numbers and the same incident; nothing is moved, recorded or told.
 *
 * @param changedRuleId the only rule whose values differ; `null` when none do. The others keep their findings.
 */
export const decideAgain = (
  look: Look,
  taken: TakenStep,
  settings: Settings,
  rules: readonly Rule[],
  changedRuleId: string | null,
): Outcome => {
  const { incident } = taken;
  const judged = judgeAgain(look, taken, settings, rules, changedRuleId);
  const current = incident === null ? judged : holding(judged, incident);
  const held: HeldState = {
    ...taken.held,
    isWorthIt: current.input === null || isWorthActing(current.judgement, settings),
  };
  if (incident === null && isToldAlready(look.key, current, taken.incidents, settings))
    return outcomeOf(null, null, current, taken);
  const first = nextStep(incident, current.judgement, look.atMs, held);
  const planned = planOf(first, current, look, taken, settings);
  if (first === null || !MUST_MOVE.has(first.plan) || planned === null || planned.length > 0)
    return outcomeOf(first, planned, current, taken);
  const idle = { ...held, isWorthIt: false, isLeaking: false };
  return outcomeOf(nextStep(incident, current.judgement, look.atMs, idle), null, current, taken);
};

const outcomeOf = (
  step: Step | null,
  planned: Outcome['planned'],
  current: Case,
  { incident }: TakenStep,
): Outcome => {
  const { verdict } = (step === null ? current : settle(current, incident, step)).judgement;
  return { verdict, step, planned };
};

const planOf = (
  step: Step | null,
  current: Case,
  { baselines }: Look,
  { incident, incidents, quiet }: TakenStep,
  settings: Settings,
): Outcome['planned'] => {
  if (step === null || incident === null || incident.subject.kind === 'account') return null;
  if (step.plan !== 'contain' && step.plan !== 'extend') return null;
  const { judgement, destinations } = settle(current, incident, step);
  return planDestinations({
    incident,
    incidents,
    judgement,
    destinations,
    quiet,
    trafficShareOf: (country) => baselines.of(country).trafficShare,
    settings,
  });
};

/** Two outcomes are the same when the same is thought, said and done. */
export const describeOutcome = ({ verdict, step, planned }: Outcome): string =>
  [
    verdict,
    step?.kind ?? 'nothing',
    step?.plan ?? '',
    ...(planned ?? []).map(({ kind, target, skip }) => `${kind} ${nameOf(target)} ${skip ?? ''}`),
  ].join('|');

const nameOf = (target: PlannedAction['target']): string =>
  'prefix' in target ? target.prefix : 'country' in target ? target.country : '';
