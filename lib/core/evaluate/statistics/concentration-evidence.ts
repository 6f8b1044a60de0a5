/**
 * Log generalised likelihood ratio, in nats, that one block of the numbering plan holds more of the
 * numbers than its usual share: a binomial scan statistic, less `ln(blocks)` for having looked at
 * every block (Bonferroni). 0 when the top block is not above its share.
 * After M. Kulldorff's spatial scan statistic. Not an e-value: its threshold is calibrated by measurement.
 *
 * @param inBlock distinct numbers in the busiest block
 * @param total distinct numbers in all
 * @param share usual share of the busiest block, in (0, 1)
 * @param blocks how many blocks were looked at
 */
export const concentrationEvidence = (
  inBlock: number,
  total: number,
  share: number,
  blocks: number,
): number => {
  if (total === 0 || inBlock / total <= share) return 0;
  const outside = total - inBlock;
  const likelihoodRatio =
    inBlock * Math.log(inBlock / (total * share)) +
    (outside === 0 ? 0 : outside * Math.log(outside / (total * (1 - share))));
  return Math.max(0, likelihoodRatio - Math.log(blocks));
};

/**
 * Nats for neighbours: numbers of one block that follow each other within `MAX_NEIGHBOUR_GAP`, more
 * often than chance would put them there. A Poisson log likelihood ratio.
 *
 * @param neighbours gaps of at most `MAX_NEIGHBOUR_GAP` between sorted numbers of the block
 * @param numbers distinct numbers in the block, of 10,000 possible
 */
export const adjacencyEvidence = (neighbours: number, numbers: number): number => {
  if (numbers < 2) return 0;
  const expected = (numbers - 1) * (1 - Math.exp((-MAX_NEIGHBOUR_GAP * numbers) / 10_000));
  if (neighbours <= expected) return 0;
  return neighbours * Math.log(neighbours / expected) - (neighbours - expected);
};

export const MAX_NEIGHBOUR_GAP = 5;
