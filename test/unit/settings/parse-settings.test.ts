import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../../lib/core/evaluate/registry.ts';
import { RESPONSE_PARAMETERS } from '../../../lib/core/respond/response-parameters.ts';
import { parseSettings } from '../../../lib/core/settings/parse-settings.ts';
import { defaultSettings, parametersInForce } from '../../../lib/core/settings/settings.ts';

const DEFAULTS = defaultSettings(RULES);
const parse = (entries: Readonly<Record<string, unknown>>) => parseSettings(entries, RULES);
/** Keeps `__proto__` a key like any other, as JSON.parse does and a literal does not. */
const entry = (key: string, value: unknown): Record<string, unknown> =>
  JSON.parse(`{${JSON.stringify(key)}:${JSON.stringify(value)}}`) as Record<string, unknown>;

const SURGE = 'rules/destination-surge/minMessages';

describe('settings that can be used', () => {
  it('mode and a parameter, as in the documentation', () => {
    const { settings, problems } = parse({ mode: 'enforce', [SURGE]: 25 });
    expect(problems).toEqual([]);
    expect(settings.mode).toBe('enforce');
    expect(settings.rules['destination-surge']?.values['minMessages']).toBe(25);
  });

  it('nothing at all leaves the defaults', () => {
    expect(parse({})).toEqual({ settings: DEFAULTS, problems: [] });
  });

  const accepted: readonly (readonly [string, unknown, unknown])[] = [
    [SURGE, '25', 25],
    [SURGE, ' 25 ', 25],
    [SURGE, '25.0', 25],
    [SURGE, 3, 3],
    [SURGE, 100_000, 100_000],
    ['rules/destination-surge/slack', '1.5', 1.5],
    ['rules/destination-surge/dispersion', 0, 0],
  ];
  for (const [key, raw, value] of accepted)
    it(`${key} = ${JSON.stringify(raw)} is ${String(value)}`, () => {
      const { settings, problems } = parse({ [key]: raw });
      expect(problems).toEqual([]);
      expect(settings.rules['destination-surge']?.values[key.split('/')[2] ?? '']).toBe(value);
    });

  for (const [raw, value] of [
    [true, true],
    ['true', true],
    [false, false],
    ['false', false],
  ] as const)
    it(`enabled = ${JSON.stringify(raw)} is ${value}, for rules and responses`, () => {
      const { settings, problems } = parse({
        'rules/spend-burn/enabled': raw,
        'responses/lower-spend-limit/enabled': raw,
      });
      expect(problems).toEqual([]);
      expect(settings.rules['spend-burn']?.enabled).toBe(value);
      expect(settings.responses['lower-spend-limit'].enabled).toBe(value);
    });

  for (const [raw, value] of [
    ['FR,DE', ['DE', 'FR']],
    [' DE , FR ,DE', ['DE', 'FR']],
    [
      ['FR', 'DE', 'FR'],
      ['DE', 'FR'],
    ],
    ['+883', ['+883']],
    ['', []],
    [[], []],
  ] as const)
    it(`protectedCountries = ${JSON.stringify(raw)} is ${JSON.stringify(value)}`, () => {
      const { settings, problems } = parse({ protectedCountries: raw });
      expect(problems).toEqual([]);
      expect(settings.protectedCountries).toEqual(value);
    });

  it('allowed ranges are prefixes', () => {
    const { settings, problems } = parse({ allowedNumberRanges: '+4915112, +99290' });
    expect(problems).toEqual([]);
    expect(settings.allowedNumberRanges).toEqual(['+4915112', '+99290']);
  });

  it('a country’s own value wins over the rule’s, for that country only', () => {
    const { settings, problems } = parse({
      [SURGE]: '25',
      'rules/destination-surge/countries/TJ/minMessages': '40',
      'rules/destination-surge/countries/TJ/slack': '2',
    });
    expect(problems).toEqual([]);
    const inForce = parametersInForce(settings);
    const of = (country: string) => inForce('destination-surge', { kind: 'country', country });
    expect(of('TJ')).toMatchObject({ minMessages: 40, slack: 2, matchNats: 13.8 });
    expect(of('DE')).toMatchObject({ minMessages: 25, slack: 1.35 });
  });

  it('a rule that is switched off has no parameters in force, for any country', () => {
    const { settings } = parse({ 'rules/destination-surge/enabled': false });
    expect(
      parametersInForce(settings)('destination-surge', { kind: 'country', country: 'TJ' }),
    ).toBeNull();
  });
});

