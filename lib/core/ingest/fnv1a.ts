const OFFSET_BASIS = 0x81_1c_9d_c5;
const PRIME = 0x01_00_01_93;

/**
 * FNV-1a, 32 bit, over the UTF-16 code units. Not keyed: only for identifiers that are no
 * personal data, such as message ids, or for text in which such data is already hashed with the key.
 * Source: https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
 */
export const fnv1a = (text: string): number => {
  let hash = OFFSET_BASIS;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), PRIME);
  }
  return hash >>> 0;
};
