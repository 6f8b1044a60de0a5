import { describe, expect, it } from 'vitest';
import type { Incident } from '../../../lib/core/decide/incident.ts';
import type { Baseline } from '../../../lib/core/evaluate/baseline.ts';
import type { WindowView } from '../../../lib/core/count/window.ts';
import type { RangeProfile } from '../../../lib/core/evaluate/range-profile.ts';
import type { Judgement } from '../../../lib/core/decide/judge.ts';
import { isLeaking } from '../../../lib/core/decide/held-levers.ts';
import type { SuspectGroup } from '../../../lib/core/evaluate/suspect-group.ts';
import { expiryMs } from '../../../lib/core/respond/expiry.ts';
import { localise, mergeParts } from '../../../lib/core/respond/localise.ts';
import {
  planContainment,
  planSpendLimit,
  type PlannedAction,
} from '../../../lib/core/respond/plan.ts';
import { isWorthActing } from '../../../lib/core/respond/stake.ts';
import {
  activeAction,
  baseline,
  contained,
  countryInput,
  incident,
  judgement,
  minutes,
  NOW_MS,
  rangeProfile,
  settingsWith,
  windowView,
} from '../decide/fixtures.ts';

const ONE_RANGE = rangeProfile({ '+9929012': 60 });
const BUSY = { firstSendsPerHour: 30 };
/** Six in ten customers are in the range that ONE_RANGE is about. */
const MOSTLY_IN_ONE_RANGE = {
  ...baseline().blocks,
  numbers: 900,
  shareOf: (blocks: ReadonlySet<number>) =>
    ONE_RANGE.ranges.some(({ blockHash }) => blocks.has(blockHash)) ? 0.6 : 0,
};

interface Plan {
  readonly window?: WindowView;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly baseline?: Partial<Baseline>;
  readonly ranges?: RangeProfile | null;
  readonly incident?: Incident;
  readonly others?: readonly Incident[];
  readonly judgement?: Partial<Judgement>;
  readonly already?: readonly PlannedAction[];
  readonly shareOf?: (country: string) => number;
}
const planned = (plan: Plan): readonly string[] => {
  const own = plan.incident ?? incident();
  return planContainment({
    input: countryInput({
      baseline: baseline(plan.baseline),
      ranges: plan.ranges ?? null,
      ...(plan.window === undefined ? {} : { window: plan.window }),
    }),
    judgement: judgement(plan.judgement),
    incident: own,
    incidents: [own, ...(plan.others ?? [])],
    planned: plan.already ?? [],
    trafficShareOf: plan.shareOf ?? (() => 0),
    settings: settingsWith({ mode: 'enforce', ...plan.settings }),
  }).map(({ kind, target, skip }) => {
    const where = 'prefix' in target ? target.prefix : 'country' in target ? target.country : '';
    return `${kind} ${where}${skip === null ? '' : ` (${skip})`}`;
  });
};
const blockOf = (country: string, fields: Parameters<typeof activeAction>[0] = {}): Incident =>
  contained({
    incidentId: `inc_${country}`,
    key: `country/${country}`,
    actions: [activeAction({ target: { country }, ...fields })],
  });
const restoredBlock = (fields: Partial<Incident['restored'][number]>): Incident['restored'] => [
  {
    kind: 'block-country',
    target: { country: 'TJ' },
    appliedAtMs: NOW_MS - minutes(40),
    atMs: NOW_MS - minutes(10),
    step: 0,
    by: 'detector',
    ...fields,
  },
];
const countries = (count: number): string[] =>
  Array.from({ length: count }, (_, index) =>
    String.fromCharCode(65 + Math.floor(index / 26), 65 + (index % 26)),
  );
