import type { TakenStep } from '../decide/proceeding.ts';
import type { Rule } from '../evaluate/rule.ts';
import { parseSettings } from '../settings/parse-settings.ts';
import type { Settings } from '../settings/settings.ts';
import { decideAgain, describeOutcome, type Outcome } from './decide-again.ts';
import type { Look } from './look.ts';
import { searchChange } from './search-change.ts';
import { tunablesOfResponses, tunablesOfRules, type Tunable } from './tunables.ts';

/** What one parameter would have had to be for another decision. */
export interface Counterfactual {
  readonly key: string;
  readonly inForce: number;
  readonly needed: number;
  /** What would have come of it. */
  readonly outcome: Outcome;
}

export interface Counterfactuals {
  /** The nearest change to each side of a value, in the order of the rules. */
  readonly changes: readonly Counterfactual[];
  /** Keys of which no value that was tried in the allowed range changes anything. */
  readonly unmoved: readonly string[];
  /** Keys that were not searched: the look does not come to the same again, or there is too much to judge. */
  readonly unsearched: readonly string[];
}

/** Destinations that are judged again for one decision: a campaign may have two hundred at each value that is tried. */
const MAX_JUDGED = 200_000;

/**
 * Searches, one parameter at a time, the values nearest to those in force with which the same look
 * would have come to another verdict, another step, or other levers. Only this look: what an earlier
 * alarm or block would have changed of the traffic and of what was learned is not asked.
 */
export const counterfactualsOf = (
  look: Look,
  taken: TakenStep,
  settings: Settings,
  rules: readonly Rule[],
): Counterfactuals => {
  const judgedAtOnce = Math.max(1, look.seen.destinations.length);
  let judged = 0;
  const outcomeUnder = (changed: Settings, ruleId: string | null): Outcome => {
    judged += judgedAtOnce;
    return decideAgain(look, taken, changed, rules, ruleId);
  };
  const asItWas = describeOutcome(outcomeUnder(settings, null));
  const isSame = (outcome: Outcome): boolean => describeOutcome(outcome) === asItWas;
  /** Asking again without a change must change nothing, or what a change does would be no answer. */
  const isAskedAgain = (ruleId: string | null): boolean => isSame(outcomeUnder(settings, ruleId));

  const changes: Counterfactual[] = [];
  const unmoved: string[] = [];
  const unsearched: string[] = [];
  for (const { key, parameter, inForce, ruleId } of tunablesOf(look, settings, rules)) {
    if (judged > MAX_JUDGED || !isAskedAgain(ruleId)) {
      unsearched.push(key);
      continue;
    }
    const found = searchChange(
      parameter,
      inForce,
      (value) => outcomeUnder(withValue(settings, key, value, rules), ruleId),
      isSame,
    );
    for (const { value, outcome } of found) changes.push({ key, inForce, needed: value, outcome });
    if (found.length === 0) unmoved.push(key);
  }
  return { changes, unmoved, unsearched };
};

const tunablesOf = (
  { seen }: Look,
  settings: Settings,
  rules: readonly Rule[],
): readonly Tunable[] => {
  const { input, judgement, destinations } = seen;
  const country = input?.subject.kind === 'country' ? input.subject.country : null;
  const asked = new Set(
    [judgement, ...destinations.map((member) => member.judgement)].flatMap(({ findings }) =>
      findings.map(({ ruleId }) => ruleId),
    ),
  );
  return [...tunablesOfRules(asked, country, settings, rules), ...tunablesOfResponses(settings)];
};

const withValue = (
  settings: Settings,
  key: string,
  value: number,
  rules: readonly Rule[],
): Settings => {
  const parsed = parseSettings({ [key]: value }, rules, settings);
  for (const { problem } of parsed.problems) throw new RangeError(`${key}: ${problem}`);
  return parsed.settings;
};
