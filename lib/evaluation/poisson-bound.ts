/** Events that a Poisson process of mean `mean` shows at most `count` of, as a probability. */
const atMost = (count: number, mean: number): number => {
  let term = Math.exp(-mean);
  let sum = term;
  for (let k = 1; k <= count; k += 1) {
    term *= mean / k;
    sum += term;
  }
  return sum;
};

const ALPHA = 0.05;

/**
 * Exact one-sided 95 % upper bound of a Poisson mean, from one count: the mean under which so few
 * events or fewer have a chance of 5 % (Garwood 1936, "Fiducial limits for the Poisson
 * distribution"). For none it is -ln 0.05 = 3.0, the rule of three.
 */
export const poissonUpperBound = (count: number): number => {
  let low = count;
  let high = count + 10 + 4 * Math.sqrt(count + 1);
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (atMost(count, middle) > ALPHA) low = middle;
    else high = middle;
  }
  return high;
};
