import type { AllowedCountry, AppliedAllowlist } from '../operate/apply-allowlist.ts';
import type { UndoneAllowlist, UndoneRule } from '../operate/undo-allowlist.ts';
import { plural } from '../replay/report/format.ts';
import { countryLabel } from '../replay/report/places.ts';
import { colors } from './colors.ts';
import { type Column, formatTable } from './table.ts';

type Outcome = AllowedCountry['outcome'];

const STATES: Readonly<Record<AllowedCountry['state'], string>> = {
  listed: 'on the list: stays',
  held: 'the detector holds it: stays',
  'to-block': 'is blocked',
  'blocked-already': 'was blocked before: stays',
};
const UNDO_STATES: Readonly<Record<UndoneRule['state'], string>> = {
  'as-set': 'is put back',
  'back-already': 'is back already',
  'operator-changed': 'somebody changed it: stays',
  'not-ours': 'was never set by this record: stays',
};

const wordsOf = (inWords: string, outcome: Outcome): string => {
  if (outcome === 'failed') return 'FAILED';
  return outcome === 'unknown' ? 'NOT KNOWN: no answer' : inWords;
};

const columnsOf = <Row extends { readonly country: string; readonly outcome: Outcome }>(
  before: (row: Row) => string,
  after: (row: Row) => string,
  what: (row: Row) => string,
): readonly Column<Row>[] => [
  { title: 'country', of: ({ country }) => countryLabel(country) },
  { title: 'before', of: before },
  {
    title: 'after',
    of: (row) =>
      row.outcome === 'failed' ? before(row) : row.outcome === 'unknown' ? '?' : after(row),
  },
  { title: 'what', of: (row) => wordsOf(what(row), row.outcome) },
];

const APPLIED = columnsOf<AllowedCountry>(
  ({ before }) => before,
  ({ after }) => after,
  ({ state }) => STATES[state],
);
const UNDONE = columnsOf<UndoneRule>(
  ({ now }) => now,
  ({ after }) => after,
  ({ state }) => UNDO_STATES[state],
);

/** Each reason once, with whom it is about. */
const problemsOf = (rows: readonly (AllowedCountry | UndoneRule)[]): readonly string[] => {
  const countries = new Map<string, string[]>();
  for (const { country, problem } of rows)
    if (problem !== null) countries.set(problem, [...(countries.get(problem) ?? []), country]);
  return [...countries].map(([problem, of]) => `${of.join(', ')}: ${problem}`);
};

const DRY_RUN = 'Nothing was changed. Add --apply to do it.';

const strictOnes = (countries: readonly AllowedCountry[]): readonly string[] =>
  countries
    .filter(({ state, before }) => state === 'listed' && ['BLOCK', 'FILTER'].includes(before))
    .map(({ country, before }) => `${countryLabel(country)} ${before}`);

/** A rule of the detector's does not stay; without its table one cannot tell it from an owner's. */
const heldNotice = ({ countries, isHeldKnown }: AppliedAllowlist): readonly string[] => {
  const held = countries.filter(({ state }) => state === 'held');
  const names = held.map(({ country, heldBy }) => `${countryLabel(country)} (${heldBy})`);
  if (held.length > 0)
    return [
      colors.yellow(
        `Held by the detector, and left alone: ${names.join(', ')}. Once it is over they are as before: run this again then, or take them back first with rollback.`,
      ),
    ];
  const isStrict = countries.some(({ before }) => before === 'BLOCK' || before === 'FILTER');
  return isHeldKnown || !isStrict
    ? []
    : [
        'If a detector runs in this account, some of the rules before may be its own: --table, its incidents table, has them left alone.',
      ];
};

/** Every country before and after, those on the list first, and what a list of countries cannot do. */
export const formatAppliedAllowlist = (applied: AppliedAllowlist): string => {
  const { isApplied, region, record, countries, outOfReach } = applied;
  const of = (state: AllowedCountry['state']) => countries.filter((each) => each.state === state);
  const toBlock = of('to-block');
  const strict = strictOnes(countries);
  const held = of('held');
  const done = toBlock.filter(({ outcome }) => outcome === 'done').length;
  return [
    formatTable(APPLIED, [...of('listed'), ...held, ...of('blocked-already'), ...toBlock]),
    '',
    ...problemsOf(countries),
    ...(strict.length === 0
      ? []
      : [
          colors.yellow(
            `On the list and not simply allowed: ${strict.join(', ')}. The list loosens nothing.`,
          ),
        ]),
    ...heldNotice(applied),
    `Out of reach: ${outOfReach.join(', ')} are no countries, and no country rule blocks them.`,
    ...(isApplied && toBlock.length > 0
      ? [
          `${done} of ${plural(toBlock.length, 'country', 'countries')} blocked in ${region}. To take it back: allowlist undo ${record}`,
        ]
      : [
          toBlock.length === 0
            ? `All countries but those on the list${held.length > 0 ? ' or held' : ''} are blocked in ${region} already. Nothing was changed.`
            : `${plural(toBlock.length, 'country', 'countries')} would be blocked in ${region}. ${DRY_RUN}`,
        ]),
  ].join('\n');
};

/** Every country of a record, now and after. */
export const formatUndoneAllowlist = ({
  isApplied,
  region,
  countries,
}: UndoneAllowlist): string => {
  const back = countries.filter(({ state }) => state === 'as-set');
  const done = back.filter(({ outcome }) => outcome === 'done').length;
  const left = countries.filter(({ state }) => state === 'operator-changed');
  const names = left.map(({ country, now }) => `${countryLabel(country)} ${now}`);
  return [
    formatTable(UNDONE, countries),
    '',
    ...problemsOf(countries),
    ...(left.length === 0
      ? []
      : [colors.yellow(`Somebody changed since, and left alone: ${names.join(', ')}.`)]),
    isApplied
      ? `${done} of ${plural(back.length, 'country', 'countries')} put back in ${region}.`
      : `${plural(back.length, 'country', 'countries')} would be put back in ${region}. ${DRY_RUN}`,
  ].join('\n');
};
