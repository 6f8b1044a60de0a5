import type { Country, E164 } from './events.ts';

/** Numbering plans, from a library outside core. */
export interface Numbering {
  /**
   * The destination of a number in E.164 form (a plus sign and 7 to 15 digits), or `null` when no
   * numbering plan could hold it. Numbers that are unallocated but of a known calling code, which
   * pumping often uses, get the calling code's main country.
   */
  countryOf(number: E164): Country | null;
}

/** HMAC-SHA256 with the installation's key, cut to 32 bits. */
export type KeyedHash = (text: string) => number;

export interface IngestTools {
  readonly numbering: Numbering;
  readonly keyedHash: KeyedHash;
}
