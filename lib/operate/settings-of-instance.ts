import type { ParameterStore } from '../adapters/aws/parameter-store.ts';
import { SsmSettingsSource } from '../adapters/aws/ssm-settings-source.ts';
import { RULES } from '../core/evaluate/registry.ts';
import { knownSettings, rangeOf } from '../core/settings/known-settings.ts';
import { parseSettings } from '../core/settings/parse-settings.ts';
import type { Settings } from '../core/settings/settings.ts';
import { parameterAt, valueAt } from '../core/settings/value-at.ts';
import { UnusableInputError } from '../replay/input/unusable-input-error.ts';
import { nearestKey } from './nearest-key.ts';

/** One setting of an instance. */
export interface SettingRow {
  readonly key: string;
  /** In force; `undefined` for a key that no setting has. */
  readonly value: unknown;
  readonly default: unknown;
  readonly range: string;
  readonly unit: string;
  /** `invalid`: its parameter cannot be used, and `value` is the last good one. */
  readonly source: 'default' | 'ssm' | 'invalid';
  /** What is wrong with the parameter; `null` for nothing. */
  readonly problem: string | null;
}

const KNOWN = knownSettings(RULES);
const KNOWN_KEYS = KNOWN.map(({ key }) => key);
const COUNTRY = /^(rules\/[^/]+)\/countries\/[^/]+(\/[^/]+)$/;

/** Every setting of an instance, and whatever else is among its parameters. */
export const settingsOfInstance = async (
  store: ParameterStore,
  clock: { nowMs(): number },
): Promise<{ readonly settings: Settings; readonly rows: readonly SettingRow[] }> => {
  const parameters = await store.readAll();
  const { settings, problems } = await new SsmSettingsSource({ store, rules: RULES, clock }).read();
  const problemOf = new Map(problems.map(({ key, problem }) => [key, problem]));
  const rowOf = (key: string, usual: unknown, range: string, unit: string): SettingRow => {
    const problem = problemOf.get(key) ?? null;
    const source = problem === null ? (parameters.has(key) ? 'ssm' : 'default') : 'invalid';
    return { key, value: valueAt(settings, key), default: usual, range, unit, source, problem };
  };
  const others = [...parameters.keys()].filter((key) => !KNOWN_KEYS.includes(key)).sort();
  return {
    settings,
    rows: [
      ...KNOWN.map(({ key, default: usual, range, unit }) => rowOf(key, usual, range, unit)),
      // Of one country the default is what holds for all.
      ...others.map((key) => {
        const isCountry = COUNTRY.test(key) && parameterAt(key, RULES) !== null;
        const usual = isCountry ? valueAt(settings, key.replace(COUNTRY, '$1$2')) : undefined;
        const range = isCountry ? rangeOf(key, RULES) : '';
        return rowOf(key, usual, range, parameterAt(key, RULES)?.unit ?? '');
      }),
    ],
  };
};

/** SSM has no empty values, and a comma alone is a list of nothing. */
const EMPTY_LIST = ',';

/**
 * Writes one setting, after it was judged as the detector will judge it.
 *
 * @throws UnusableInputError for a value that cannot be used, and for an unknown key with what was perhaps meant
 */
export const writeSetting = async (
  key: string,
  value: string,
  store: ParameterStore,
): Promise<void> => {
  const [wrong] = parseSettings({ [key]: value }, RULES).problems;
  if (wrong !== undefined) {
    const nearest = KNOWN_KEYS.includes(key) ? null : nearestKey(key, KNOWN_KEYS);
    const hint = nearest === null ? '' : ` Did you mean ${nearest}?`;
    throw new UnusableInputError(`${key}: ${wrong.problem}.${hint} Nothing was written.`);
  }
  await store.write(key, value === '' ? EMPTY_LIST : value);
};
