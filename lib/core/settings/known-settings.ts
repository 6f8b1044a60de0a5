import { ACTION_KINDS } from '../decide/decision.ts';
import type { Rule } from '../evaluate/rule.ts';
import { RESPONSE_PARAMETERS } from '../respond/response-parameters.ts';
import { defaultSettings } from './settings.ts';
import { parameterAt, valueAt } from './value-at.ts';

/** A setting that exists whether or not anybody has set it. */
export interface KnownSetting {
  /** SSM parameter name without the instance prefix. */
  readonly key: string;
  readonly default: unknown;
  /** Which values it takes, for people. */
  readonly range: string;
  /** Of a number; empty for what is none. */
  readonly unit: string;
}

const RANGES: Readonly<Record<string, string>> = {
  mode: 'monitor, enforce',
  protectedCountries: 'countries: DE,FR',
  allowedNumberRanges: 'prefixes: +4915112',
};

/** Which values the setting at a key takes, for people. */
export const rangeOf = (key: string, rules: readonly Rule[]): string => {
  const parameter = parameterAt(key, rules);
  return parameter === null
    ? (RANGES[key] ?? 'true, false')
    : `${parameter.min} to ${parameter.max}`;
};

/** All settings but those for one country, in the order of the documentation. */
export const knownSettings = (rules: readonly Rule[]): readonly KnownSetting[] => {
  const defaults = defaultSettings(rules);
  const keysOf = (prefix: string, parameters: object): readonly string[] => [
    `${prefix}/enabled`,
    ...Object.keys(parameters).map((name) => `${prefix}/${name}`),
  ];
  return [
    ...Object.keys(RANGES),
    ...rules.flatMap(({ meta, parameters }) => keysOf(`rules/${meta.id}`, parameters)),
    ...ACTION_KINDS.flatMap((kind) => keysOf(`responses/${kind}`, RESPONSE_PARAMETERS[kind])),
  ].map((key) => ({
    key,
    default: valueAt(defaults, key),
    range: rangeOf(key, rules),
    unit: parameterAt(key, rules)?.unit ?? '',
  }));
};
