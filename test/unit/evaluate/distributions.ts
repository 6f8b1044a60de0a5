/** Logarithms of the probabilities of 0, 1, 2, ...; exact but for rounding and the cut at the end. */
export type Distribution = readonly number[];

const build = (first: number, size: number, logRatio: (count: number) => number): Distribution => {
  const logs = [first];
  for (let count = 1; count < size; count += 1)
    logs.push((logs[count - 1] ?? -Infinity) + logRatio(count));
  return logs;
};

export const poisson = (mean: number, size: number): Distribution =>
  build(-mean, Math.ceil(size), (count) => Math.log(mean / count));

/** Variance `mean + dispersion * mean ** 2`. */
export const negativeBinomial = (mean: number, dispersion: number, size: number): Distribution => {
  const shape = 1 / dispersion;
  const share = mean / (mean + shape);
  return build(shape * Math.log(1 - share), Math.ceil(size), (count) =>
    Math.log(((count - 1 + shape) / count) * share),
  );
};

export const binomial = (trials: number, rate: number): Distribution => {
  if (rate === 1) return [...Array.from({ length: trials }, () => -Infinity), 0];
  return build(trials * Math.log(1 - rate), trials + 1, (count) =>
    Math.log(((trials - count + 1) / count) * (rate / (1 - rate))),
  );
};

/** Mean of `exp(nats)`. */
export const meanExp = (distribution: Distribution, nats: (count: number) => number): number =>
  distribution.reduce((sum, log, count) => sum + Math.exp(log + nats(count)), 0);

export const probabilityThat = (
  distribution: Distribution,
  isHit: (count: number) => boolean,
): number => meanExp(distribution, (count) => (isHit(count) ? 0 : -Infinity));
