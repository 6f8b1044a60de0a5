import { type LeakSensitivity, leakSensitivity } from '../filter-sensitivity.ts';
import { leakedShare, OUR_DETECTOR, type Row } from '../row.ts';
import { groupBy, maximum, median, present, sumOf } from '../statistics.ts';
import { isContained } from '../targets.ts';
import { count, markdownTable, minutes, percent, usd } from './figures.ts';

const byCase = (rows: readonly Row[]) =>
  groupBy(rows, ({ name, tenantClass }) => `${tenantClass} ${name}`).values();

/** One line for each attack and size of tenant, the worst leak first. */
export const attackTable = (rows: readonly Row[]): string => {
  const groups = [...byCase(ours(rows, 'attack').filter(({ feeds }) => feeds === 'all'))]
    .map((group) => ({ group, leak: median(present(group.map(leakedShare))) ?? 0 }))
    .sort((a, b) => b.leak - a.leak);
  return markdownTable(
    [
      'attack',
      'tenant',
      'worth',
      'contained',
      'leaked (worst)',
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
    groups.map(({ group, leak }) => {
      const middle = (valueOf: (row: Row) => number | null) => median(present(group.map(valueOf)));
      return [
        `\`${group[0]?.name ?? ''}\``,
        group[0]?.tenantClass ?? '',
        usd(middle(({ undefendedUsd }) => undefendedUsd) ?? 0),
        `${group.filter(isContained).length} of ${group.length}`,
        `${percent(leak)} (${percent(maximum(present(group.map(leakedShare))))})`,
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
};

/** What each set of feeds is enough for. */
export const feedsTable = (rows: readonly Row[]): string => {
  const attacks = ours(rows, 'attack');
  const feedSets = [...new Set(attacks.map(({ feeds }) => feeds))];
  return markdownTable(
    ['attack', 'tenant', ...feedSets.map((feeds) => `${feeds}: contained, median leak`)],
    [...byCase(attacks)].map((group) => [
      `\`${group[0]?.name ?? ''}\``,
      group[0]?.tenantClass ?? '',
      ...feedSets.map((feeds) => {
        const some = group.filter((row) => row.feeds === feeds);
        const leak = median(present(some.map(leakedShare)));
        return `${some.filter(isContained).length} of ${some.length}, ${percent(leak)}`;
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
