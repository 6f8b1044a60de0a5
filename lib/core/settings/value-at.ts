import type { Rule } from '../evaluate/rule.ts';
import { RESPONSE_PARAMETERS } from '../respond/response-parameters.ts';
import type { Parameter, Parameters } from './parameter.ts';
import type { Settings } from './settings.ts';

/**
 * The value that is in force at a key (an SSM parameter name without the instance prefix): for one
 * country the rule's own where the country has none.
 *
 * @returns `undefined` for a key that no setting has
 */
export const valueAt = (settings: Settings, key: string): unknown => {
  const [area, name = '', ...path] = key.split('/');
  if (area === 'responses') {
    const response = settings.responses[name as keyof Settings['responses']] as
      | { readonly enabled: boolean; readonly values: Readonly<Record<string, number>> }
      | undefined;
    const [field = ''] = path;
    return field === 'enabled' ? response?.enabled : response?.values[field];
  }
  if (area !== 'rules') return settings[key as keyof Settings];
  const rule = settings.rules[name];
  const [field = '', country = '', parameter = ''] = path;
  if (field === 'countries')
    return rule?.countries[country]?.[parameter] ?? rule?.values[parameter];
  return field === 'enabled' ? rule?.enabled : rule?.values[field];
};

/** The number that a key tunes, with its range; `null` for what is no number, and for keys that do not exist. */
export const parameterAt = (key: string, rules: readonly Rule[]): Parameter | null => {
  const [area, name = '', ...path] = key.split('/');
  const parameters: Parameters | undefined =
    area === 'responses'
      ? RESPONSE_PARAMETERS[name as keyof typeof RESPONSE_PARAMETERS]
      : rules.find(({ meta }) => area === 'rules' && meta.id === name)?.parameters;
  const field = path.length === 3 && path[0] === 'countries' ? path[2] : path[0];
  return parameters?.[field ?? ''] ?? null;
};
