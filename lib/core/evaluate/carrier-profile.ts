/** How a destination's customers are shared out among its carriers. */
export interface CarrierProfile {
  /** Delivered first sends that the shares rest on. */
  readonly firstSends: number;
  /** Of these, by the hash of the carrier. */
  readonly byCarrier: ReadonlyMap<number, number>;
}

/** Jeffreys' half observation for and against: a carrier never seen is rare, not impossible. */
const PRIOR_FIRST_SENDS = 0.5;

/** @returns `null` when no first send is known to have named its carrier */
export const learnCarrierProfile = (
  byCarrier: ReadonlyMap<number, number>,
): CarrierProfile | null => {
  let firstSends = 0;
  for (const count of byCarrier.values()) firstSends += count;
  return firstSends === 0 ? null : { firstSends, byCarrier };
};

/** Share of the destination's delivered first sends that usually go through the carrier, 0 to 1, both excluded. */
export const shareOfCarrier = (
  { firstSends, byCarrier }: CarrierProfile,
  carrier: number,
): number =>
  ((byCarrier.get(carrier) ?? 0) + PRIOR_FIRST_SENDS) / (firstSends + 2 * PRIOR_FIRST_SENDS);
