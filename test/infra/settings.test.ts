import { expect, it } from 'vitest';
import { RULES } from '../../lib/core/evaluate/registry.ts';
import { parseSettings } from '../../lib/core/settings/parse-settings.ts';
import { canonicalSettings, defaultSettings } from '../../lib/core/settings/settings.ts';
import { valueAt } from '../../lib/core/settings/value-at.ts';
import { settingDefinitions } from '../../lib/infra/setting-definitions.ts';
import { synthesise } from './synth.ts';

const DEFINITIONS = settingDefinitions();
const parametersOf = (stack = synthesise()) =>
  new Map(
    stack
      .ofType('AWS::SSM::Parameter')
      .map(({ Properties = {} }) => [String(Properties['Name']), Properties]),
  );

it('the parameters as they are deployed are the default settings, and nothing is wrong with them', () => {
  const entries = Object.fromEntries(
    DEFINITIONS.map(({ key, defaultValue }) => [key, defaultValue]),
  );
  const { settings, problems } = parseSettings(entries, RULES);
  expect(problems).toEqual([]);
  expect(canonicalSettings(settings)).toBe(canonicalSettings(defaultSettings(RULES)));
});

it('every setting has a parameter: parsing needs none that is not there', () => {
  const settings = defaultSettings(RULES);
  const keys = [
    'mode',
    'protectedCountries',
    'allowedNumberRanges',
    ...Object.entries(settings.rules).flatMap(([id, { values }]) =>
      ['enabled', ...Object.keys(values)].map((name) => `rules/${id}/${name}`),
    ),
    ...Object.entries(settings.responses).flatMap(([kind, { values }]) =>
      ['enabled', ...Object.keys(values)].map((name) => `responses/${kind}/${name}`),
    ),
  ];
  expect(DEFINITIONS.map(({ key }) => key).sort()).toEqual(keys.sort());
  for (const { key } of DEFINITIONS) expect(valueAt(settings, key)).toBeDefined();
});

it('every default matches the pattern that SSM checks, and rubbish does not', () => {
  const wrong = DEFINITIONS.filter(({ defaultValue, allowedPattern }) => {
    const pattern = new RegExp(allowedPattern);
    return !pattern.test(defaultValue) || pattern.test('a lot');
  });
  expect(wrong).toEqual([]);
});

it('every description says range, unit and default, and fits', () => {
  const wrong = DEFINITIONS.filter(
    ({ description }) =>
      description.length > 1_024 || !/default|A comma alone: none/.test(description),
  );
  expect(wrong).toEqual([]);
});

it('names are of the instance', () => {
  const names = [...parametersOf(synthesise({ instance: 'shop' })).keys()];
  expect(names).toHaveLength(DEFINITIONS.length);
  for (const name of names) expect(name).toMatch(/^\/sms-pumping-detector\/shop\//);
});

it('given values are deployed, for one country too', () => {
  const parameters = parametersOf(
    synthesise({
      mode: 'enforce',
      settings: {
        protectedCountries: ['DE', 'AT'],
        'rules/destination-surge/countries/DE/minMessages': 200,
      },
    }),
  );
  const value = (key: string) => parameters.get(`/sms-pumping-detector/default/${key}`)?.['Value'];
  expect(value('mode')).toBe('enforce');
  expect(value('protectedCountries')).toBe('DE,AT');
  expect(value('rules/destination-surge/countries/DE/minMessages')).toBe('200');
});

it('a setting that cannot be used stops the synthesis, and every wrong key is named', () => {
  expect(() =>
    synthesise({ settings: { 'rules/spend-burn/burnRatio': -1, 'rules/no-such/enabled': true } }),
  ).toThrow(/rules\/spend-burn\/burnRatio: .*rules\/no-such\/enabled: no such rule/);
});

it('half of the 500 resources of a stack are left to others', () => {
  expect(Object.keys(synthesise().resources).length).toBeLessThan(250);
});
