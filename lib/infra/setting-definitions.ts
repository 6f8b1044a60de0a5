import { ACTION_KINDS } from '../core/decide/decision.ts';
import { RULES } from '../core/evaluate/registry.ts';
import {
  RESPONSE_ENABLED_BY_DEFAULT,
  RESPONSE_PARAMETERS,
} from '../core/respond/response-parameters.ts';
import type { Parameter, Parameters } from '../core/settings/parameter.ts';

/** One setting as an SSM parameter. */
export interface SettingDefinition {
  /** The parameter's name after `/sms-pumping-detector/<instance>/`. */
  readonly key: string;
  readonly defaultValue: string;
  /** What SSM itself lets through; ranges are checked by the detector. */
  readonly allowedPattern: string;
  /** Meaning, range and unit. */
  readonly description: string;
}

/** SSM has no empty values, and a comma alone is a list of nothing. */
export const EMPTY_LIST = ',';

const NUMBER = '^-?\\d+(\\.\\d+)?$';
const WHOLE_NUMBER = '^\\d+$';
const FLAG = '^(true|false)$';
const COUNTRIES = '^,$|^ *([A-Z]{2}|\\+\\d{3}) *(, *([A-Z]{2}|\\+\\d{3}) *)*$';
const PREFIXES = '^,$|^ *\\+\\d{2,14} *(, *\\+\\d{2,14} *)*$';

const flag = (key: string, enabled: boolean, what: string): SettingDefinition => ({
  key,
  defaultValue: String(enabled),
  allowedPattern: FLAG,
  description: `${what} true or false, by default ${enabled}.`,
});

const numeric = (key: string, { default: value, min, max, unit, help }: Parameter) => ({
  key,
  defaultValue: String(value),
  allowedPattern: unit === 'count' ? WHOLE_NUMBER : NUMBER,
  description: `${help} From ${min} to ${max} (${unit}), by default ${value}.`,
});

const numbers = (prefix: string, parameters: Parameters): SettingDefinition[] =>
  Object.entries(parameters).map(([name, parameter]) => numeric(`${prefix}/${name}`, parameter));

/** Every setting, made from the definitions that validate a changed value and document it. */
export const settingDefinitions = (): readonly SettingDefinition[] => [
  {
    key: 'mode',
    defaultValue: 'monitor',
    allowedPattern: '^(monitor|enforce)$',
    description: 'monitor only says what would be done; enforce does it. By default monitor.',
  },
  {
    key: 'protectedCountries',
    defaultValue: EMPTY_LIST,
    allowedPattern: COUNTRIES,
    description:
      'Countries that are never blocked whole: ISO 3166-1 codes in capitals, separated by commas, such as DE,AT. A comma alone: none.',
  },
  {
    key: 'allowedNumberRanges',
    defaultValue: EMPTY_LIST,
    allowedPattern: PREFIXES,
    description:
      'Number ranges that are never blocked: E.164 prefixes, separated by commas, such as +4915112. A comma alone: none.',
  },
  ...RULES.flatMap(({ meta, parameters }) => [
    flag(`rules/${meta.id}/enabled`, true, `Whether this rule is asked. ${meta.title}.`),
    ...numbers(`rules/${meta.id}`, parameters),
  ]),
  ...ACTION_KINDS.flatMap((kind) => [
    flag(
      `responses/${kind}/enabled`,
      RESPONSE_ENABLED_BY_DEFAULT[kind],
      'Whether this response may be used.',
    ),
    ...numbers(`responses/${kind}`, RESPONSE_PARAMETERS[kind]),
  ]),
];
