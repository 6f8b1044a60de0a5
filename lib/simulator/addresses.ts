import type { Random } from './random.ts';

/**
 * Only addresses that belong to nobody: the documentation ranges of RFC 5737 and RFC 3849. Where
 * Cognito places one is part of the model, not of the address.
 */

const IPV4_HOSTS = 254;

/** 192.0.2.0/24: shared by many, like an office or a carrier's NAT. */
export const sharedAddress = (random: Random): string =>
  `192.0.2.${1 + random.integer(IPV4_HOSTS)}`;

/** 203.0.113.0/24. */
export const serverAddress = (random: Random): string =>
  `203.0.113.${1 + random.integer(IPV4_HOSTS)}`;

/** One of a pool, told apart by its index: 198.51.100.0/24 while it lasts, else 2001:db8::/32. */
export const poolAddress = (base: number, index: number, poolSize: number): string =>
  poolSize <= IPV4_HOSTS ? `198.51.100.${1 + index}` : homeAddress(base, index);

/** 2001:db8::/32: a network of one's own. */
export const homeAddress = (base: number, index: number): string => {
  const high = (base + Math.floor(index / 65_536)) % 65_536;
  return `2001:db8:${high.toString(16)}:${(index % 65_536).toString(16)}::1`;
};
