import { logMeanExp } from './log-mean-exp.ts';

const RATE_RATIOS = [2, 3, 5, 8, 16, 32, 64].map((ratio) => ({ ratio, log: Math.log(ratio) }));

/**
 * Log e-value, in nats, that a count comes from a higher rate than expected: a mixture of Poisson
 * likelihood ratios over rate ratios 2 to 64, tempered by the variance factor
 * `1 + 2 * dispersion * expected`, since human traffic is burstier than Poisson
 * (negative-binomial variance; see docs/adr/0004).
 *
 * @param expected mean count under normal traffic, above 0
 * @param dispersion negative-binomial dispersion of a bin; 0 is Poisson
 */
export const countEvidence = (count: number, expected: number, dispersion: number): number => {
  const tempering = 1 + 2 * dispersion * expected;
  return logMeanExp(
    RATE_RATIOS.map(({ ratio, log }) => (count * log - (ratio - 1) * expected) / tempering),
  );
};
