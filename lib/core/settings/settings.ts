import type { ActionKind } from '../decide/decision.ts';
import type { ParametersInForce } from '../evaluate/evaluate.ts';
import type { Rule } from '../evaluate/rule.ts';
import {
  RESPONSE_ENABLED_BY_DEFAULT,
  RESPONSE_PARAMETERS,
  type ResponseValues,
} from '../respond/response-parameters.ts';
import { ACTION_KINDS } from '../decide/decision.ts';
import { defaultsOf } from './parameter.ts';

export type Mode = 'monitor' | 'enforce';

export interface RuleSettings {
  readonly enabled: boolean;
  /** One for each of the rule's parameters, so that a default that changes shows in `settingsHash`. */
  readonly values: Readonly<Record<string, number>>;
  /** Only what differs from `values`. */
  readonly countries: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Everything that can be tuned, resolved. */
export interface Settings {
  readonly mode: Mode;
  readonly rules: Readonly<Record<string, RuleSettings>>;
  readonly responses: ResponseValues;
  /** Never blocked whole. */
  readonly protectedCountries: readonly string[];
  /** E.164 prefixes that no number range may touch. */
  readonly allowedNumberRanges: readonly string[];
}

/** Looks, changes nothing: what the detector does until its owner says otherwise. */
export const defaultSettings = (rules: readonly Rule[]): Settings => ({
  mode: 'monitor',
  rules: Object.fromEntries(
    rules.map(({ meta, parameters }) => [
      meta.id,
      { enabled: true, values: defaultsOf(parameters), countries: {} },
    ]),
  ),
  responses: Object.fromEntries(
    ACTION_KINDS.map((kind: ActionKind) => [
      kind,
      {
        enabled: RESPONSE_ENABLED_BY_DEFAULT[kind],
        values: defaultsOf(RESPONSE_PARAMETERS[kind]),
      },
    ]),
  ) as unknown as ResponseValues,
  protectedCountries: [],
  allowedNumberRanges: [],
});

/** A rule's values for a subject: the country's own over the rule's over its defaults. */
export const parametersInForce =
  (settings: Settings): ParametersInForce =>
  (ruleId, subject) => {
    const rule = settings.rules[ruleId];
    if (rule === undefined || !rule.enabled) return null;
    const own = subject.kind === 'country' ? rule.countries[subject.country] : undefined;
    return own === undefined ? rule.values : { ...rule.values, ...own };
  };

/** The settings as one text in which equal settings are equal: what `settingsHash` is the hash of. */
export const canonicalSettings = (settings: Settings): string => canonicalJson(settings);

const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(',')}}`;
};
