import type { Country, E164 } from './events.ts';

/** Numbering plans, from a library outside core. */
export interface Numbering {
  /**
   * The destination of a number in E.164 form (a plus sign and 7 to 15 digits), or `null` when no
   * numbering plan could hold it. Numbers that are unallocated but of a known calling code, which
   * pumping often uses, get the calling code's main country.
   *
   * The answer depends on the number without its last four digits only: a /10^4 block has one
   * country, because blocks are counted, remembered and named in verifications as one.
   */
  countryOf(number: E164): Country | null;
}

/** HMAC-SHA256 with the installation's key, cut to 32 bits. */
export type KeyedHash = (text: string) => number;

export interface IngestTools {
  readonly numbering: Numbering;
  readonly keyedHash: KeyedHash;
  /**
   * ISO 3166-1 alpha-2 code of a country's English name as Cognito writes it ("United States"),
   * or of the code itself in any case; `null` when the name is not known.
   */
  readonly countryByName: (name: string) => string | null;
}