const toBlock = (country: string, skip: PlannedAction['skip'] = null): PlannedAction => ({
  kind: 'block-country',
  target: { country },
  expiresAtMs: NOW_MS + minutes(30),
  quietMs: minutes(30),
  step: 0,
  skip,
});
const groupOf = (
  ranges: RangeProfile['ranges'],
  kind: SuspectGroup['kind'] = 'ranges',
): SuspectGroup => ({
  kind,
  structureNats: 20,
  numbers: 60,
  matured: 40,
  used: 0,
  conversionNats: 20,
  customerShare: 0.01,
  recentNumbers: 60,
  lastSentAtMs: NOW_MS,
  ranges,
});
const parts = (count: number): RangeProfile =>
  rangeProfile(
    Object.fromEntries(Array.from({ length: count }, (_, digit) => [`+992901${digit}`, 10])),
  );

/** Protected by its share; a block costs its customers half a dollar an hour. */
const SERVED = { trafficShare: 0.1, firstSendsPerHour: 1 };
const filtered = (fields: Parameters<typeof activeAction>[0] = {}): Incident =>
  blockOf('TJ', {
    kind: 'filter-country',
    applied: 'FILTER',
    appliedAtMs: NOW_MS - minutes(12),
    ...fields,
  });
/** So many a minute get through, at 20 cents each: two are 13 dollars an hour for certain, one is four. */
const through = (perMinute: number): WindowView =>
  windowView([10, 20, 30], { recentUnstopped: Array.from({ length: 10 }, () => perMinute) });
const OUTWEIGHED: readonly (readonly [string, Plan, readonly string[]])[] = [
  [
    'what gets past the filter costs ten times what a block costs the customers: blocked all the same',
    { baseline: SERVED, incident: filtered(), window: through(2) },
    ['block-country TJ'],
  ],
  [
    'what gets past the filter costs less than that',
    { baseline: SERVED, incident: filtered(), window: through(1) },
    [],
  ],
  [
    'as much gets past, and four times the customers are there',
    { baseline: { ...SERVED, firstSendsPerHour: 4 }, incident: filtered(), window: through(2) },
    [],
  ],
  [
    'its owner has listed it: never, whatever gets past',
    {
      baseline: SERVED,
      incident: filtered(),
      window: through(500),
      settings: { protectedCountries: 'TJ' },
    },
    [],
  ],
  [
    'more than a quarter of the customers live there: never, whatever gets past',
    { baseline: { ...SERVED, trafficShare: 0.251 }, incident: filtered(), window: through(500) },
    [],
  ],
  [
    'a quarter of the customers, and no more, live there',
    { baseline: { ...SERVED, trafficShare: 0.25 }, incident: filtered(), window: through(2) },
    ['block-country TJ'],
  ],
  [
    'with what is blocked elsewhere more than a quarter of the customers would be locked out',
    {
      baseline: SERVED,
      incident: filtered(),
      window: through(2),
      others: [blockOf('UZ')],
      shareOf: () => 0.16,
    },
    ['block-country TJ (cap-reached)'],
  ],
  [
    'the filter has had no whole minute since it took effect',
    {
      baseline: SERVED,
      incident: filtered({ appliedAtMs: NOW_MS - minutes(1.5) + 1 }),
      window: through(500),
    },
    [],
  ],
  [
    'the filter was only said to be set: first it is set',
    {
      baseline: SERVED,
      incident: filtered({ isVirtual: true }),
      window: through(500),
    },
    ['block-country TJ (protected-country)', 'filter-country TJ'],
  ],
  [
    'no price is known: nobody can tell what outweighs what',
    {
      baseline: { ...SERVED, priceMicroUsd: null },
      incident: filtered(),
      window: { ...through(500), lastHour: { ...through(500).lastHour, unpriced: 60 } },
    },
    [],
  ],
  [
    'its owner says that customers are worth nothing: they are protected all the same',
    {
      baseline: SERVED,
      incident: filtered(),
      window: through(500),
      settings: { 'responses/block-country/customerValueUsd': 0 },
    },
    [],
  ],
  [
    'while a served country is blocked, one without customers still is',
    { others: [blockOf('UZ')], shareOf: () => 0.2 },
    ['block-country TJ'],
  ],
  [
    'its owner says by how much',
    {
      baseline: SERVED,
      incident: filtered(),
      window: through(2),
      settings: { 'responses/block-country/outweighRatio': 100 },
    },
    [],
  ],
];

