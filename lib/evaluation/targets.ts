import { againstTuned } from './against-tuned.ts';
import { isDrawn } from './case.ts';
import { falseAlertRate, falseContainmentRate, type Rate } from './exposure.ts';
import { type MedianInterval, medianInterval } from './median-interval.ts';
import { leakedShare, OUR_DETECTOR, type Row } from './row.ts';
import { groupBy, present, sumOf } from './statistics.ts';
import type { Target } from './target.ts';
import type { TunedBaseline } from './tune.ts';

const FLASH = 'flash';
const MEDIAN_LEAK = 0.03;
const MAX_LEAK = 0.25;
const WORTH_USD = 50;
const LEGIT_STOPPED = 0.001;
const FALSE_CONTAINMENTS_A_MONTH = 0.1;
const FALSE_ALERTS_A_MONTH = 0.2;
/** Enough numbers in few places that numbers alone must do. */
const PLAIN_FROM_NUMBERS = [
  'burst-one-block',
  'served-country',
  'cheap-country',
  'sequential',
  'rotating-blocks',
];

/** What a detector of this kind should reach, fixed before it was measured; of what was designed. */
export const targetsOf = (
  played: readonly Row[],
  tuning: readonly TunedBaseline[],
): readonly Target[] => {
  const rows = played.filter(({ kind }) => !isDrawn(kind));
  const ours = rows.filter(({ contender }) => contender === OUR_DETECTOR);
  const all = ours.filter(({ feeds }) => feeds === 'all');
  const attacks = all.filter(
    ({ kind, tenantClass }) => kind === 'attack' && tenantClass !== 'large',
  );
  const lasting = attacks.filter(({ name }) => name !== FLASH);
  const benign = all.filter(({ kind }) => kind === 'benign');
  const quiet = all.filter(({ kind }) => kind === 'quiet');
  const snsOnly = ours.filter(
    ({ feeds, name, tenantClass }) =>
      feeds === 'sns-only' &&
      tenantClass !== 'large' &&
      PLAIN_FROM_NUMBERS.includes(name.split('@')[0] ?? ''),
  );
  return [
    each('contained', 'Every attack but `flash` is contained (small, mid)', lasting, isContained),
    medianLeak(lasting),
    each(
      'no-large-leak',
      'No attack worth more than $50 leaks more than 25 % (small, mid, but `flash`)',
      lasting.filter(({ undefendedUsd }) => undefendedUsd > WORTH_USD),
      (row) => (leakedShare(row) ?? 0) <= MAX_LEAK,
    ),
    each(
      'flash-alerted',
      '`flash` is alerted within a minute (small, mid)',
      attacks.filter(({ name }) => name === FLASH),
      ({ outcome }) => outcome.minutesToAlert !== null && outcome.minutesToAlert <= 1,
    ),
    each(
      'benign-not-contained',
      'Nothing is blocked in honest traffic that looks like an attack',
      benign,
      ({ outcome }) => outcome.falseContainments === 0,
    ),
    rate(
      'quiet-not-contained',
      `At most ${FALSE_CONTAINMENTS_A_MONTH} wrong blocks per tenant-month of quiet traffic`,
      falseContainmentRate(quiet),
      FALSE_CONTAINMENTS_A_MONTH,
    ),
    legitStopped(all),
    each(
      'one-page',
      'At most one alert for each honest event that looks like an attack',
      benign,
      ({ outcome }) => outcome.falseAlerts <= 1,
    ),
    rate(
      'quiet-pages',
      `At most ${FALSE_ALERTS_A_MONTH} alerts per tenant-month of quiet traffic`,
      falseAlertRate(quiet),
      FALSE_ALERTS_A_MONTH,
    ),
    againstTuned(rows, tuning),
    each(
      'sns-only',
      'From SNS logs alone, every burst, sequential and single-block attack is contained (small, mid)',
      snsOnly,
      isContained,
    ),
  ];
};

export const isContained = ({ outcome }: Row): boolean => outcome.minutesToContain !== null;

const each = (
  id: string,
  wanted: string,
  rows: readonly Row[],
  holds: (row: Row) => boolean,
): Target => {
  const misses = rows.filter((row) => !holds(row));
  return {
    id,
    wanted,
    verdict: rows.length === 0 ? 'not-measured' : misses.length === 0 ? 'pass' : 'fail',
    measured: `${rows.length - misses.length} of ${rows.length}`,
    misses: namesOf(misses, rows),
  };
};

/** `spray (small 2 of 3)`. */
const namesOf = (misses: readonly Row[], rows: readonly Row[]): readonly string[] => {
  const keyOf = ({ name, tenantClass }: Row): string => `${name} ${tenantClass}`;
  const of = groupBy(rows, keyOf);
  return [...groupBy(misses, keyOf)].map(([key, missed]) => {
    const [first] = missed;
    return `${first?.name} (${first?.tenantClass}, ${missed.length} of ${of.get(key)?.length})`;
  });
};

/** Judged by the median itself; its interval says how far to trust that. */
const medianLeak = (rows: readonly Row[]): Target => {
  const found = medianInterval(present(rows.map(leakedShare)));
  return {
    id: 'median-leak',
    wanted: 'The median leak is at most 3 % of the attack (small, mid, but `flash`)',
    verdict: found === null ? 'not-measured' : found.median <= MEDIAN_LEAK ? 'pass' : 'fail',
    measured: found === null ? '' : shareWithInterval(found),
    ...(found === null ? {} : { interval: found }),
    misses: [],
  };
};

/** `2.4 % (95 %: 1.8 to 5.8 %, 34 attacks)`. */
const shareWithInterval = ({ median, low, high, values, coverage }: MedianInterval): string => {
  const [middle, from, to] = [median, low, high].map((share) => (100 * share).toFixed(1));
  const attacks = values === 1 ? '1 attack' : `${values} attacks`;
  if (coverage !== null) return `${middle} % (95 %: ${from} to ${to} %, ${attacks})`;
  const range = values === 1 ? '' : `, which leaked ${from} to ${to} %`;
  return `${middle} % (no 95 % interval from ${attacks}${range})`;
};

const legitStopped = (rows: readonly Row[]): Target => {
  const stopped = sumOf(rows, ({ outcome }) => outcome.legitStopped);
  const sent = sumOf(rows, ({ outcome }) => outcome.legitSms);
  const share = sent === 0 ? null : stopped / sent;
  return {
    id: 'legit-stopped',
    wanted: 'Of all honest SMS, fewer than 0.1 % are stopped',
    verdict: share === null ? 'not-measured' : share < LEGIT_STOPPED ? 'pass' : 'fail',
    measured: share === null ? '' : `${(100 * share).toFixed(3)} % (${stopped} of ${sent})`,
    misses: rows
      .filter(({ outcome }) => outcome.legitStopped > LEGIT_STOPPED * outcome.legitSms)
      .map(
        ({ name, tenantClass, seed, outcome }) =>
          `${name} (${tenantClass}, seed ${seed}: ${outcome.legitStopped})`,
      ),
  };
};

const rate = (id: string, wanted: string, measured: Rate, most: number): Target => {
  const { perTenantMonth, upperBound, events, tenantMonths } = measured;
  return {
    id,
    wanted,
    verdict:
      perTenantMonth === null || upperBound === null
        ? 'not-measured'
        : perTenantMonth > most
          ? 'fail'
          : upperBound > most
            ? 'unproven'
            : 'pass',
    measured: `${events} in ${tenantMonths.toFixed(1)} tenant-months, at most ${upperBound?.toFixed(2) ?? '-'} a month (95 %)`,
    misses: [],
  };
};
