/**
 * First sends by the carrier that they were delivered through, packed: one word a carrier, its
 * 6-bit hash (1 to 63) in the upper bits and its count in the lower ones, ascending by hash.
 */
export type CarrierCounts = Uint32Array;

const COUNT_BITS = 26;
const MAX_COUNT = 2 ** COUNT_BITS - 1;

export const NO_CARRIERS: CarrierCounts = new Uint32Array(0);

/** @param counts by hash; no carrier (0) and counts of 0 must not be among them */
export const packCarriers = (counts: ReadonlyMap<number, number>): CarrierCounts =>
  counts.size === 0
    ? NO_CARRIERS
    : Uint32Array.from(
        counts,
        ([carrier, count]) => carrier * 2 ** COUNT_BITS + Math.min(count, MAX_COUNT),
      ).sort();

/** Adds packed counts to `sums`, which are by hash. */
export const addCarriers = (sums: Map<number, number>, packed: CarrierCounts): void => {
  for (const word of packed) {
    const carrier = word >>> COUNT_BITS;
    sums.set(carrier, (sums.get(carrier) ?? 0) + (word & MAX_COUNT));
  }
};

/** Whether the words are counts as `packCarriers` gives them. */
export const areCarrierCounts = (words: Uint32Array): boolean =>
  words.every(
    (word, index) =>
      word >>> COUNT_BITS > (index === 0 ? 0 : (words[index - 1] ?? 0) >>> COUNT_BITS) &&
      (word & MAX_COUNT) > 0,
  );
