import type { Parameter } from '../settings/parameter.ts';

/** A value at which something else comes out. */
export interface Change<Outcome> {
  readonly value: number;
  readonly outcome: Outcome;
}

/** Each step away from the value in force is so many times the one before. */
const GROWTH = 1.5;
/** The first step, as a part of the value in force; of counts and hours always one. */
const FIRST_PART = 0.005;
/** A change is narrowed down to this part of its distance, and then told with as few digits as that allows. */
const TOLERANCE = 0.01;
const MAX_DECIMALS = 8;
/** Enough to tell whole numbers of any range apart. */
const MAX_HALVINGS = 40;

/**
 * Looks, below and above the value in force, for the nearest value of the allowed range at which
 * the outcome is another. Steps outward, then halves the last step, so what an outcome does between
 * two steps and takes back again is not found: the outcome need not be monotone, but an island must
 * be wider than a step (half of its distance from the value in force).
 *
 * @returns none, one or two changes, the nearest first
 */
export const searchChange = <Outcome>(
  parameter: Pick<Parameter, 'min' | 'max' | 'unit'>,
  inForce: number,
  outcomeAt: (value: number) => Outcome,
  isSame: (outcome: Outcome) => boolean,
): readonly Change<Outcome>[] => {
  const outward = (sign: 1 | -1): Change<Outcome> | null => {
    const search = new OutwardSearch(parameter, inForce, sign, outcomeAt, isSame);
    return search.nearest();
  };
  return [outward(-1), outward(1)]
    .flatMap((change) => change ?? [])
    .sort((a, b) => Math.abs(a.value - inForce) - Math.abs(b.value - inForce));
};

class OutwardSearch<Outcome> {
  readonly #isWhole: boolean;
  readonly #limit: number;
  readonly #inForce: number;
  readonly #sign: 1 | -1;
  readonly #outcomeAt: (value: number) => Outcome;
  readonly #isSame: (outcome: Outcome) => boolean;

  constructor(
    { min, max, unit }: Pick<Parameter, 'min' | 'max' | 'unit'>,
    inForce: number,
    sign: 1 | -1,
    outcomeAt: (value: number) => Outcome,
    isSame: (outcome: Outcome) => boolean,
  ) {
    this.#isWhole = unit === 'count' || unit === 'hours';
    this.#limit = sign === 1 ? max : min;
    this.#inForce = inForce;
    this.#sign = sign;
    this.#outcomeAt = outcomeAt;
    this.#isSame = isSame;
  }

  nearest(): Change<Outcome> | null {
    const span = Math.abs(this.#limit - this.#inForce);
    let same = this.#inForce;
    let step = this.#isWhole ? 1 : FIRST_PART * (Math.abs(this.#inForce) || Math.min(1, span));
    for (let distance = step; same !== this.#limit; distance += step) {
      const value = distance >= span ? this.#limit : this.#valueAt(distance);
      if (value !== same) {
        const changed = this.#changeAt(value);
        if (changed !== null) return this.#rounded(this.#narrow(same, changed), same);
        same = value;
      }
      step *= GROWTH;
    }
    return null;
  }

  #valueAt(distance: number): number {
    const value = this.#inForce + this.#sign * distance;
    return this.#isWhole ? Math.round(value) : value;
  }

  #changeAt(value: number): Change<Outcome> | null {
    const outcome = this.#outcomeAt(value);
    return this.#isSame(outcome) ? null : { value, outcome };
  }

  /** Halves the step in which the outcome changed. */
  #narrow(lastSame: number, firstChanged: Change<Outcome>): Change<Outcome> {
    let same = lastSame;
    let changed = firstChanged;
    for (let halvings = 0; halvings < MAX_HALVINGS; halvings += 1) {
      if (Math.abs(changed.value - same) <= this.#resolution(changed.value)) break;
      const middle = this.#isWhole
        ? Math.floor((same + changed.value) / 2)
        : (same + changed.value) / 2;
      const found = this.#changeAt(middle);
      if (found === null) same = middle;
      else changed = found;
    }
    return changed;
  }

  #resolution(value: number): number {
    return this.#isWhole ? 1 : (TOLERANCE / 10) * Math.abs(value - this.#inForce);
  }

  /** The value with the fewest decimals that is hardly further away and changes the outcome, too. */
  #rounded(change: Change<Outcome>, same: number): Change<Outcome> {
    if (this.#isWhole) return change;
    const { value } = change;
    const furthest = TOLERANCE * Math.abs(value - this.#inForce);
    for (let decimals = 0; decimals <= MAX_DECIMALS; decimals += 1) {
      const factor = 10 ** decimals;
      const away = this.#sign === 1 ? Math.ceil(value * factor) : Math.floor(value * factor);
      const rounded = away / factor;
      const isInRange = this.#sign === 1 ? rounded <= this.#limit : rounded >= this.#limit;
      if (!isInRange || Math.abs(rounded - value) > furthest || rounded === same) continue;
      const found = this.#changeAt(rounded);
      if (found !== null) return found;
    }
    return change;
  }
}