describe('settings that cannot be used', () => {
  const rejected: readonly (readonly [string, unknown])[] = [
    ['mode', 'Enforce'],
    ['mode', ' enforce '],
    ['mode', 'off'],
    ['mode', true],
    ['mode', null],
    ['mode/x', 'enforce'],
    ['Mode', 'enforce'],
    ['', 'enforce'],
    ['/', 1],
    [SURGE, 2],
    [SURGE, 100_001],
    [SURGE, 25.5],
    [SURGE, '25.5'],
    [SURGE, '-25'],
    [SURGE, ''],
    [SURGE, ' '],
    [SURGE, '25 numbers'],
    [SURGE, '1e3'],
    [SURGE, '0x19'],
    [SURGE, '٢٥'],
    [SURGE, 'NaN'],
    [SURGE, '9'.repeat(400)],
    [SURGE, true],
    [SURGE, null],
    [SURGE, [25]],
    [SURGE, { value: 25 }],
    ['rules/destination-surge', 25],
    ['rules/destination-surge/', 25],
    ['rules/destination-surge/minMessage', 25],
    [`${SURGE}/x`, 25],
    ['rules/no-such-rule/enabled', true],
    ['rules//enabled', true],
    ['rules', true],
    ['rules/spend-burn/enabled', 'yes'],
    ['rules/spend-burn/enabled', 1],
    ['rules/destination-surge/countries/tj/minMessages', 25],
    ['rules/destination-surge/countries/TJK/minMessages', 25],
    ['rules/destination-surge/countries/UK/minMessages', 25],
    ['rules/destination-surge/countries/TJ/minMessages', 1],
    ['rules/destination-surge/countries/TJ/nothing', 25],
    ['rules/destination-surge/countries/TJ', 25],
    ['rules/destination-surge/countries/TJ/enabled', false],
    ['responses/block-everything/enabled', true],
    ['responses/restore/enabled', true],
    ['responses/block-country/maxActive/x', 1],
    ['responses/block-country', true],
    ['responses/block-country/maxActive', '-1'],
    ['responses/filter-country/maxActive', 1],
    ['protectedCountries', 'de'],
    ['protectedCountries', 'UK'],
    ['protectedCountries', 'DE,ZZ'],
    ['protectedCountries', '+123'],
    ['protectedCountries', 'DE;FR'],
    ['protectedCountries', ['DE', 5]],
    ['protectedCountries', ['DE', ' FR']],
    ['protectedCountries', 49],
    ['protectedCountries', null],
    ['protectedCountries', { 0: 'DE' }],
    ['allowedNumberRanges', '4915112'],
    ['allowedNumberRanges', '+'],
    ['allowedNumberRanges', '+49 151'],
    ['__proto__', { mode: 'enforce' }],
    ['constructor', 'x'],
    ['rules/__proto__/enabled', true],
    ['rules/constructor/enabled', true],
    ['rules/destination-surge/__proto__', 25],
    ['rules/destination-surge/constructor', 25],
    ['rules/destination-surge/toString', 25],
    ['rules/destination-surge/countries/__proto__/minMessages', 25],
    ['rules/destination-surge/countries/TJ/__proto__', 25],
    ['responses/__proto__/enabled', true],
    ['responses/block-country/__proto__', 1],
    ['responses/block-country/hasOwnProperty', 1],
  ];
  for (const [key, raw] of rejected)
    it(`${JSON.stringify(key)} = ${JSON.stringify(raw).slice(0, 40)} is one problem, and the others count`, () => {
      const { settings, problems } = parse({
        'rules/spend-burn/burnRatio': '12',
        ...entry(key, raw),
        protectedCountries: key === 'protectedCountries' ? raw : 'FR',
      });
      expect(problems).toEqual([{ key, problem: expect.stringMatching(/\S/) }]);
      expect(settings).toEqual(
        parse({
          'rules/spend-burn/burnRatio': 12,
          ...(key === 'protectedCountries' ? {} : { protectedCountries: 'FR' }),
        }).settings,
      );
    });

  it('a code that is none says what to write, wherever a country is named', () => {
    for (const key of [SURGE.replace('minM', 'countries/UK/minM'), 'protectedCountries'])
      expect(parse({ [key]: key === 'protectedCountries' ? 'DE,UK' : 25 }).problems).toEqual([
        { key, problem: '"UK" is no ISO 3166-1 alpha-2 code: write GB' },
      ]);
  });

  it('not-a-number and infinity are refused as numbers too', () => {
    for (const raw of [Number.NaN, Infinity, -Infinity])
      expect(parse({ [SURGE]: raw })).toMatchObject({
        settings: DEFAULTS,
        problems: [{ key: SURGE }],
      });
  });

  it('a bad value leaves the last good one in force, not the default', () => {
    const good = parse({
      mode: 'enforce',
      [SURGE]: 25,
      protectedCountries: 'DE',
      'responses/block-country/enabled': false,
    }).settings;
    const { settings, problems } = parseSettings(
      {
        mode: 'of',
        [SURGE]: 'many',
        protectedCountries: 'Germany',
        'responses/block-country/enabled': 'no',
        'rules/destination-surge/slack': 2,
      },
      RULES,
      good,
    );
    expect(problems.map(({ key }) => key)).toEqual([
      'mode',
      SURGE,
      'protectedCountries',
      'responses/block-country/enabled',
    ]);
    expect(settings).toEqual(
      parseSettings({ 'rules/destination-surge/slack': 2 }, RULES, good).settings,
    );
    expect(settings.mode).toBe('enforce');
  });

  it('no bad value switches detection off', () => {
    fc.assert(
      fc.property(fc.string(), (raw) => {
        fc.pre(raw !== 'false');
        const entries = Object.fromEntries(
          RULES.map(({ meta }) => [`rules/${meta.id}/enabled`, raw]),
        );
        expect(Object.values(parse(entries).settings.rules).every(({ enabled }) => enabled)).toBe(
          true,
        );
      }),
    );
  });
});

