import { logMeanExp } from './log-mean-exp.ts';

const LOWEST_COLLAPSED_RATE = 0.01;
const COLLAPSED_RATES = [LOWEST_COLLAPSED_RATE, 0.05, 0.15, 0.25];

/** Whether a collapse from `lowestNormalRate` could be told at all. */
export const canCollapse = (lowestNormalRate: number): boolean =>
  lowestNormalRate > LOWEST_COLLAPSED_RATE;

/**
 * Log e-value, in nats, that `successes` of `trials` come from a collapsed rate and not from one of
 * at least `lowestNormalRate`: a mixture of binomial likelihood ratios over collapsed rates of
 * 1 to 25 %, of those that lie below it. 0 when none does.
 */
export const rateCollapseEvidence = (
  successes: number,
  trials: number,
  lowestNormalRate: number,
): number => {
  if (trials === 0 || !canCollapse(lowestNormalRate)) return 0;
  const collapsed = COLLAPSED_RATES.filter((rate) => rate < lowestNormalRate);
  const failures = trials - successes;
  return logMeanExp(
    collapsed.map(
      (rate) =>
        successes * Math.log(rate / lowestNormalRate) +
        failures * Math.log((1 - rate) / (1 - lowestNormalRate)),
    ),
  );
};