const table: readonly (readonly [string, Plan, readonly string[]])[] = [
  ['a country without customers is blocked', {}, ['block-country TJ']],
  [
    'without customers, whole even if one range holds the attack',
    { ranges: ONE_RANGE },
    ['block-country TJ'],
  ],
  [
    'where customers live, the range is blocked',
    { ranges: ONE_RANGE, baseline: BUSY },
    ['block-number-range +9929012'],
  ],
  [
    'where the range holds most of the customers, it is the country that is blocked or not',
    {
      ranges: ONE_RANGE,
      baseline: { ...BUSY, blocks: MOSTLY_IN_ONE_RANGE },
    },
    ['block-country TJ'],
  ],
  [
    'where a range that stands out holds most of the customers, it is no range, seen of late or not',
    {
      ranges: null,
      judgement: { group: groupOf(ONE_RANGE.ranges) },
      baseline: { ...BUSY, blocks: MOSTLY_IN_ONE_RANGE },
    },
    ['filter-country TJ'],
  ],
  [
    'where customers live, several ranges',
    { ranges: rangeProfile({ '+9929012': 60, '+9929013': 40 }), baseline: BUSY },
    ['block-number-range +9929012', 'block-number-range +9929013'],
  ],
  [
    'where customers live and the attack is spread, the country',
    { ranges: rangeProfile({ '+9929012': 20 }, 200), baseline: BUSY },
    ['block-country TJ'],
  ],
  [
    'where customers live, ranges switched off',
    {
      ranges: ONE_RANGE,
      baseline: BUSY,
      settings: { 'responses/block-number-range/enabled': false },
    },
    ['block-country TJ'],
  ],
  [
    'a protected country is filtered',
    { settings: { protectedCountries: 'TJ' } },
    ['block-country TJ (protected-country)', 'filter-country TJ'],
  ],
  [
    'a protected country without customers has its range blocked',
    { settings: { protectedCountries: 'TJ' }, ranges: ONE_RANGE },
    ['block-number-range +9929012'],
  ],
  [
    'a country of many used codes is protected by itself',
    { baseline: { trafficShare: 0.051 } },
    ['block-country TJ (protected-country)', 'filter-country TJ'],
  ],
  [
    'a protected country that is filtered already: nothing to do, and nothing new to tell',
    {
      settings: { protectedCountries: 'TJ' },
      incident: blockOf('TJ', { kind: 'filter-country', applied: 'FILTER' }),
    },
    [],
  ],
  ...OUTWEIGHED,
  ['at the share itself it is not', { baseline: { trafficShare: 0.05 } }, ['block-country TJ']],
  [
    'protected, and the filter switched off',
    { settings: { protectedCountries: 'TJ', 'responses/filter-country/enabled': false } },
    ['block-country TJ (protected-country)'],
  ],
  [
    'blocks switched off',
    { settings: { 'responses/block-country/enabled': false } },
    ['filter-country TJ'],
  ],
  [
    'everything switched off',
    {
      settings: {
        'responses/block-country/enabled': false,
        'responses/filter-country/enabled': false,
        'responses/block-number-range/enabled': false,
      },
    },
    [],
  ],
  [
    'an allowed range is not blocked, the others are',
    {
      ranges: rangeProfile({ '+9929012': 60, '+9929013': 40 }),
      baseline: BUSY,
      settings: { allowedNumberRanges: '+9929012' },
    },
    ['block-number-range +9929013'],
  ],
  ...['+99290', '+99290123'].map((allowed): readonly [string, Plan, readonly string[]] => [
    `a range that overlaps with ${allowed}, which is allowed, is not blocked`,
    {
      ranges: rangeProfile({ '+9929012': 60, '+9929113': 40 }),
      baseline: BUSY,
      settings: { allowedNumberRanges: allowed },
    },
    ['block-number-range +9929113'],
  ]),
  [
    'more ranges than an incident may block: the country',
    {
      ranges: rangeProfile({ '+9929012': 60, '+9929013': 40 }),
      baseline: BUSY,
      settings: { 'responses/block-number-range/maxRanges': 1 },
    },
    ['block-country TJ'],
  ],
  [
    'sixty countries blocked already: the filter',
    {
      others: countries(60).map((country) =>
        blockOf(country, { appliedAtMs: NOW_MS - minutes(90) }),
      ),
    },
    ['block-country TJ (cap-reached)', 'filter-country TJ'],
  ],
  [
    'fifty-nine are not sixty',
    {
      others: countries(59).map((country) =>
        blockOf(country, { appliedAtMs: NOW_MS - minutes(90) }),
      ),
    },
    ['block-country TJ'],
  ],
  [
    'fifty countries blocked within the hour',
    {
      others: countries(50).map((country) =>
        blockOf(country, { appliedAtMs: NOW_MS - minutes(59) }),
      ),
    },
    ['block-country TJ (cap-reached)', 'filter-country TJ'],
  ],
  [
    'fifty blocked within the hour and put back since count as well',
    {
      others: countries(50).map((country) =>
        incident({ state: 'released', restored: restoredBlock({ target: { country } }) }),
      ),
    },
    ['block-country TJ (cap-reached)', 'filter-country TJ'],
  ],
  [
    'forty-nine within the hour are not fifty',
    { others: countries(49).map((country) => blockOf(country)) },
    ['block-country TJ'],
  ],
  [
    'what the same step blocks counts towards how many at once',
    {
      others: countries(59).map((country) =>
        blockOf(country, { appliedAtMs: NOW_MS - minutes(90) }),
      ),
      already: [toBlock('UZ')],
    },
    ['block-country TJ (cap-reached)', 'filter-country TJ'],
  ],
  [
    'what the same step blocks counts towards how many an hour',
    { others: countries(49).map((country) => blockOf(country)), already: [toBlock('UZ')] },
    ['block-country TJ (cap-reached)', 'filter-country TJ'],
  ],
  [
    'what the same step leaves alone does not count',
    {
      others: countries(49).map((country) => blockOf(country)),
      already: [toBlock('UZ', 'cooldown'), { ...toBlock('KG'), kind: 'filter-country' }],
    },
    ['block-country TJ'],
  ],
  [
    'more than a tenth of the used codes would be blocked at once: the filter',
    {
      others: [blockOf('UZ'), blockOf('KG')],
      already: [toBlock('KZ')],
      shareOf: (country) => ({ UZ: 0.04, KG: 0.03, KZ: 0.025 })[country] ?? 0,
    },
    ['block-country TJ (cap-reached)', 'filter-country TJ'],
  ],
  [
    'less than a tenth of the used codes',
    {
      others: [blockOf('UZ'), blockOf('KG')],
      already: [toBlock('KZ')],
      shareOf: (country) => ({ UZ: 0.04, KG: 0.03, KZ: 0.015 })[country] ?? 0,
    },
    ['block-country TJ'],
  ],
  [
    'customers are worth more than the attack costs: filtered, not blocked',
    { baseline: { firstSendsPerHour: 101 }, judgement: { projectedUsd: 50 } },
    ['filter-country TJ'],
  ],
  [
    'the attack costs as much as the customers are worth',
    { baseline: { firstSendsPerHour: 100 }, judgement: { projectedUsd: 50 } },
    ['block-country TJ'],
  ],
  [
    'the owner says what a customer is worth',
    {
      baseline: { firstSendsPerHour: 101 },
      settings: { 'responses/block-country/customerValueUsd': 0.25 },
    },
    ['block-country TJ'],
  ],
  [
    'money that nobody can tell is not little',
    { baseline: { firstSendsPerHour: 1_000 }, judgement: { excessUsd: null } },
    ['block-country TJ'],
  ],
  [
    'ranges that stand out are blocked, without customers too',
    { judgement: { group: groupOf(ONE_RANGE.ranges) } },
    ['block-number-range +9929012'],
  ],
  [
    'ranges that stand out, however little of the traffic they are',
    {
      judgement: { group: groupOf(ONE_RANGE.ranges) },
      ranges: rangeProfile({ '+9929012': 60 }, 5_000),
      baseline: BUSY,
    },
    ['block-number-range +9929012'],
  ],
  [
    'ranges that stand out, and blocking ranges switched off: never the country',
    {
      judgement: { group: groupOf(ONE_RANGE.ranges) },
      settings: { 'responses/block-number-range/enabled': false },
    },
    ['filter-country TJ'],
  ],
  [
    'numbers stand out that have no range: never the country',
    { judgement: { group: groupOf([], 'unfamiliar') } },
    ['filter-country TJ'],
  ],
  [
    'six of the ten parts of a range that stands out: the whole of it',
    { judgement: { group: groupOf(parts(6).ranges) } },
    ['block-number-range +992901'],
  ],
  [
    'five of its parts: each of them',
    { judgement: { group: groupOf(parts(5).ranges) } },
    [0, 1, 2, 3, 4].map((digit) => `block-number-range +992901${digit}`),
  ],
  [
    'filters do not count as blocks',
    {
      others: countries(60).map((country) =>
        blockOf(country, { kind: 'filter-country', applied: 'FILTER' }),
      ),
    },
    ['block-country TJ'],
  ],
  [
    'put back less than five minutes ago',
    { incident: incident({ restored: restoredBlock({ atMs: NOW_MS - minutes(5) + 1 }) }) },
    ['block-country TJ (cooldown)', 'filter-country TJ (cooldown)'],
  ],
  [
    'put back five minutes ago',
    { incident: incident({ restored: restoredBlock({ atMs: NOW_MS - minutes(5) }) }) },
    ['block-country TJ'],
  ],
  [
    'another country put back just now',
    {
      incident: incident({ restored: restoredBlock({ target: { country: 'UZ' }, atMs: NOW_MS }) }),
    },
    ['block-country TJ'],
  ],
  [
    'an operator lifted the block of this incident, however long ago',
    {
      incident: incident({
        restored: restoredBlock({ by: 'operator', atMs: NOW_MS - minutes(600) }),
      }),
    },
    ['block-country TJ (operator-changed)', 'filter-country TJ (operator-changed)'],
  ],
  ['blocked already: nothing to add', { incident: contained() }, []],
  [
    'blocked already, at the cap: the filter does not loosen the block',
    { incident: contained(), settings: { 'responses/block-country/maxActive': 1 } },
    [],
  ],
  [
    'blocked already, protected since: the filter does not loosen the block',
    { incident: contained(), settings: { protectedCountries: 'TJ' } },
    [],
  ],
  [
    'ranges blocked already and the attack has moved to another',
    {
      incident: contained({
        actions: [
          activeAction({
            kind: 'block-number-range',
            target: { country: 'TJ', prefix: '+9929012' },
            previous: null,
          }),
        ],
      }),
      ranges: rangeProfile({ '+9929012': 60, '+9929013': 40 }),
      baseline: BUSY,
    },
    ['block-number-range +9929013'],
  ],
  [
    'only said so far, and the owner enforces now',
    { incident: contained({ actions: [activeAction({ isVirtual: true })] }) },
    ['block-country TJ'],
  ],
  [
    'only said so far, and the owner still monitors',
    {
      incident: contained({ actions: [activeAction({ isVirtual: true })] }),
      settings: { mode: 'monitor' },
    },
    [],
  ],
];

