import type { Parameter } from '../settings/parameter.ts';

/** A value at which something else comes out. */
export interface Change<Outcome> {
  readonly value: number;
  readonly outcome: Outcome;
}

/** Steps outward on one side of the value in force, the last of them at the end of the range. */
const STEPS_OUT = 6;
/** Halvings of the step in which the outcome changed. */
const HALVINGS = 6;
/** Each step is so many times as long as the one before. */
const GROWTH = 5;

/** No search asks more often than this: outward and in again, on both sides. */
export const MAX_EVALUATIONS = 2 * (STEPS_OUT + HALVINGS);

/**
 * Looks, below and above the value in force, for a value of the allowed range, as near as a bounded
 * search comes, at which the outcome is another. What the outcome does between two steps outward and
 * takes back again is not found.
 *
 * @returns none, one or two changes, the nearest first
 */
export const searchChange = <Outcome>(
  { min, max, unit }: Pick<Parameter, 'min' | 'max' | 'unit'>,
  inForce: number,
  outcomeAt: (value: number) => Outcome,
  isSame: (outcome: Outcome) => boolean,
): readonly Change<Outcome>[] => {
  const tidy = (value: number): number =>
    unit === 'count' ? Math.round(value) : Number(value.toPrecision(4));
  const changeAt = (value: number): Change<Outcome> | null => {
    const outcome = outcomeAt(value);
    return isSame(outcome) ? null : { value, outcome };
  };
  const towards = (limit: number): Change<Outcome> | null => {
    let same = inForce;
    for (let step = 1; step <= STEPS_OUT && same !== limit; step += 1) {
      const part = GROWTH ** (step - STEPS_OUT);
      const value = step === STEPS_OUT ? limit : tidy(inForce + part * (limit - inForce));
      if (value === same) continue;
      const found = changeAt(value);
      if (found !== null) return narrow(same, found);
      same = value;
    }
    return null;
  };
  const narrow = (lastSame: number, firstChanged: Change<Outcome>): Change<Outcome> => {
    let same = lastSame;
    let changed = firstChanged;
    for (let halving = 0; halving < HALVINGS; halving += 1) {
      const middle = tidy((same + changed.value) / 2);
      if (middle === same || middle === changed.value) break;
      const found = changeAt(middle);
      if (found === null) same = middle;
      else changed = found;
    }
    return changed;
  };
  return [towards(min), towards(max)]
    .flatMap((change) => change ?? [])
    .sort((a, b) => Math.abs(a.value - inForce) - Math.abs(b.value - inForce));
};