describe('settings from anywhere', () => {
  const segment = fc.oneof(
    fc.constantFrom(
      'mode',
      'rules',
      'responses',
      'countries',
      'enabled',
      'TJ',
      '__proto__',
      'constructor',
      'prototype',
      ...RULES.map(({ meta }) => meta.id),
      ...Object.keys(RESPONSE_PARAMETERS),
      'minMessages',
      'maxActive',
      'polluted',
    ),
    fc.string({ maxLength: 5 }),
  );
  const key = fc.array(segment, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/'));

  it('nothing pollutes a prototype, changes what was in force, or throws', () => {
    const prototypes = [Object.prototype, Array.prototype, Function.prototype, String.prototype];
    const namesOf = () =>
      prototypes.map((prototype) => Reflect.ownKeys(prototype).map(String).sort());
    const before = namesOf();
    const frozen = JSON.stringify(DEFAULTS);
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.jsonValue()), { maxLength: 8 }), (pairs) => {
        const entries = Object.fromEntries(pairs);
        const { problems } = parseSettings(entries, RULES, DEFAULTS);
        expect(problems.every((each) => Object.hasOwn(entries, each.key))).toBe(true);
        expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      }),
      { numRuns: 500 },
    );
    expect(namesOf()).toEqual(before);
    expect(JSON.stringify(DEFAULTS)).toBe(frozen);
  });

  it('every parameter takes its bounds, and nothing outside of them', () => {
    const all = [
      ...RULES.flatMap(({ meta, parameters }) =>
        Object.entries(parameters).map(([name, p]) => [`rules/${meta.id}/${name}`, p] as const),
      ),
      ...Object.entries(RESPONSE_PARAMETERS).flatMap(([kind, parameters]) =>
        Object.entries(parameters).map(([name, p]) => [`responses/${kind}/${name}`, p] as const),
      ),
    ];
    const wrong = all.filter(([name, { min, max }]) => {
      const isRefused = (raw: unknown): boolean => parse({ [name]: raw }).problems.length === 1;
      return isRefused(min) || isRefused(String(max)) || !isRefused(min - 1) || !isRefused(max + 1);
    });
    expect(wrong).toEqual([]);
  });
});
