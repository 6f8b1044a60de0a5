import { homeAddress, poolAddress, serverAddress } from './addresses.ts';
import { COUNTRY_PROFILES } from './country-profiles.ts';
import type { Random } from './random.ts';
import type { Source } from './scenario.ts';
import type { Person } from './send.ts';

type Address = Pick<Person, 'ipAddress' | 'addressCountry'>;

/** Where the next account of a burst comes from, given the country it wants a code sent to. */
export type AddressStream = (destination: string) => Address;

export const addressStream = (source: Source, random: Random): AddressStream => {
  const base = random.integer(65_536);
  switch (source.kind) {
    case 'one-address': {
      const address = { ipAddress: serverAddress(random), addressCountry: source.country };
      return () => address;
    }
    case 'vpn-pool':
      return () => {
        const index = random.integer(source.addresses);
        return {
          ipAddress: poolAddress(base, index, source.addresses),
          addressCountry: at(source.countries, index),
        };
      };
    case 'residential':
      return (destination) => ({
        ipAddress: homeAddress(base, random.integer(source.addresses)),
        addressCountry: destination,
      });
    case 'everywhere':
      break;
  }
  return () => {
    const index = random.integer(source.addresses);
    return {
      ipAddress: homeAddress(base, index),
      addressCountry: at(COUNTRY_PROFILES, index).country,
    };
  };
};

const at = <T>(choices: readonly T[], index: number): T => {
  const choice = choices[index % choices.length];
  if (choice === undefined) throw new RangeError('a source needs at least one country');
  return choice;
};
