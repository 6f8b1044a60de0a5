import type { IngestTools } from '../core/ingest/tools.ts';
import { createCountryByName } from './country-names.ts';
import { createKeyedHash } from './keyed-hash.ts';
import { createNumbering } from './numbering.ts';

/**
 * What `ingest` needs from outside. `key` is the installation's secret: hashes made with another
 * key never match.
 * @throws RangeError when the key has fewer than 16 bytes.
 */
export const createIngestTools = (key: Uint8Array): IngestTools => ({
  numbering: createNumbering(),
  keyedHash: createKeyedHash(key),
  countryByName: createCountryByName(),
});
