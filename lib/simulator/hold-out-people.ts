import type { PeopleModel } from './scenario.ts';

/**
 * A second model of honest users, never used for tuning, so that a detector is not judged only by
 * the traffic that it was made with. Assumptions, chosen to differ: two peaks a day, the higher one
 * in the evening (instead of a plateau), numbers nearly uniform over blocks (so most blocks are
 * new), and requests that bring others within minutes (bursts beyond daily cycles:
 * https://ar5iv.org/html/1101.0377).
 */
export const HOLD_OUT_PEOPLE: PeopleModel = {
  hourWeights: [
    0.45, 0.3, 0.2, 0.14, 0.1, 0.09, 0.14, 0.32, 0.55, 0.7, 0.78, 0.82, 0.85, 0.74, 0.66, 0.68,
    0.75, 0.9, 1.1, 1.3, 1.4, 1.3, 1, 0.7,
  ],
  blockPower: 1.15,
  offspring: 0.3,
  offspringMeanSeconds: 240,
};
