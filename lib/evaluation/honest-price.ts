import type { Row } from './row.ts';
import { sumOf } from './statistics.ts';

/** What stopping one kind of attack cost honest people, contender by contender. */
export interface HonestPrice {
  /** Seeds that every contender has played; what only some of them have is left out. */
  readonly seeds: number;
  /** All honest SMS of these cases, from the end of learning until twelve hours after the attack. */
  readonly legitSms: number;
  /** Honest SMS stopped in them, in the contenders' order. */
  readonly legitStopped: readonly number[];
}

/**
 * Honest SMS that contenders stopped in the same cases, added up over seeds: `contenders` has each
 * one's rows of one kind of attack on one size of tenant. `null` where they have no seed in common:
 * then sums say nothing about one against the other.
 */
export const honestPrice = (contenders: readonly (readonly Row[])[]): HonestPrice | null => {
  const [first = [], ...others] = contenders;
  const shared = first
    .map(({ seed }) => seed)
    .filter((seed) => others.every((rows) => rows.some((row) => row.seed === seed)));
  if (shared.length === 0) return null;
  const inShared = (rows: readonly Row[]): readonly Row[] =>
    rows.filter(({ seed }) => shared.includes(seed));
  return {
    seeds: shared.length,
    legitSms: sumOf(inShared(first), ({ outcome }) => outcome.legitSms),
    legitStopped: contenders.map((rows) =>
      sumOf(inShared(rows), ({ outcome }) => outcome.legitStopped),
    ),
  };
};
