import { ACTION_KINDS } from '../decide/decision.ts';
import type { Rule } from '../evaluate/rule.ts';
import { RESPONSE_PARAMETERS } from '../respond/response-parameters.ts';
import type { Parameter, Parameters } from '../settings/parameter.ts';
import type { Settings } from '../settings/settings.ts';

/** One number that could have been another. */
export interface Tunable {
  /** SSM parameter name without the instance prefix: that of the country where it has a value of its own. */
  readonly key: string;
  readonly parameter: Parameter;
  readonly inForce: number;
  /** The rule whose finding it moves; `null` where it moves a response. */
  readonly ruleId: string | null;
}

/**
 * The parameters of every rule that was asked, in the order of the rules.
 *
 * @param country the one that was judged; `null` where several were, which no override is for
 */
export const tunablesOfRules = (
  asked: ReadonlySet<string>,
  country: string | null,
  settings: Settings,
  rules: readonly Rule[],
): readonly Tunable[] =>
  rules.flatMap(({ meta, parameters }) => {
    const ruleId = meta.id;
    const inForce = settings.rules[ruleId];
    if (!asked.has(ruleId) || inForce === undefined) return [];
    const own = country === null ? undefined : inForce.countries[country];
    return Object.entries(parameters).map(([name, parameter]): Tunable => {
      const ownValue = own?.[name];
      return {
        key:
          ownValue === undefined
            ? `rules/${ruleId}/${name}`
            : `rules/${ruleId}/countries/${country ?? ''}/${name}`,
        parameter,
        inForce: ownValue ?? inForce.values[name] ?? parameter.default,
        ruleId,
      };
    });
  });

/** How long a lever is held decides nothing about whether it is moved. */
const ONLY_DURATION: ReadonlySet<string> = new Set(['firstExpirySeconds', 'maxExpirySeconds']);

/** The parameters that decide whether levers are moved, and which. */
export const tunablesOfResponses = (settings: Settings): readonly Tunable[] =>
  ACTION_KINDS.flatMap((kind) => {
    const parameters: Parameters = RESPONSE_PARAMETERS[kind];
    const values: Readonly<Record<string, number>> = settings.responses[kind].values;
    return Object.entries(parameters)
      .filter(([name]) => !ONLY_DURATION.has(name))
      .map(
        ([name, parameter]): Tunable => ({
          key: `responses/${kind}/${name}`,
          parameter,
          inForce: values[name] ?? parameter.default,
          ruleId: null,
        }),
      );
  });