describe('the plan', () => {
  for (const [name, plan, expected] of table)
    it(`${name}: ${expected.join(', ') || 'nothing'}`, () => {
      expect(planned(plan)).toEqual(expected);
    });

  it('a protected country is never blocked whole, whatever else is the case', () => {
    for (const [, plan] of table) {
      const listed = { ...plan, settings: { ...plan.settings, protectedCountries: 'TJ' } };
      const shared = { ...plan, baseline: { ...plan.baseline, trafficShare: 0.5 } };
      for (const each of [listed, shared]) expect(planned(each)).not.toContain('block-country TJ');
    }
  });

  it('every action expires: after half an hour at first, then four times as long, twelve hours at most', () => {
    const lasts = (step: number) =>
      (expiryMs(settingsWith(), 'block-country', step, NOW_MS) - NOW_MS) / minutes(1);
    expect([0, 1, 2, 3, 50, 5_000].map(lasts)).toEqual([30, 120, 480, 720, 720, 720]);
  });
});

describe('the ranges that hold an attack', () => {
  const rows: readonly (readonly [
    string,
    RangeProfile | null,
    number,
    number,
    readonly string[] | null,
  ])[] = [
    ['one range', ONE_RANGE, 1, 2, ['+9929012']],
    ['nine tenths of the excess are enough', rangeProfile({ '+1': 90 }, 10), 0, 2, ['+1']],
    ['less is not', rangeProfile({ '+1': 89 }, 11), 0, 2, null],
    ['what is normal need not be held', rangeProfile({ '+1': 60 }, 40), 40, 2, ['+1']],
    ['two numbers are no range', rangeProfile({ '+1': 2 }), 0, 2, null],
    ['no more ranges than allowed', rangeProfile({ '+1': 40, '+2': 40, '+3': 40 }), 0, 2, null],
    ['no drill-down', null, 0, 2, null],
    ['no excess', rangeProfile({ '+1': 10 }), 10, 2, null],
    ['nothing at all', rangeProfile({}), 0, 2, null],
  ];
  for (const [name, profile, expected, maxRanges, found] of rows)
    it(`${name}: ${found?.join(', ') ?? 'none'}`, () => {
      expect(localise(profile, expected, maxRanges)?.map(({ prefix }) => prefix) ?? null).toEqual(
        found,
      );
    });
});

