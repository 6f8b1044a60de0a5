import type { Country, E164 } from './events.ts';
import { RecentMap } from '../recent-map.ts';
import type { IngestTools, KeyedHash } from './tools.ts';

const E164_FORM = /^\+[1-9]\d{6,14}$/;
/** What is left of 7 to 15 digits without the last four. */
const PREFIX_FORM = /^\+[1-9]\d{2,10}$/;
const SUBSCRIBER_DIGITS = 4;
const SAMPLE_SUBSCRIBER = '0000';

/** The value as a phone number, or `null`: a plus sign, no leading zero, 7 to 15 digits, nothing else. */
export const toE164 = (value: unknown): E164 | null =>
  typeof value === 'string' && E164_FORM.test(value) ? (value as E164) : null;

/** The value as a number without its last four digits, or `null`. */
export const toBlockPrefix = (value: unknown): string | null =>
  typeof value === 'string' && PREFIX_FORM.test(value) ? value : null;

/** A /10^4 block: the numbers that differ in their last four digits only. */
export interface NumberBlock {
  readonly country: Country;
  /** Keyed 16-bit hash. */
  readonly blockHash: number;
}

/** Hash of a block, from its numbers without their last four digits. */
export const hashBlock = (prefix: string, keyedHash: KeyedHash): number =>
  keyedHash(`block:${prefix}`) & 0xff_ff;

/** Where numbers lead to, as far as anything behind `ingest` may know. */
export interface Destinations {
  /** `null` when no numbering plan could hold the number. */
  blockOf(number: E164): NumberBlock | null;
  /** The same for a number without its last four digits. */
  blockOfPrefix(prefix: string): NumberBlock | null;
  hashNumber(number: E164): number;
}

/** About 10 MB at most. Traffic that matters repeats its blocks: pumping lives from dense ranges. */
const REMEMBERED_BLOCKS = 50_000;

/**
 * Remembers blocks, so that the common path costs one keyed hash and no numbering plan. That is
 * safe because a country depends on the number without its last four digits only (see
 * {@link Numbering}).
 */
export const createDestinations = ({
  numbering,
  keyedHash,
}: Pick<IngestTools, 'numbering' | 'keyedHash'>): Destinations => {
  const blocks = new RecentMap<NumberBlock>(REMEMBERED_BLOCKS);

  const blockOfPrefix = (prefix: string): NumberBlock | null => {
    const known = blocks.get(prefix);
    if (known !== undefined) return known;
    const country = numbering.countryOf((prefix + SAMPLE_SUBSCRIBER) as E164);
    if (country === null) return null;
    const block = { country, blockHash: hashBlock(prefix, keyedHash) };
    blocks.set(prefix, block);
    return block;
  };

  return {
    blockOfPrefix,
    blockOf: (number) => blockOfPrefix(number.slice(0, -SUBSCRIBER_DIGITS)),
    hashNumber: (number) => keyedHash(`number:${number}`),
  };
};
