import {
  DAY_MINUTES,
  DEAR_COUNTRIES,
  HOUR_MINUTES,
  VPN_COUNTRIES,
  flat,
  never,
  oneAttack,
  type Preset,
} from './preset.ts';

/** Each aimed at what one kind of evidence cannot see: used codes, few numbers, a low price, customers to hide among, a baseline that learns. */
export const BLIND_SPOT_PRESETS: Readonly<Record<string, Preset>> = {
  'faked-conversion': {
    description:
      'Most codes are entered again by the fraudster (https://www.kaleyra.com/blog/combat-the-risks-of-sms-pumping-artificially-inflated-traffic/)',
    attacks: oneAttack('faked-conversion', () => ({
      durationMinutes: 12 * HOUR_MINUTES,
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
    attacks: oneAttack('resend-abuse', () => ({
      ...never,
      durationMinutes: DAY_MINUTES,
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
    attacks: oneAttack('sequential', () => ({
      ...never,
      durationMinutes: DAY_MINUTES,
      messages: 480,
      countries: ['DZ'],
      pacing: flat,
      numbers: { kind: 'sequential', blocks: 1, maxStep: 3 },
      source: { kind: 'vpn-pool', addresses: 40, countries: VPN_COUNTRIES },
    })),
  },
  'cheap-country': {
    description: 'The United States from within: hardly worth the attack (economic lower bound)',
    attacks: oneAttack('cheap-country', () => ({
      ...never,
      durationMinutes: 6 * HOUR_MINUTES,
      messages: 5_000,
      countries: ['US'],
      pacing: flat,
      numbers: { kind: 'blocks', blocks: 4 },
      source: { kind: 'residential', addresses: 2_000 },
    })),
  },
  mimicry: {
    description: 'A hundred a day to Kyrgyzstan, by its clock and from its addresses (assumption)',
    attacks: oneAttack('mimicry', () => ({
      ...never,
      durationMinutes: 7 * DAY_MINUTES,
      messages: 700,
      countries: ['KG'],
      pacing: { kind: 'diurnal' },
      numbers: { kind: 'random' },
      source: { kind: 'residential', addresses: 500 },
    })),
  },
  'hidden-in-launch': {
    description: 'Three in ten messages of a real launch in Poland are not real (assumption)',
    attacks: oneAttack('hidden-in-launch', () => ({
      ...never,
      durationMinutes: 5 * DAY_MINUTES,
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
        durationMinutes: 60 * DAY_MINUTES,
      },
    ],
  },
  adaptive: {
    description:
      'When blocked, waits twenty minutes and goes on elsewhere, twenty times; needs a closed loop (assumption)',
    attacks: oneAttack('adaptive', () => ({
      ...never,
      durationMinutes: DAY_MINUTES,
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
      ...oneAttack('poisoning', () => ({
        ...never,
        durationMinutes: 21 * DAY_MINUTES,
        messages: 1_340,
        countries: ['KZ'],
        pacing: { kind: 'growth', growthPerDay: 0.1 },
        numbers: { kind: 'random' },
        source: { kind: 'residential', addresses: 2_000 },
      }))(place),
      ...oneAttack('poisoning-harvest', () => ({
        ...never,
        durationMinutes: 2 * DAY_MINUTES,
        messages: 1_480,
        countries: ['KZ'],
        pacing: flat,
        numbers: { kind: 'random' },
        source: { kind: 'residential', addresses: 2_000 },
      }))({ ...place, startsAfterMinutes: place.startsAfterMinutes + 21 * DAY_MINUTES }),
    ],
  },
};
