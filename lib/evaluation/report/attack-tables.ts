import { type LeakSensitivity, leakSensitivity } from '../filter-sensitivity.ts';
import { medianInterval } from '../median-interval.ts';
import { leakedShare, OUR_DETECTOR, type Row } from '../row.ts';
import { groupBy, maximum, median, present, sumOf } from '../statistics.ts';
import { isContained } from '../targets.ts';
import { count, intervalCell, markdownTable, minutes, NEVER, percent, usd } from './figures.ts';

const byCase = (rows: readonly Row[]) =>
  groupBy(rows, ({ name, tenantClass }) => `${tenantClass} ${name}`).values();

/** Of our detector with all feeds: rows of each attack and size of tenant, the worst leak first. */
const worstFirst = (rows: readonly Row[]) =>
  [...byCase(ours(rows, 'attack').filter(({ feeds }) => feeds === 'all'))]
    .map((group) => ({ group, leak: medianInterval(present(group.map(leakedShare))) }))
    .sort((a, b) => (b.leak?.median ?? 0) - (a.leak?.median ?? 0));

const nameCells = ([first]: readonly Row[]): readonly string[] => [
  `\`${first?.name ?? ''}\``,
  first?.tenantClass ?? '',
];

/** One line for each attack and size of tenant: what of it got through. */
export const leakTable = (rows: readonly Row[]): string =>
  markdownTable(
    ['attack', 'tenant', 'worth', 'contained', 'leaked', '95 % interval', 'worst seed'],
    worstFirst(rows).map(({ group, leak }) => [
      ...nameCells(group),
      usd(median(group.map(({ undefendedUsd }) => undefendedUsd)) ?? 0),
      `${group.filter(isContained).length} of ${group.length}`,
      percent(leak?.median ?? null),
      intervalCell(leak),
      percent(maximum(present(group.map(leakedShare)))),
    ]),
  );

/** The same lines: how soon it was answered, and what the answer cost. */
export const responseTable = (rows: readonly Row[]): string =>
  markdownTable(
    [
      'attack',
      'tenant',
      'alert, min',
      'SMS before',
      'contained, min',
      'SMS before',
      'precision',
      'release, min',
      'flaps',
      'other alerts, blocks',
      'honest SMS stopped',
    ],
    worstFirst(rows).map(({ group }) => {
      const middle = (valueOf: (row: Row) => number | null) => median(present(group.map(valueOf)));
      return [
        ...nameCells(group),
        minutes(middle(({ outcome }) => outcome.minutesToAlert)),
        count(middle(({ outcome }) => outcome.smsToAlert)),
        minutes(middle(({ outcome }) => outcome.minutesToContain)),
        count(middle(({ outcome }) => outcome.smsToContain)),
        percent(
          middle(({ outcome }) => outcome.precision),
          0,
        ),
        minutes(middle(({ outcome }) => outcome.minutesToRelease)),
        sumOf(group, ({ outcome }) => outcome.flaps),
        `${sumOf(group, ({ outcome }) => outcome.falseAlerts)}, ${sumOf(group, ({ outcome }) => outcome.falseContainments)}`,
        sumOf(group, ({ outcome }) => outcome.legitStopped),
      ];
    }),
  );

/** What each set of feeds is enough for. */
export const feedsTable = (rows: readonly Row[]): string => {
  const attacks = ours(rows, 'attack');
  const feedSets = [...new Set(attacks.map(({ feeds }) => feeds))];
  return markdownTable(
    ['attack', 'tenant', ...feedSets.map((feeds) => `${feeds}: contained, median leak, interval`)],
    [...byCase(attacks)].map((group) => [
      ...nameCells(group),
      ...feedSets.map((feeds) => {
        const some = group.filter((row) => row.feeds === feeds);
        const leak = medianInterval(present(some.map(leakedShare)));
        const contained = `${some.filter(isContained).length} of ${some.length}`;
        return leak === null
          ? `${contained}, ${NEVER}`
          : `${contained}, ${percent(leak.median)}, ${intervalCell(leak)}`;
      }),
    ]),
  );
};

/** What was won with the help of AWS's filter, and what is left of it if the filter stops nothing. */
export const filterTable = (rows: readonly Row[]): string => {
  const found = leakSensitivity(rows);
  if (found.length === 0) return 'The filter was used in none of these attacks.';
  return markdownTable(
    ['attack', 'tenant', 'feeds', 'seed', 'leaked as assumed', 'leaked if it stops nothing'],
    found.map((one: LeakSensitivity) => [
      `\`${one.name}\``,
      one.tenantClass,
      one.feeds,
      one.seed,
      percent(one.assumed),
      percent(one.withoutFilter),
    ]),
  );
};

const ours = (rows: readonly Row[], kind: Row['kind']): readonly Row[] =>
  rows.filter((row) => row.contender === OUR_DETECTOR && row.kind === kind);
