import {
  HOUR_MINUTES,
  VPN_COUNTRIES,
  flat,
  never,
  oneAttack,
  servedOf,
  type Preset,
} from './preset.ts';

/** Thousands of messages within minutes or hours. */
export const LOUD_PRESETS: Readonly<Record<string, Preset>> = {
  'burst-one-block': {
    description:
      'Thousands of codes to one block of Uzbek numbers, from 20,000 addresses (https://pont.is/p/sms-fraud)',
    attacks: oneAttack('burst-one-block', () => ({
      ...never,
      durationMinutes: 3 * HOUR_MINUTES,
      messages: 13_000,
      countries: ['UZ'],
      pacing: flat,
      numbers: { kind: 'blocks', blocks: 1, prefixes: ['+99899394'] },
      source: { kind: 'everywhere', addresses: 20_000 },
    })),
  },
  'random-ramp': {
    description:
      'Random Moroccan mobiles, five messages each, slow start then ramp, VPN exits (https://blog.healthchecks.io/2026/06/about-the-sms-pumping-attack-on-may-26-27/)',
    attacks: oneAttack('random-ramp', () => ({
      durationMinutes: 12 * HOUR_MINUTES,
      messages: 8_000,
      countries: ['MA'],
      pacing: { kind: 'linear', rampMinutes: 6 * HOUR_MINUTES },
      numbers: { kind: 'random' },
      messagesPerNumber: 5,
      conversion: 0,
      source: { kind: 'vpn-pool', addresses: 200, countries: VPN_COUNTRIES },
    })),
  },
  flash: {
    description:
      'Over in three minutes, Myanmar, one address (https://yousefamar.com/memo/log/2023-01-29-00-05-40/)',
    attacks: oneAttack('flash', () => ({
      ...never,
      durationMinutes: 3,
      messages: 5_000,
      countries: ['MM'],
      pacing: flat,
      numbers: { kind: 'blocks', blocks: 3 },
      source: { kind: 'one-address', country: 'PS' },
    })),
  },
  'served-country': {
    description:
      'Random numbers of a country that the service serves, through residential proxies; a tenth of the incident (https://www.eknix.com/case-studies/fashion-retailer-sms-fraud/)',
    attacks: oneAttack('served-country', (place) => ({
      ...never,
      durationMinutes: 4 * HOUR_MINUTES,
      messages: 24_000,
      countries: [servedOf(place)],
      pacing: flat,
      numbers: { kind: 'random' },
      source: { kind: 'residential', addresses: 300 },
    })),
  },
};
