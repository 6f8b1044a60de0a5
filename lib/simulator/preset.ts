import { COUNTRY_PROFILES } from './country-profiles.ts';
import type { Attack, Confounder, TenantModel } from './scenario.ts';

/** What a preset needs to know of the scenario that it is put into. */
export interface PresetPlace {
  readonly tenant: TenantModel;
  readonly startsAfterMinutes: number;
}

/** A named attack. */
export interface Preset {
  /** What it models and where that is from. */
  readonly description: string;
  readonly attacks: (place: PresetPlace) => readonly Attack[];
  readonly confounders?: (place: PresetPlace) => readonly Confounder[];
}

export const HOUR_MINUTES = 60;
export const DAY_MINUTES = 24 * HOUR_MINUTES;
/** Test numbers and blocked ranges fail a little more often than people's numbers (assumption). */
const LOSS_SHARE = 0.05;
/** Where commercial VPNs have their exits (assumption). */
export const VPN_COUNTRIES = ['NL', 'US', 'DE', 'GB', 'RO', 'SG', 'SE', 'CA'];
/** Dear destinations first: what an attacker who is paid a share would choose (assumption). */
export const DEAR_COUNTRIES = COUNTRY_PROFILES.filter(({ country }) => country !== 'SH')
  .toSorted((a, b) => b.priceUsd - a.priceUsd)
  .map(({ country }) => country);

type Shape = Omit<Attack, 'id' | 'startsAfterMinutes' | 'lossShare' | 'trigger'> &
  Partial<Pick<Attack, 'trigger'>>;

/** One attack that begins when the preset does. */
export const oneAttack =
  (id: string, shape: (place: PresetPlace) => Shape): Preset['attacks'] =>
  (place) => [
    {
      id,
      startsAfterMinutes: place.startsAfterMinutes,
      trigger: 'SIGN_UP',
      lossShare: LOSS_SHARE,
      ...shape(place),
    },
  ];

/** The busiest country that is served. */
export const homeOf = ({ tenant }: PresetPlace): string => tenant.countries[0]?.country ?? 'DE';

/** The busiest country beside home; Germany where that is served but is not home, as in the incident. */
export const servedOf = ({ tenant }: PresetPlace): string => {
  const others = tenant.countries.slice(1).map(({ country }) => country);
  return others.find((country) => country === 'DE') ?? others[0] ?? 'DE';
};

/** The same pace all the time. */
export const flat = { kind: 'flat' } as const;
/** A message a number, and no code is used. */
export const never = { messagesPerNumber: 1, conversion: 0 } as const;