describe('parts of a range', () => {
  it('give way to the whole where six of ten are active, with all their numbers', () => {
    expect(mergeParts(parts(6).ranges)).toEqual([
      { prefix: '+992901', distinctNumbers: 60, blockHash: null },
    ]);
    expect(mergeParts(parts(5).ranges)).toHaveLength(5);
  });

  it('of another range stay as they are, most numbers first', () => {
    const { ranges } = rangeProfile({ '+9929021': 80, '+9929022': 5 });
    expect(mergeParts([...ranges, ...parts(7).ranges]).map(({ prefix }) => prefix)).toEqual([
      '+9929021',
      '+992901',
      '+9929022',
    ]);
  });

  it('count as one range towards how many may be blocked', () => {
    expect(localise(parts(6), 0, 1)?.map(({ prefix }) => prefix)).toEqual(['+992901']);
    expect(localise(parts(5), 0, 1)).toBeNull();
  });
});

describe('a lever that was held before', () => {
  const again = (own: Incident) =>
    planContainment({
      input: countryInput(),
      judgement: judgement(),
      incident: own,
      incidents: [own],
      trafficShareOf: () => 0,
      settings: settingsWith({ mode: 'enforce' }),
    }).map(({ step, expiresAtMs }) => [step, (expiresAtMs - NOW_MS) / minutes(1)]);

  it('is held longer each time', () => {
    expect(again(incident())).toEqual([[0, 30]]);
    expect(again(incident({ restored: restoredBlock({}) }))).toEqual([[1, 120]]);
    expect(again(incident({ restored: restoredBlock({ step: 1 }) }))).toEqual([[2, 480]]);
  });

  it('a filter before a block does not count: the first block is a short one', () => {
    const filter = restoredBlock({ kind: 'filter-country', step: 2 });
    expect(again(incident({ restored: filter }))).toEqual([[0, 30]]);
  });

  it('of another target does not count', () => {
    expect(again(incident({ restored: restoredBlock({ target: { country: 'UZ' } }) }))).toEqual([
      [0, 30],
    ]);
  });
});

