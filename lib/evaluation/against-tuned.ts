import { adaptiveCountryThreshold } from './baselines/country-threshold.ts';
import { OUR_DETECTOR, type Row } from './row.ts';
import { groupBy, median, sumOf } from './statistics.ts';
import type { Target } from './target.ts';
import type { TunedBaseline } from './tune.ts';

/**
 * At the same or fewer false actions, fewer dollars leaked on every kind of attack. Honest SMS that
 * blocks stopped during the attacks are told of what is lost, and decide nothing. Only streams that
 * both have played are compared.
 */
export const againstTuned = (rows: readonly Row[], tuning: readonly TunedBaseline[]): Target => {
  const lost: string[] = [];
  let compared = 0;
  let falseOurs = 0;
  let falseTheirs = 0;
  for (const { tenantClass, value } of tuning.filter(
    ({ id }) => id === adaptiveCountryThreshold.id,
  )) {
    if (value === null) continue;
    const ofClass = rows.filter((row) => row.tenantClass === tenantClass && row.feeds === 'all');
    const theirs = ofClass.filter(
      ({ contender, parameter }) =>
        contender === adaptiveCountryThreshold.id && parameter === value,
    );
    const played = new Set(theirs.map(streamOf));
    const ours = ofClass.filter(
      (row) => row.contender === OUR_DETECTOR && played.has(streamOf(row)),
    );
    const falseOf = (some: readonly Row[]): number =>
      sumOf(
        some.filter(({ kind }) => kind !== 'attack'),
        ({ outcome }) => outcome.falseContainments,
      );
    falseOurs += falseOf(ours);
    falseTheirs += falseOf(theirs);
    const attacks = groupBy(
      theirs.filter(({ kind }) => kind === 'attack'),
      ({ name }) => name,
    );
    for (const [name, their] of attacks) {
      const our = ours.filter((row) => row.name === name);
      const [ourUsd, theirUsd] = [medianUsd(our), medianUsd(their)];
      // Nobody has won what only one has played.
      if (ourUsd === null || theirUsd === null) continue;
      compared += 1;
      if (ourUsd < theirUsd) continue;
      const usd = `$${ourUsd.toFixed(2)} against $${theirUsd.toFixed(2)}`;
      lost.push(`${name} (${tenantClass}: ${usd}, ${honestStopped(our, their)})`);
    }
  }
  const isAtMost = falseOurs <= falseTheirs;
  return {
    id: 'against-tuned-threshold',
    wanted:
      'At the same or fewer wrong blocks than the tuned country threshold, fewer dollars leak in every kind of attack',
    verdict: compared === 0 ? 'not-measured' : isAtMost && lost.length === 0 ? 'pass' : 'fail',
    measured: `${compared - lost.length} of ${compared} kinds; wrong blocks ${falseOurs} against ${falseTheirs}`,
    misses: lost,
  };
};

const medianUsd = (rows: readonly Row[]): number | null =>
  median(rows.map(({ outcome }) => outcome.leakedUsd));

const streamOf = ({ name, seed, isHoldOut }: Row): string => `${name} ${seed} ${isHoldOut}`;

/** `honest SMS stopped 0 against 41`. */
const honestStopped = (our: readonly Row[], their: readonly Row[]): string =>
  `honest SMS stopped ${[our, their]
    .map((rows) => sumOf(rows, ({ outcome }) => outcome.legitStopped))
    .join(' against ')}`;
