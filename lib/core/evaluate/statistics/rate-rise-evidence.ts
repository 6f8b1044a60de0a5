import { logMeanExp } from './log-mean-exp.ts';

const RAISED_RATES = [0.05, 0.1, 0.2, 0.4, 0.7, 0.95];

/** Whether a rise above `highestNormalRate` could be told at all. */
export const canRise = (highestNormalRate: number): boolean =>
  highestNormalRate < (RAISED_RATES.at(-2) ?? 1);

/**
 * Log e-value, in nats, that `hits` of `trials` come from a raised rate and not from one of at most
 * `highestNormalRate`: a mixture of binomial likelihood ratios over raised rates of 5 to 95 %, of
 * those that lie at least half above it. 0 when none does.
 */
export const rateRiseEvidence = (
  hits: number,
  trials: number,
  highestNormalRate: number,
): number => {
  if (trials === 0 || !canRise(highestNormalRate)) return 0;
  const raised = RAISED_RATES.filter((rate) => rate >= 1.5 * highestNormalRate);
  if (raised.length === 0) return 0;
  const misses = trials - hits;
  return logMeanExp(
    raised.map(
      (rate) =>
        hits * Math.log(rate / highestNormalRate) +
        misses * Math.log((1 - rate) / (1 - highestNormalRate)),
    ),
  );
};
