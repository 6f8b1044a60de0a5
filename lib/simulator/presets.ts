import { COUNTRY_PROFILES } from './country-profiles.ts';
import type { Attack, Confounder, TenantModel } from './scenario.ts';
import { SimulatorError } from './simulator-error.ts';

/** What a preset needs to know of the scenario that it is put into. */
export interface PresetPlace {
  readonly tenant: TenantModel;
  readonly startsAfterMinutes: number;
}

export interface Preset {
  /** What it models and where that is from. */
  readonly description: string;
  readonly attacks: (place: PresetPlace) => readonly Attack[];
  readonly confounders?: (place: PresetPlace) => readonly Confounder[];
}

const HOUR = 60;
const DAY = 24 * HOUR;
/** Test numbers and blocked ranges fail a little more often than people's numbers (assumption). */
const LOSS_SHARE = 0.05;
/** Where commercial VPNs have their exits (assumption). */
const VPN_COUNTRIES = ['NL', 'US', 'DE', 'GB', 'RO', 'SG', 'SE', 'CA'];
/** Dear destinations first: what an attacker who is paid a share would choose (assumption). */
const DEAR_COUNTRIES = COUNTRY_PROFILES.filter(({ country }) => country !== 'SH')
  .toSorted((a, b) => b.priceUsd - a.priceUsd)
  .map(({ country }) => country);

type Shape = Omit<Attack, 'id' | 'startsAfterMinutes' | 'lossShare' | 'trigger'> &
  Partial<Pick<Attack, 'trigger'>>;

const one =
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

const homeOf = ({ tenant }: PresetPlace): string => tenant.countries[0]?.country ?? 'DE';

/** The busiest country beside home; Germany where that is served but is not home, as in the incident. */
const servedOf = ({ tenant }: PresetPlace): string => {
  const others = tenant.countries.slice(1).map(({ country }) => country);
  return others.find((country) => country === 'DE') ?? others[0] ?? 'DE';
};

const flat = { kind: 'flat' } as const;
const never = { messagesPerNumber: 1, conversion: 0 } as const;

