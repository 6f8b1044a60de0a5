import { RULES } from '../core/evaluate/registry.ts';
import { parseSettings } from '../core/settings/parse-settings.ts';
import { defaultSettings, type Settings } from '../core/settings/settings.ts';
import { parameterAt, valueAt } from '../core/settings/value-at.ts';
import { UnusableInputError } from './input/unusable-input-error.ts';
import type { SweepRow } from './sweep-row.ts';

/** The values to try: listed, or so many between two. */
export interface SweepRange {
  readonly values?: string;
  readonly from?: number;
  readonly to?: number;
  readonly steps?: number;
}

/** One value with the settings that it makes. */
export interface SweepValue extends Pick<SweepRow, 'value' | 'isDefault' | 'isInForce'> {
  readonly settings: Settings;
}

/** Each is a whole replay. */
const MAX_VALUES = 50;

/**
 * The settings of each value of a sweep, in the order given, each value once.
 *
 * @param key SSM parameter name without the instance prefix
 * @throws UnusableInputError naming the key, its range and what to do
 */
export const sweepValues = (
  key: string,
  range: SweepRange,
  settings: Settings,
): readonly SweepValue[] => {
  const byValue = new Map<SweepValue['value'], SweepValue>();
  const inForce = valueAt(settings, key);
  const usual = valueAt(defaultSettings(RULES), key);
  const listed = listValues(key, range);
  // Of a key that does not exist, each value would be as wrong as the first.
  const raws = usual === undefined ? listed.slice(0, 1) : listed;
  const wrong: string[] = [];
  for (const raw of raws) {
    const parsed = parseSettings({ [key]: raw }, RULES, settings);
    wrong.push(...parsed.problems.map(({ problem }) => `  ${key}: ${problem}`));
    const value = valueOf(valueAt(parsed.settings, key));
    if (!byValue.has(value))
      byValue.set(value, {
        value,
        isDefault: value === valueOf(usual),
        isInForce: value === valueOf(inForce),
        settings: parsed.settings,
      });
  }
  if (wrong.length > 0)
    throw new UnusableInputError(
      [
        'The sweep cannot begin. Correct --parameter or its values (docs/rules.md lists all):',
        ...wrong,
      ].join('\n'),
    );
  return [...byValue.values()];
};

const valueOf = (value: unknown): SweepValue['value'] =>
  typeof value === 'number' || typeof value === 'boolean' ? value : String(value);

const listValues = (key: string, { values, from, to, steps }: SweepRange): readonly unknown[] => {
  const isRange = from !== undefined || to !== undefined || steps !== undefined;
  if ((values === undefined) === !isRange)
    throw new UnusableInputError(
      'Say which values to try: either --values 10,20,40, or --from 10 --to 40 --steps 4.',
    );
  if (values !== undefined) {
    const listed = values.split(',').map((value) => value.trim());
    return bounded(listed.filter((value) => value !== ''));
  }
  if (from === undefined || to === undefined || steps === undefined)
    throw new UnusableInputError('--from, --to and --steps come together, or use --values.');
  if (steps < 2) throw new UnusableInputError('--steps must be 2 or more: both ends are tried.');
  bounded({ length: steps });
  const isWhole = parameterAt(key, RULES)?.unit === 'count';
  return Array.from({ length: steps }, (_, index) => {
    const value = from + ((to - from) * index) / (steps - 1);
    // Beyond twelve digits there is only what the division left.
    return isWhole ? Math.round(value) : Number(value.toPrecision(12));
  });
};

const bounded = <T extends { readonly length: number }>(values: T): T => {
  if (values.length === 0) throw new UnusableInputError('--values is empty: name one at least.');
  if (values.length > MAX_VALUES)
    throw new UnusableInputError(
      `${values.length} values are too many: each is a whole replay, and ${MAX_VALUES} are allowed.`,
    );
  return values;
};