describe('whether acting is worth it', () => {
  it('the money of the last hour, the next or the day passes the gate of an enabled response', () => {
    const gate = (excessUsd: number, projectedUsd: number, entries = {}, dayExcessUsd = 0) =>
      isWorthActing(judgement({ excessUsd, projectedUsd, dayExcessUsd }), settingsWith(entries));
    expect(gate(2, 0)).toBe(true);
    expect(gate(0, 2)).toBe(true);
    expect(gate(1.99, 1.99)).toBe(false);
    expect(gate(0, 0, {}, 2)).toBe(true);
    expect(gate(0, 0, {}, 1.99)).toBe(false);
    const off = {
      'responses/block-country/enabled': false,
      'responses/filter-country/enabled': false,
    };
    expect(gate(100, 100, { ...off, 'responses/block-number-range/enabled': false })).toBe(false);
    expect(gate(3, 0, { ...off, 'responses/block-number-range/minLossUsd': 4 })).toBe(false);
  });
});

describe('whether an attack gets past the levers', () => {
  const leaks = (
    each: Incident,
    recentUnstopped: readonly number[],
    mode: 'monitor' | 'enforce' = 'enforce',
  ) => isLeaking(each, countryInput({ window: windowView([], { recentUnstopped }) }), mode);
  const last = (count: number) => [0, 0, 0, 0, 0, 0, 0, 0, 0, count];

  it('more than five numbers since the minute after the move', () => {
    expect(leaks(contained(), last(6))).toBe(true);
    expect(leaks(contained(), last(5))).toBe(false);
  });

  it('what was sent in the minute of the move is not past it', () => {
    const moved = contained({ plannedAtMs: NOW_MS - minutes(1) });
    expect(leaks(moved, last(100))).toBe(false);
    expect(
      leaks(contained({ plannedAtMs: NOW_MS - minutes(2) }), [...last(0).slice(2), 100, 0]),
    ).toBe(false);
  });

  it('normal traffic past a blocked range is no leak', () => {
    const busy = countryInput({
      window: windowView([], { recentUnstopped: Array.from({ length: 10 }, () => 2) }),
      baseline: baseline({ firstSendsPerHour: 60 }),
    });
    expect(isLeaking(contained(), busy, 'enforce')).toBe(false);
  });

  it('what was only said stops nothing: a leak once it may be done', () => {
    const said = contained({ actions: [activeAction({ isVirtual: true })] });
    expect(leaks(said, last(100), 'monitor')).toBe(false);
    expect(leaks(said, last(0), 'enforce')).toBe(true);
  });

  it('nothing planned, nothing leaks', () => {
    expect(leaks(incident(), last(100))).toBe(false);
  });
});