export const PRESETS: Readonly<Record<string, Preset>> = {
  'burst-one-block': {
    description:
      'Thousands of codes to one block of Uzbek numbers, from 20,000 addresses (https://pont.is/p/sms-fraud)',
    attacks: one('burst-one-block', () => ({
      ...never,
      durationMinutes: 3 * HOUR,
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
    attacks: one('random-ramp', () => ({
      durationMinutes: 12 * HOUR,
      messages: 8_000,
      countries: ['MA'],
      pacing: { kind: 'linear', rampMinutes: 6 * HOUR },
      numbers: { kind: 'random' },
      messagesPerNumber: 5,
      conversion: 0,
      source: { kind: 'vpn-pool', addresses: 200, countries: VPN_COUNTRIES },
    })),
  },
  flash: {
    description:
      'Over in three minutes, Myanmar, one address (https://yousefamar.com/memo/log/2023-01-29-00-05-40/)',
    attacks: one('flash', () => ({
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
    attacks: one('served-country', (place) => ({
      ...never,
      durationMinutes: 4 * HOUR,
      messages: 24_000,
      countries: [servedOf(place)],
      pacing: flat,
      numbers: { kind: 'random' },
      source: { kind: 'residential', addresses: 300 },
    })),
  },
  drip: {
    description:
      'Six an hour for days, Sri Lanka, random numbers (paced as in https://cybersecurityboard.com/threat-actors-turning-messaging-service-into-a-cash-making-machine)',
    attacks: one('drip', () => ({
      ...never,
      durationMinutes: 5 * DAY,
      messages: 720,
      countries: ['LK'],
      pacing: flat,
      numbers: { kind: 'random' },
      source: { kind: 'vpn-pool', addresses: 40, countries: VPN_COUNTRIES },
    })),
  },
  'home-drip': {
    description: 'Three hundred a day into the home country, shaped like its people (worst case)',
    attacks: one('home-drip', (place) => ({
      ...never,
      durationMinutes: 5 * DAY,
      messages: 1_500,
      countries: [homeOf(place)],
      pacing: { kind: 'diurnal' },
      numbers: { kind: 'random' },
      source: { kind: 'residential', addresses: 1_000 },
    })),
  },
  spray: {
    description: 'Forty countries, three an hour each, for two days (assumption)',
    attacks: one('spray', () => ({
      ...never,
      durationMinutes: 2 * DAY,
      messages: 40 * 3 * 48,
      countries: DEAR_COUNTRIES.slice(0, 40),
      pacing: flat,
      numbers: { kind: 'random' },
      source: { kind: 'vpn-pool', addresses: 200, countries: VPN_COUNTRIES },
    })),
  },
  'rotating-blocks': {
    description: 'Azerbaijan, a new number block every ten minutes (assumption)',
    attacks: one('rotating-blocks', () => ({
      ...never,
      durationMinutes: DAY,
      messages: 2_880,
      countries: ['AZ'],
      pacing: flat,
      numbers: { kind: 'rotating-blocks', everyMinutes: 10 },
      source: { kind: 'vpn-pool', addresses: 100, countries: VPN_COUNTRIES },
    })),
  },
  'rotating-countries': {
    description: 'A new country every half hour, sixty messages each (assumption)',
    attacks: one('rotating-countries', () => ({
      ...never,
      durationMinutes: DAY,
      messages: 48 * 60,
      countries: DEAR_COUNTRIES.slice(0, 48),
      rotateCountriesEveryMinutes: 30,
      pacing: flat,
      numbers: { kind: 'blocks', blocks: 2 },
      source: { kind: 'vpn-pool', addresses: 100, countries: VPN_COUNTRIES },
    })),
  },
  'faked-conversion': {
    description:
      'Most codes are entered again by the fraudster (https://www.kaleyra.com/blog/combat-the-risks-of-sms-pumping-artificially-inflated-traffic/)',
    attacks: one('faked-conversion', () => ({
      durationMinutes: 12 * HOUR,
      messages: 3_000,
      countries: ['ID'],
      pacing: flat,
      numbers: { kind: 'blocks', blocks: 8 },
      messagesPerNumber: 1,
      conversion: 0.8,
      source: { kind: 'vpn-pool', addresses: 200, countries: VPN_COUNTRIES },
    })),
  },
  'resend-abuse': {
    description: 'Forty own accounts ask for a new password a hundred times each (assumption)',
    attacks: one('resend-abuse', () => ({
      ...never,
      durationMinutes: DAY,
      messages: 4_000,
      countries: ['AZ', 'TJ', 'BY', 'JO'],
      pacing: flat,
      numbers: { kind: 'few-numbers', numbers: 10 },
      trigger: 'FORGOT_PASSWORD',
      source: { kind: 'vpn-pool', addresses: 40, countries: VPN_COUNTRIES },
    })),
  },
  sequential: {
    description: 'Counting through Algerian numbers (https://www.infobip.com/glossary/sms-pumping)',
    attacks: one('sequential', () => ({
      ...never,
      durationMinutes: DAY,
      messages: 480,
      countries: ['DZ'],
      pacing: flat,
      numbers: { kind: 'sequential', blocks: 1, maxStep: 3 },
      source: { kind: 'vpn-pool', addresses: 40, countries: VPN_COUNTRIES },
    })),
  },
  'cheap-country': {
    description: 'The United States from within: hardly worth the attack (economic lower bound)',
    attacks: one('cheap-country', () => ({
      ...never,
      durationMinutes: 6 * HOUR,
      messages: 5_000,
      countries: ['US'],
      pacing: flat,
      numbers: { kind: 'blocks', blocks: 4 },
      source: { kind: 'residential', addresses: 2_000 },
    })),
  },
  mimicry: {
    description: 'A hundred a day to Kyrgyzstan, by its clock and from its addresses (assumption)',
    attacks: one('mimicry', () => ({
      ...never,
      durationMinutes: 7 * DAY,
      messages: 700,
      countries: ['KG'],
      pacing: { kind: 'diurnal' },
      numbers: { kind: 'random' },
      source: { kind: 'residential', addresses: 500 },
    })),
  },
  'hidden-in-launch': {
    description: 'Three in ten messages of a real launch in Poland are not real (assumption)',
    attacks: one('hidden-in-launch', () => ({
      ...never,
      durationMinutes: 5 * DAY,
      messages: 5 * 257,
      countries: ['PL'],
      pacing: { kind: 'diurnal' },
      numbers: { kind: 'blocks', blocks: 4 },
      source: { kind: 'residential', addresses: 500 },
    })),
    confounders: ({ startsAfterMinutes }) => [
      {
        kind: 'launch',
        country: 'PL',
        messagesPerDay: 600,
        startsAfterMinutes,
        durationMinutes: 60 * DAY,
      },
    ],
  },
  adaptive: {
    description:
      'When blocked, waits twenty minutes and goes on elsewhere, twenty times; needs a closed loop (assumption)',
    attacks: one('adaptive', () => ({
      ...never,
      durationMinutes: DAY,
      messages: 6_000,
      countries: DEAR_COUNTRIES.slice(0, 21),
      pacing: flat,
      numbers: { kind: 'blocks', blocks: 2 },
      source: { kind: 'vpn-pool', addresses: 200, countries: VPN_COUNTRIES },
      whenBlocked: { noticedAfterSends: 5, waitMinutes: 20, moves: 20 },
    })),
  },
  poisoning: {
    description:
      'Three weeks of traffic that grows a tenth a day to teach the baseline, then five times as much (assumption)',
    attacks: (place) => [
      ...one('poisoning', () => ({
        ...never,
        durationMinutes: 21 * DAY,
        messages: 1_340,
        countries: ['KZ'],
        pacing: { kind: 'growth', growthPerDay: 0.1 },
        numbers: { kind: 'random' },
        source: { kind: 'residential', addresses: 2_000 },
      }))(place),
      ...one('poisoning-harvest', () => ({
        ...never,
        durationMinutes: 2 * DAY,
        messages: 1_480,
        countries: ['KZ'],
        pacing: flat,
        numbers: { kind: 'random' },
        source: { kind: 'residential', addresses: 2_000 },
      }))({ ...place, startsAfterMinutes: place.startsAfterMinutes + 21 * DAY }),
    ],
  },
};

export const presetNamed = (name: string): Preset => {
  const preset = Object.hasOwn(PRESETS, name) ? PRESETS[name] : undefined;
  if (preset === undefined)
    throw new SimulatorError(
      `attack "${name}" is not a preset; use one of ${Object.keys(PRESETS).join(', ')}`,
    );
  return preset;
};
