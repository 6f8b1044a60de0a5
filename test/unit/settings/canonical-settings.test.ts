import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../../lib/core/evaluate/registry.ts';
import type { Rule } from '../../../lib/core/evaluate/rule.ts';
import { RESPONSE_PARAMETERS } from '../../../lib/core/respond/response-parameters.ts';
import { parseSettings } from '../../../lib/core/settings/parse-settings.ts';
import { canonicalSettings, defaultSettings } from '../../../lib/core/settings/settings.ts';

const textOf = (entries: Readonly<Record<string, unknown>>): string =>
  canonicalSettings(parseSettings(entries, RULES).settings);
const DEFAULT_TEXT = canonicalSettings(defaultSettings(RULES));

/** Every number that can be set, with its default and a value that is not. */
const NUMBERS = [
  ...RULES.flatMap(({ meta, parameters }) =>
    Object.entries(parameters).map(([name, p]) => [`rules/${meta.id}/${name}`, p] as const),
  ),
  ...Object.entries(RESPONSE_PARAMETERS).flatMap(([kind, parameters]) =>
    Object.entries(parameters).map(([name, p]) => [`responses/${kind}/${name}`, p] as const),
  ),
].map(([key, { default: preset, min, max }]) => ({
  key,
  preset,
  other: preset === min ? max : min,
}));

describe('the canonical text of settings', () => {
  it('does not depend on the order of keys, nor on numbers being written as text', () =>
    fc.assert(
      fc.property(fc.shuffledSubarray(NUMBERS), fc.boolean(), (chosen, isText) => {
        const entries = chosen.map(({ key, other }) => [key, other] as const);
        const again = entries.map(([key, value]) => [key, isText ? String(value) : value] as const);
        expect(textOf(Object.fromEntries(again.toReversed()))).toBe(
          textOf(Object.fromEntries(entries)),
        );
      }),
    ));

  it('lists are sets', () => {
    expect(textOf({ protectedCountries: 'FR,DE' })).toBe(
      textOf({ protectedCountries: ['DE', 'FR', 'DE'] }),
    );
  });

  it('to set a default is to set nothing', () => {
    const changed = NUMBERS.filter(({ key, preset }) => textOf({ [key]: preset }) !== DEFAULT_TEXT);
    expect(changed).toEqual([]);
  });

  it('every setting changes it', () => {
    const texts = [
      DEFAULT_TEXT,
      ...NUMBERS.map(({ key, other }) => textOf({ [key]: other })),
      ...RULES.map(({ meta }) => textOf({ [`rules/${meta.id}/enabled`]: false })),
      ...Object.keys(RESPONSE_PARAMETERS).map((kind) =>
        textOf({ [`responses/${kind}/enabled`]: kind === 'lower-spend-limit' }),
      ),
      textOf({ mode: 'enforce' }),
      textOf({ protectedCountries: 'DE' }),
      textOf({ allowedNumberRanges: '+49151' }),
      textOf({ 'rules/destination-surge/countries/TJ/minMessages': 25 }),
      textOf({ 'rules/destination-surge/countries/UZ/minMessages': 25 }),
    ];
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('a default that changes in the code changes it', () => {
    for (const [index, rule] of RULES.entries())
      for (const [name, parameter] of Object.entries(rule.parameters)) {
        const changed: Rule = {
          ...rule,
          parameters: {
            ...rule.parameters,
            [name]: { ...parameter, default: parameter.max - 0.5 },
          },
        };
        const rules = RULES.map((each, at) => (at === index ? changed : each));
        expect(canonicalSettings(defaultSettings(rules)), `${rule.meta.id}/${name}`).not.toBe(
          DEFAULT_TEXT,
        );
      }
  });

  it('is JSON that holds the settings', () => {
    const { settings } = parseSettings({ mode: 'enforce' }, RULES);
    expect(JSON.parse(canonicalSettings(settings))).toEqual(settings);
  });
});
