import { RULES } from '../core/evaluate/registry.ts';
import { knownSettings } from '../core/settings/known-settings.ts';
import type { Settings } from '../core/settings/settings.ts';
import { valueAt } from '../core/settings/value-at.ts';

export interface Difference {
  readonly key: string;
  readonly value: unknown;
  readonly other: unknown;
}

/** Keys of the values that some countries have for themselves. */
const countryKeys = ({ rules }: Settings): readonly string[] =>
  Object.entries(rules).flatMap(([ruleId, { countries }]) =>
    Object.entries(countries).flatMap(([country, values]) =>
      Object.keys(values).map((name) => `rules/${ruleId}/countries/${country}/${name}`),
    ),
  );

/** Every setting in which two differ, in the order of the documentation, those of one country last. */
export const diffSettings = (settings: Settings, other: Settings): readonly Difference[] => {
  const keys = new Set([
    ...knownSettings(RULES).map(({ key }) => key),
    ...[...countryKeys(settings), ...countryKeys(other)].sort(),
  ]);
  return [...keys]
    .map((key) => ({ key, value: valueAt(settings, key), other: valueAt(other, key) }))
    .filter(({ value, other: theirs }) => JSON.stringify(value) !== JSON.stringify(theirs));
};
