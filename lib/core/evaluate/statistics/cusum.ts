/** Evidence so far, in nats, and where the run of evidence that it comes from began. */
export interface Cusum {
  readonly nats: number;
  /** Index of the first increment of the current run; the number of increments when there is none. */
  readonly startIndex: number;
}

/** More evidence than this changes nothing and would take hours of quiet to forget. */
export const MAX_NATS = 60;

export const NO_EVIDENCE: Cusum = { nats: 0, startIndex: 0 };

/**
 * A cumulative sum that forgets evidence for the null: `S <- increment + max(0, S)`, capped.
 * With log e-values as increments this is the e-CUSUM of Shin, Ramdas and
 * Rinaldo, "E-detectors" (arXiv 2203.03532), whose mean run length to `ln c` under the null is at
 * least `c` increments. `countEvidence` is such only for Poisson traffic of a known level, so that
 * is not promised of the rules: docs/adr/0004 has what was measured.
 *
 * @param before what came of `count` increments before these
 */
export const cusum = (
  increments: readonly number[],
  before: Cusum = NO_EVIDENCE,
  count = 0,
): Cusum => {
  let { nats, startIndex } = before;
  increments.forEach((increment, index) => {
    if (nats <= 0) {
      nats = 0;
      startIndex = count + index;
    }
    nats = Math.min(MAX_NATS, nats + increment);
  });
  return nats > 0 ? { nats, startIndex } : { nats: 0, startIndex: count + increments.length };
};
