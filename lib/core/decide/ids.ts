/** A text's digest as lower-case hexadecimal digits, at least 16 of them; SHA-256 in practice. */
export type Digest = (text: string) => string;

const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz';

const base32 = (value: number, width: number): string => {
  let text = '';
  let rest = value;
  for (let index = 0; index < width; index += 1) {
    text = (CROCKFORD[rest % 32] ?? '0') + text;
    rest = Math.floor(rest / 32);
  }
  return text;
};

/**
 * An id that sorts by time, then by `order` within the millisecond, and is a function of its
 * arguments alone: deciding the same thing again gives the same id.
 */
export const sortableId = (
  prefix: 'dec' | 'inc' | 'act',
  atMs: number,
  order: number,
  text: string,
  digest: Digest,
): string => `${prefix}_${base32(atMs, 9)}${base32(order, 3)}${digest(text).slice(0, 8)}`;
