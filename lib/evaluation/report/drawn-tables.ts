import type { TenantClass } from '../../simulator/tenant-models.ts';
import type { Evaluation } from '../evaluation.ts';
import { medianInterval } from '../median-interval.ts';
import { leakedShare, OUR_DETECTOR, type Row } from '../row.ts';
import { median, present, sumOf } from '../statistics.ts';
import { isContained } from '../targets.ts';
import { type Contestant, contestantsOf } from './comparison.ts';
import { intervalCell, markdownTable, minutes, percent, usd } from './figures.ts';
import { stoppedShare } from './honest-tables.ts';

const WORTH_USD = 50;
const MANY_PERCENT = 0.25;
const MOST_MISSES = 12;

/** The detector with all feeds, with fewer, and each baseline as it was tuned (or as it comes). */
const contestants = (rows: readonly Row[], tuning: Evaluation['tuning']): readonly Contestant[] =>
  [...new Set(rows.map(({ tenantClass }) => tenantClass))].flatMap((tenantClass) => [
    ...contestantsOf(rows, tuning, tenantClass).filter(
      ({ name, variant }, _, all) =>
        variant !== 'default' ||
        !all.some((other) => other.name === name && other.variant === 'tuned'),
    ),
    ...withFewerFeeds(rows, tenantClass),
  ]);

const withFewerFeeds = (rows: readonly Row[], tenantClass: TenantClass): readonly Contestant[] =>
  (['no-cognito', 'sns-only'] as const).flatMap((feeds) => {
    const own = rows.filter(
      (row) =>
        row.tenantClass === tenantClass && row.feeds === feeds && row.contender === OUR_DETECTOR,
    );
    return own.length === 0
      ? []
      : [{ name: `${OUR_DETECTOR}, ${feeds}`, variant: 'ours' as const, rows: own }];
  });

const ofKind = (contestant: Contestant, kind: Row['kind']): readonly Row[] =>
  contestant.rows.filter((row) => row.kind === kind);

/** One line for each size of tenant and contender. */
export const drawnAttackTable = (rows: readonly Row[], tuning: Evaluation['tuning']): string =>
  markdownTable(
    [
      'tenant',
      'detector',
      'attacks',
      'contained',
      'median leak',
      '95 % interval',
      `over $${WORTH_USD} and over ${percent(MANY_PERCENT, 0)} leaked`,
      'leaked of all',
      'alert, min',
    ],
    contestants(rows, tuning).flatMap((contestant) => {
      const attacks = ofKind(contestant, 'drawn-attack');
      if (attacks.length === 0) return [];
      const leaks = medianInterval(present(attacks.map(leakedShare)));
      const worthy = attacks.filter(({ undefendedUsd }) => undefendedUsd > WORTH_USD);
      const worth = sumOf(attacks, ({ undefendedUsd }) => undefendedUsd);
      const leaked = sumOf(attacks, ({ outcome }) => outcome.leakedUsd);
      return [
        [
          attacks[0]?.tenantClass ?? '',
          contestant.name,
          attacks.length,
          attacks.filter(isContained).length,
          percent(leaks?.median ?? null),
          intervalCell(leaks),
          `${worthy.filter(leaksMuch).length} of ${worthy.length}`,
          `${usd(leaked)} of ${usd(worth)}`,
          minutes(median(present(attacks.map(({ outcome }) => outcome.minutesToAlert)))),
        ],
      ];
    }),
  );

const leaksMuch = (row: Row): boolean => (leakedShare(row) ?? 0) > MANY_PERCENT;

export const drawnEventTable = (rows: readonly Row[], tuning: Evaluation['tuning']): string =>
  markdownTable(
    [
      'tenant',
      'detector',
      'honest events',
      'with an alert',
      'with a wrong block',
      'honest SMS stopped',
    ],
    contestants(rows, tuning).flatMap((contestant) => {
      const events = ofKind(contestant, 'drawn-event');
      if (events.length === 0) return [];
      return [
        [
          events[0]?.tenantClass ?? '',
          contestant.name,
          events.length,
          events.filter(({ outcome }) => outcome.falseAlerts > 0).length,
          events.filter(({ outcome }) => outcome.falseContainments > 0).length,
          stoppedShare(events),
        ],
      ];
    }),
  );

/** What the detector did worst, with all feeds. */
export const drawnMisses = (rows: readonly Row[]): string =>
  rows
    .filter(
      (row) =>
        row.kind === 'drawn-attack' &&
        row.contender === OUR_DETECTOR &&
        row.feeds === 'all' &&
        row.undefendedUsd > WORTH_USD &&
        leaksMuch(row),
    )
    .toSorted((a, b) => b.outcome.leakedUsd - a.outcome.leakedUsd)
    .slice(0, MOST_MISSES)
    .map(
      (row) =>
        `- \`${row.name}\` (${row.tenantClass}, seed ${row.seed}${row.isHoldOut ? ', hold-out traffic' : ''}): ${usd(row.outcome.leakedUsd)} of ${usd(row.undefendedUsd)}, ${isContained(row) ? `contained after ${minutes(row.outcome.minutesToContain)} min` : 'not contained'}`,
    )
    .join('\n') || 'None.';
