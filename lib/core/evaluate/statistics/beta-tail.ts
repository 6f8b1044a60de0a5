/**
 * Posterior probability that a rate is at least `rate`, after `successes` of `trials`, every rate
 * being equally likely before: the upper tail of Beta(successes + 1, trials - successes + 1), which
 * for whole numbers is a binomial sum.
 *
 * @param rate in (0, 1)
 */
export const rateAtLeast = (successes: number, trials: number, rate: number): number => {
  const n = trials + 1;
  const logOdds = Math.log(rate / (1 - rate));
  // In logarithms: of thousands of codes, the first term is too small for a number.
  let logTerm = n * Math.log1p(-rate);
  let sum = Math.exp(logTerm);
  for (let index = 1; index <= successes; index += 1) {
    logTerm += Math.log((n - index + 1) / index) + logOdds;
    sum += Math.exp(logTerm);
  }
  return Math.min(1, sum);
};
