import { BIN_MS } from '../count/window.ts';
import type { Country } from '../ingest/events.ts';
import { HOUR_MS } from '../time.ts';

/** How many of the busiest other destinations are asked. */
export const REFERENCE_COUNTRIES = 5;
const MAX_FACTOR = 20;
/** Numbers added to both sides, so that a handful proves nothing. */
const SHRINKAGE = 2;

export interface SeenAndExpected {
  readonly seen: number;
  readonly expected: number;
}

/**
 * How many times its usual traffic the account has elsewhere: 1, or more when the busiest other
 * destination and the next ones together have all risen. The lower of the two counts, so that an
 * attack on one of them does not excuse the others.
 *
 * @param references other destinations, the busiest first
 */
export const commonModeFactor = (references: readonly SeenAndExpected[]): number => {
  const [busiest, ...rest] = references;
  if (busiest === undefined || rest.length === 0) return 1;
  const others = rest.reduce(
    (sum, { seen, expected }) => ({ seen: sum.seen + seen, expected: sum.expected + expected }),
    { seen: 0, expected: 0 },
  );
  return Math.min(MAX_FACTOR, Math.max(1, Math.min(ratioOf(busiest), ratioOf(others))));
};

const ratioOf = ({ seen, expected }: SeenAndExpected): number =>
  (seen + SHRINKAGE) / (expected + SHRINKAGE);

/** The busiest destinations other than `country`. */
export const referencesFor = (
  country: Country | null,
  busiestFirst: readonly Country[],
): readonly Country[] =>
  busiestFirst.filter((other) => other !== country).slice(0, REFERENCE_COUNTRIES);

/** From this much more traffic elsewhere on, what is seen at one destination is part of something larger. */
const RAISED_FACTOR = 1.5;
const BINS_OF_AN_HOUR = HOUR_MS / BIN_MS;

/** Whether the account has risen as a whole within the last hour. */
export const hasRisen = (commonMode: readonly number[]): boolean =>
  commonMode.slice(-BINS_OF_AN_HOUR).some((factor) => factor >= RAISED_FACTOR);
