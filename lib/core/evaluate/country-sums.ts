import { addCarriers } from '../count/carrier-counts.ts';
import type { HourRollup } from '../count/hour-rollup.ts';

/** What the hours of a country that teach came to. */
export interface CountrySums {
  readonly hours: readonly HourRollup[];
  readonly firstSends: number;
  readonly messages: number;
  readonly failed: number;
  /** First sends of hours in which verifications were recorded, if any were made. */
  readonly verifiable: number;
  readonly matured: number;
  readonly converted: number;
  /** Of codes of which it is known, those that were used promptly, and all that were used. */
  readonly promptlyUsed: number;
  readonly usedKnown: number;
  readonly spendMicroUsd: number;
  readonly priced: number;
  /** First sends that were delivered, by the hash of the carrier, where both are known. */
  readonly carriers: ReadonlyMap<number, number>;
  readonly topBlockRepeats: number;
  readonly topBlockChances: number;
}

/** @param isSilent tells hours in which verifications did not come in */
export const sumCountry = (
  hours: readonly HourRollup[],
  isSilent: (startMs: number) => boolean,
): CountrySums => {
  const carriers = new Map<number, number>();
  const sums = {
    hours,
    firstSends: 0,
    messages: 0,
    failed: 0,
    verifiable: 0,
    matured: 0,
    converted: 0,
    promptlyUsed: 0,
    usedKnown: 0,
    spendMicroUsd: 0,
    priced: 0,
    carriers,
    topBlockRepeats: 0,
    topBlockChances: 0,
  };
  for (const hour of hours) {
    sums.firstSends += hour.firstSends;
    sums.messages += hour.messages;
    sums.failed += hour.failed;
    if (!isSilent(hour.startMs)) {
      sums.verifiable += hour.firstSends;
      sums.matured += hour.matured;
      sums.converted += hour.converted;
      if (hour.promptlyUsed !== null) {
        sums.promptlyUsed += hour.promptlyUsed;
        sums.usedKnown += hour.converted;
      }
    }
    sums.spendMicroUsd += hour.spendMicroUsd;
    sums.priced += hour.messages - hour.unpriced;
    if (hour.carriers !== null) addCarriers(carriers, hour.carriers);
    // One number is always a block's first; only what joins it there says how blocks are shared.
    if (hour.firstSends < 2) continue;
    sums.topBlockRepeats += hour.topBlockNumbers - 1;
    sums.topBlockChances += hour.firstSends - 1;
  }
  return sums;
};

/**
 * A destination's codes are used at least at this part of the account's rate, or its traffic is not
 * all customers': what nobody verifies must not raise the level, however slowly it came.
 */
const LEAST_USED_PART = 0.4;
const UNVERIFIED_ALLOWANCE = 2;

/** First sends that are customers' as far as their used codes can tell. */
export const customersOf = (sum: CountrySums, accountConversion: number | null): number => {
  if (accountConversion === null) return sum.firstSends;
  const explained = sum.converted / (LEAST_USED_PART * accountConversion) + UNVERIFIED_ALLOWANCE;
  return sum.firstSends - sum.verifiable + Math.min(sum.verifiable, explained);
};
