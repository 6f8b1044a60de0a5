const RATE_RATIOS = [2, 3, 5, 8, 16, 32, 64];
const LOGS = RATE_RATIOS.map((ratio) => Math.log(ratio));

/**
 * Evidence, in nats, that a count comes from a higher rate than expected: a mixture of Poisson
 * likelihood ratios over rate ratios 2 to 64, tempered by `1 + 2 * dispersion * expected`, since
 * human traffic is burstier than Poisson. Not above 0 for a count that is not above what is
 * expected.
 *
 * A log e-value for Poisson counts of at most the expected mean. For negative-binomial counts it
 * is none (unless next to nothing is expected, the mean of its exponential is infinite): how far
 * it can be trusted there was measured, see docs/adr/0004.
 *
 * @param expected mean count under normal traffic, above 0
 * @param dispersion negative-binomial dispersion of a bin; 0 is Poisson
 */
export const countEvidence = (count: number, expected: number, dispersion: number): number => {
  // No closures and no arrays of its own: this is asked some fifty times a look.
  const tempering = 1 + 2 * dispersion * expected;
  let highest = -Infinity;
  for (let index = 0; index < LOGS.length; index += 1)
    highest = Math.max(highest, logRatio(index, count, expected));
  let sum = 0;
  for (let index = 0; index < LOGS.length; index += 1)
    sum += Math.exp((logRatio(index, count, expected) - highest) / tempering);
  return highest / tempering + Math.log(sum / LOGS.length);
};

const logRatio = (index: number, count: number, expected: number): number =>
  count * (LOGS[index] ?? 0) - ((RATE_RATIOS[index] ?? 1) - 1) * expected;
