/**
 * Posterior probability that a rate is at least `rate`, after `successes` of `trials`, every rate
 * being equally likely before: the upper tail of Beta(successes + 1, trials - successes + 1), which
 * for whole numbers is a binomial sum.
 *
 * @param rate in (0, 1)
 */
export const rateAtLeast = (successes: number, trials: number, rate: number): number => {
  const n = trials + 1;
  let term = (1 - rate) ** n;
  let sum = term;
  for (let index = 1; index <= successes; index += 1) {
    term *= ((n - index + 1) / index) * (rate / (1 - rate));
    sum += term;
  }
  return Math.min(1, sum);
};
