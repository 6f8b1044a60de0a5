import {
  DAY_MINUTES,
  DEAR_COUNTRIES,
  VPN_COUNTRIES,
  flat,
  homeOf,
  never,
  oneAttack,
  type Preset,
} from './preset.ts';

/** Spread thin: over days, countries or number blocks. */
export const SPREAD_PRESETS: Readonly<Record<string, Preset>> = {
  drip: {
    description:
      'Six an hour for days, Sri Lanka, random numbers (paced as in https://cybersecurityboard.com/threat-actors-turning-messaging-service-into-a-cash-making-machine)',
    attacks: oneAttack('drip', () => ({
      ...never,
      durationMinutes: 5 * DAY_MINUTES,
      messages: 720,
      countries: ['LK'],
      pacing: flat,
      numbers: { kind: 'random' },
      source: { kind: 'vpn-pool', addresses: 40, countries: VPN_COUNTRIES },
    })),
  },
  'home-drip': {
    description: 'Three hundred a day into the home country, shaped like its people (worst case)',
    attacks: oneAttack('home-drip', (place) => ({
      ...never,
      durationMinutes: 5 * DAY_MINUTES,
      messages: 1_500,
      countries: [homeOf(place)],
      pacing: { kind: 'diurnal' },
      numbers: { kind: 'random' },
      source: { kind: 'residential', addresses: 1_000 },
    })),
  },
  spray: {
    description: 'Forty countries, three an hour each, for two days (assumption)',
    attacks: oneAttack('spray', () => ({
      ...never,
      durationMinutes: 2 * DAY_MINUTES,
      messages: 40 * 3 * 48,
      countries: DEAR_COUNTRIES.slice(0, 40),
      pacing: flat,
      numbers: { kind: 'random' },
      source: { kind: 'vpn-pool', addresses: 200, countries: VPN_COUNTRIES },
    })),
  },
  'rotating-blocks': {
    description: 'Azerbaijan, a new number block every ten minutes (assumption)',
    attacks: oneAttack('rotating-blocks', () => ({
      ...never,
      durationMinutes: DAY_MINUTES,
      messages: 2_880,
      countries: ['AZ'],
      pacing: flat,
      numbers: { kind: 'rotating-blocks', everyMinutes: 10 },
      source: { kind: 'vpn-pool', addresses: 100, countries: VPN_COUNTRIES },
    })),
  },
  'rotating-countries': {
    description: 'A new country every half hour, sixty messages each (assumption)',
    attacks: oneAttack('rotating-countries', () => ({
      ...never,
      durationMinutes: DAY_MINUTES,
      messages: 48 * 60,
      countries: DEAR_COUNTRIES.slice(0, 48),
      rotateCountriesEveryMinutes: 30,
      pacing: flat,
      numbers: { kind: 'blocks', blocks: 2 },
      source: { kind: 'vpn-pool', addresses: 100, countries: VPN_COUNTRIES },
    })),
  },
};
