import { countryProblem, KNOWN_COUNTRIES, KNOWN_DESTINATIONS } from '../countries.ts';
import { ACTION_KINDS, type ActionKind } from '../decide/decision.ts';
import type { Rule } from '../evaluate/rule.ts';
import { RESPONSE_PARAMETERS, type ResponseValues } from '../respond/response-parameters.ts';
import type { Parameter, Parameters } from './parameter.ts';
import { defaultSettings, type Settings } from './settings.ts';

/** One setting that cannot be used. The others are. */
export interface SettingsProblem {
  readonly key: string;
  /** What is wrong and what would be right. */
  readonly problem: string;
}

export interface ParsedSettings {
  readonly settings: Settings;
  readonly problems: readonly SettingsProblem[];
}

type Outcome<T> = { readonly value: T } | { readonly problem: string };

/**
 * Reads settings from a flat list of keys (SSM parameter names without the instance prefix) and
 * values: strings as SSM has them, or numbers, booleans and lists as a settings file may. A key
 * that is unknown or a value that is out of range becomes a problem and leaves `base` in force.
 *
 * @param base what is in force for keys that are absent or wrong; the defaults unless given
 */
export const parseSettings = (
  entries: Readonly<Record<string, unknown>>,
  rules: readonly Rule[],
  base: Settings = defaultSettings(rules),
): ParsedSettings => {
  const draft = new SettingsDraft(base, rules);
  const problems: SettingsProblem[] = [];
  for (const [key, raw] of Object.entries(entries)) {
    const problem = draft.set(key, raw);
    if (problem !== null) problems.push({ key, problem });
  }
  return { settings: draft.settings(), problems };
};

type Mutable<T> = { -readonly [K in keyof T]: Mutable<T[K]> };

class SettingsDraft {
  readonly #draft: Mutable<Settings>;
  readonly #rules: ReadonlyMap<string, Rule>;

  constructor(base: Settings, rules: readonly Rule[]) {
    this.#draft = copy(base);
    this.#rules = new Map(rules.map((rule) => [rule.meta.id, rule]));
  }

  settings(): Settings {
    return this.#draft;
  }

  /** Sets one key; `null`, or what is wrong with it. */
  set(key: string, raw: unknown): string | null {
    const [area, name, ...rest] = key.split('/');
    if (key === 'mode') return this.#setMode(raw);
    if (key === 'protectedCountries' || key === 'allowedNumberRanges')
      return this.#setList(key, raw);
    if (area === 'rules' && name !== undefined) return this.#setRule(name, rest, raw);
    if (area === 'responses' && name !== undefined) return this.#setResponse(name, rest, raw);
    return 'no such setting: keys are mode, protectedCountries, allowedNumberRanges, rules/<rule-id>/… and responses/<action-kind>/…';
  }

  #setMode(raw: unknown): string | null {
    if (raw !== 'monitor' && raw !== 'enforce') return 'must be monitor or enforce';
    this.#draft.mode = raw;
    return null;
  }

  #setList(key: 'protectedCountries' | 'allowedNumberRanges', raw: unknown): string | null {
    const list = typeof raw === 'string' ? raw.split(',').map((item) => item.trim()) : raw;
    const items: unknown[] = Array.isArray(list) ? list.filter((item) => item !== '') : [raw];
    const problemOf = key === 'protectedCountries' ? protectedProblem : prefixProblem;
    const problems = items.map(problemOf).filter((problem) => problem !== null);
    if (problems.length > 0) return [...new Set(problems)].join('; ');
    this.#draft[key] = [...new Set(items.map(String))].sort();
    return null;
  }

  #setRule(ruleId: string, path: readonly string[], raw: unknown): string | null {
    const rule = this.#rules.get(ruleId);
    const draft = this.#draft.rules[ruleId];
    if (rule === undefined || draft === undefined)
      return `no such rule: rules are ${[...this.#rules.keys()].join(', ')}`;
    const [name, country, parameter] = path;
    if (path.length === 1 && name === 'enabled')
      return assign(parseFlag(raw), (value) => (draft.enabled = value));
    if (path.length === 1 && name !== undefined)
      return assign(
        parseParameter(rule.parameters, name, raw),
        (value) => (draft.values[name] = value),
      );
    if (
      path.length === 3 &&
      name === 'countries' &&
      country !== undefined &&
      parameter !== undefined
    ) {
      const problem = countryProblem(country, KNOWN_COUNTRIES);
      if (problem !== null) return problem;
      return assign(parseParameter(rule.parameters, parameter, raw), (value) => {
        draft.countries[country] = { ...draft.countries[country], [parameter]: value };
      });
    }
    return 'no such setting of a rule: keys are enabled, <parameter> and countries/<ISO2>/<parameter>';
  }

  #setResponse(kind: string, path: readonly string[], raw: unknown): string | null {
    if (!isActionKind(kind)) return `no such response: responses are ${ACTION_KINDS.join(', ')}`;
    const draft = this.#draft.responses[kind] as Mutable<ResponseValues[ActionKind]>;
    const [name] = path;
    if (path.length !== 1 || name === undefined)
      return 'no such setting of a response: keys are enabled and <parameter>';
    if (name === 'enabled') return assign(parseFlag(raw), (value) => (draft.enabled = value));
    return assign(parseParameter(RESPONSE_PARAMETERS[kind], name, raw), (value) => {
      (draft.values as Record<string, number>)[name] = value;
    });
  }
}

const protectedProblem = (item: unknown): string | null => countryProblem(item, KNOWN_DESTINATIONS);

const prefixProblem = (item: unknown): string | null =>
  typeof item === 'string' && /^\+\d{2,14}$/.test(item)
    ? null
    : 'must be E.164 prefixes, separated by commas, such as +4915112';

const isActionKind = (kind: string): kind is ActionKind =>
  (ACTION_KINDS as readonly string[]).includes(kind);

const assign = <T>(outcome: Outcome<T>, apply: (value: T) => void): string | null => {
  if ('problem' in outcome) return outcome.problem;
  apply(outcome.value);
  return null;
};

const parseFlag = (raw: unknown): Outcome<boolean> => {
  if (raw === true || raw === 'true') return { value: true };
  if (raw === false || raw === 'false') return { value: false };
  return { problem: 'must be true or false' };
};

const parseParameter = (parameters: Parameters, name: string, raw: unknown): Outcome<number> => {
  const parameter: Parameter | undefined = Object.hasOwn(parameters, name)
    ? parameters[name]
    : undefined;
  if (parameter === undefined)
    return { problem: `no such parameter: parameters are ${Object.keys(parameters).join(', ')}` };
  const { min, max, unit } = parameter;
  const range = `a ${unit === 'count' ? 'whole number' : 'number'} from ${min} to ${max} (${unit})`;
  const isNumeric =
    typeof raw === 'number' || (typeof raw === 'string' && /^-?\d+(?:\.\d+)?$/.test(raw.trim()));
  if (!isNumeric) return { problem: `must be ${range}` };
  const value = Number(raw);
  if (
    !Number.isFinite(value) ||
    value < min ||
    value > max ||
    (unit === 'count' && !Number.isInteger(value))
  )
    return { problem: `${value} is not allowed: must be ${range}` };
  return { value };
};

const copy = (settings: Settings): Mutable<Settings> =>
  JSON.parse(JSON.stringify(settings)) as Mutable<Settings>;
