const NO_CARRIER = 0;
const MAX_CODE = 999;
/** Hashes that a carrier can have; leaves 0 free for "no carrier" in six bits. */
export const CARRIER_HASHES = 63;
const FIBONACCI = 0x9e_37_79_b1;

/** A mobile country or network code, from a number or a string such as `"05"`; -1 when there is none. */
const codeOf = (value: unknown): number => {
  if (typeof value !== 'number' && typeof value !== 'string') return -1;
  const code = value === '' ? Number.NaN : Number(value);
  return Number.isInteger(code) && code >= 0 && code <= MAX_CODE ? code : -1;
};

/**
 * Hash of a carrier to 1..63; 0 when the record names none. SNS writes 0 for both codes on every
 * failure, but a network code of 0 alone is real (several countries have an operator 00).
 */
export const hashCarrier = (mcc: unknown, mnc: unknown): number => {
  const country = codeOf(mcc);
  const network = codeOf(mnc);
  if (country <= 0 || network < 0) return NO_CARRIER;
  return ((Math.imul(country * (MAX_CODE + 1) + network, FIBONACCI) >>> 16) % CARRIER_HASHES) + 1;
};