describe('the spend limit', () => {
  const plan = (
    limitUsd: number,
    monthToDateUsd: number,
    entries = {},
    own = incident(),
    others: readonly Incident[] = [],
  ) =>
    planSpendLimit(
      {
        settings: settingsWith({ 'responses/lower-spend-limit/enabled': true, ...entries }),
        incident: own,
        incidents: [own, ...others],
      },
      { limitUsd, monthToDateUsd },
      NOW_MS,
    ).map(({ target, skip }) => [target, skip]);

  it('is the month to date and the allowance, in whole dollars', () => {
    expect(plan(500, 96.1)).toEqual([[{ limitUsd: 147, monthToDateUsd: 96.1 }, null]]);
  });

  it('is never raised', () => {
    expect(plan(147, 96.1)).toEqual([]);
    expect(plan(100, 96.1)).toEqual([]);
    expect(plan(96, 500)).toEqual([]);
  });

  it('is left alone unless its owner says otherwise', () => {
    expect(plan(500, 0, { 'responses/lower-spend-limit/enabled': false })).toEqual([]);
  });

  it('is left alone once an operator has set it during the incident', () => {
    const own = incident({
      restored: restoredBlock({
        kind: 'lower-spend-limit',
        target: { limitUsd: 140, monthToDateUsd: 90 },
        by: 'operator',
      }),
    });
    expect(plan(500, 96.1, {}, own)).toMatchObject([[{}, 'operator-changed']]);
  });

  it('is left alone for the cooldown after any incident put it back', () => {
    const before = incident({
      restored: restoredBlock({
        kind: 'lower-spend-limit',
        target: { limitUsd: 140, monthToDateUsd: 90 },
        atMs: NOW_MS - 299_000,
      }),
    });
    expect(plan(500, 96.1, {}, incident(), [before])).toMatchObject([[{}, 'cooldown']]);
    const entries = { 'responses/lower-spend-limit/cooldownSeconds': 299 };
    expect(plan(500, 96.1, entries, incident(), [before])).toMatchObject([[{}, null]]);
  });
});
