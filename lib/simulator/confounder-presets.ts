import { DAY_MINUTES, HOUR_MINUTES, homeOf, type PresetPlace } from './preset.ts';
import type { Burst, Confounder } from './scenario.ts';
import { SimulatorError } from './simulator-error.ts';

/** Something honest that looks like an attack. Shapes and sizes are assumptions unless a source is named. */
export interface ConfounderPreset {
  readonly description: string;
  /** Until nothing unusual is left of it, or until what became usual is. */
  readonly durationMinutes: number;
  readonly confounders: (place: PresetPlace) => readonly Confounder[];
}

const WEEK_MINUTES = 7 * DAY_MINUTES;

/** The named country where it is served; else the busiest one beside home. */
const servedOr = ({ tenant }: PresetPlace, wanted: string): string => {
  const countries = tenant.countries.map(({ country }) => country);
  return countries.includes(wanted) ? wanted : (countries[1] ?? countries[0] ?? wanted);
};

type Period = 'startsAfterMinutes' | 'durationMinutes';
type Shape<Kind extends Confounder['kind']> = Omit<Extract<Confounder, { kind: Kind }>, Period>;

/** One confounder that lasts as long as its preset. */
const lasting = <Kind extends Exclude<Confounder['kind'], 'group'>>(
  description: string,
  durationMinutes: number,
  shape: (place: PresetPlace) => Shape<Kind>,
): ConfounderPreset => ({
  description,
  durationMinutes,
  confounders: (place) => [
    {
      ...shape(place),
      startsAfterMinutes: place.startsAfterMinutes,
      durationMinutes,
    } as Confounder,
  ],
});

type Group = Omit<Burst, 'id' | 'startsAfterMinutes' | 'durationMinutes'>;

/** A group of people with a beginning and an end. */
const group = (
  id: string,
  description: string,
  durationMinutes: number,
  shape: (place: PresetPlace) => Group,
): ConfounderPreset => ({
  description,
  durationMinutes,
  confounders: (place) => [
    {
      kind: 'group',
      traffic: {
        id,
        startsAfterMinutes: place.startsAfterMinutes,
        durationMinutes,
        ...shape(place),
      },
    },
  ],
});

const people = { messagesPerNumber: 1, trigger: 'SIGN_UP', lossShare: 0.03 } as const;

/** Four days' messages; home and each country with a fiftieth of the traffic get their share. */
const migration = (place: PresetPlace): readonly Confounder[] => {
  const { tenant, startsAfterMinutes } = place;
  return tenant.countries
    .filter(({ share }) => share >= 0.02)
    .map(({ country, share }) => ({
      kind: 'group',
      traffic: {
        ...people,
        id: `migration-${country}`,
        startsAfterMinutes,
        durationMinutes: 6 * HOUR_MINUTES,
        messages: Math.max(1, Math.round(4 * tenant.messagesPerDay * share)),
        countries: [country],
        pacing: { kind: 'flat' },
        numbers: { kind: 'customers' },
        conversion: 0.3,
        source: { kind: 'residential', addresses: 50_000 },
        trigger: 'FORGOT_PASSWORD',
      },
    }));
};

export const CONFOUNDERS: Readonly<Record<string, ConfounderPreset>> = {
  launch: lasting<'launch'>(
    'A launch in Poland: six hundred messages a day more',
    5 * DAY_MINUTES,
    () => ({
      kind: 'launch',
      country: 'PL',
      messagesPerDay: 600,
    }),
  ),
  campaign: lasting<'campaign'>(
    'A campaign: five times the traffic for six hours',
    6 * HOUR_MINUTES,
    () => ({
      kind: 'campaign',
      factor: 5,
    }),
  ),
  'carrier-outage': lasting<'outage'>(
    'Codes do not arrive in Brazil (or the busiest served country) for two hours, and people ask again',
    2 * HOUR_MINUTES,
    (place) => ({
      kind: 'outage',
      country: servedOr(place, 'BR'),
      conversion: 0.05,
      resendShare: 0.85,
    }),
  ),
  'flash-sale': lasting<'campaign'>('Eight times the traffic for half an hour', 30, () => ({
    kind: 'campaign',
    factor: 8,
  })),
  holiday: {
    description: 'A holiday: 0.4 times the traffic for a day, then twice as much for a day',
    durationMinutes: 2 * DAY_MINUTES,
    confounders: ({ startsAfterMinutes }) => [
      { kind: 'campaign', factor: 0.4, startsAfterMinutes, durationMinutes: DAY_MINUTES },
      {
        kind: 'campaign',
        factor: 2,
        startsAfterMinutes: startsAfterMinutes + DAY_MINUTES,
        durationMinutes: DAY_MINUTES,
      },
    ],
  },
  conference: group(
    'conference',
    'Four hundred visitors register Emirati numbers in twelve hours, six in ten from foreign addresses',
    12 * HOUR_MINUTES,
    () => ({
      ...people,
      messages: 400,
      countries: ['AE'],
      pacing: { kind: 'flat' },
      numbers: { kind: 'random' },
      conversion: 0.8,
      source: {
        kind: 'vpn-pool',
        addresses: 400,
        countries: ['AE', 'IN', 'AE', 'GB', 'AE', 'SA', 'AE', 'US', 'PK', 'DE'],
      },
    }),
  ),
  'corporate-onboarding': group(
    'corporate-onboarding',
    'A company registers sixty consecutive numbers in an hour',
    HOUR_MINUTES,
    (place) => ({
      ...people,
      messages: 60,
      countries: [homeOf(place)],
      pacing: { kind: 'flat' },
      numbers: { kind: 'sequential', blocks: 1, maxStep: 1 },
      conversion: 0.95,
      source: { kind: 'one-address', country: homeOf(place) },
    }),
  ),
  'clock-change': lasting<'clock-change'>(
    'Clocks go forward an hour everywhere: people come an hour earlier by UTC',
    5 * DAY_MINUTES,
    () => ({ kind: 'clock-change', shiftMinutes: 60 }),
  ),
  growth: lasting<'growth'>('A tenth more every week, for six weeks', 6 * WEEK_MINUTES, () => ({
    kind: 'growth',
    growthPerWeek: 0.1,
  })),
  'test-team': group(
    'test-team',
    'A test team sends three hundred codes to five adjacent numbers in four hours',
    4 * HOUR_MINUTES,
    (place) => ({
      ...people,
      messages: 300,
      countries: [homeOf(place)],
      pacing: { kind: 'flat' },
      numbers: { kind: 'few-numbers', numbers: 5, isAdjacent: true },
      conversion: 0.1,
      source: { kind: 'one-address', country: homeOf(place) },
    }),
  ),
  'verifications-lost': lasting<'verifications-lost'>(
    'Nobody records verifications for three hours',
    3 * HOUR_MINUTES,
    () => ({ kind: 'verifications-lost' }),
  ),
  'tv-advert': lasting<'campaign'>(
    'A television advert: twelve times the traffic of India (or the busiest served country) for two hours',
    2 * HOUR_MINUTES,
    (place) => ({ kind: 'campaign', country: servedOr(place, 'IN'), factor: 12 }),
  ),
  'weak-carrier': lasting<'outage'>(
    'A carrier of the busiest country beside home delivers badly for a day: 40 % of codes are used',
    DAY_MINUTES,
    (place) => ({
      kind: 'outage',
      country: servedOr(place, ''),
      conversion: 0.4,
      resendShare: place.tenant.resendShare,
    }),
  ),
  migration: {
    description: 'Codes to old users, as many as four days bring, of which 30 % are used',
    durationMinutes: 6 * HOUR_MINUTES,
    confounders: migration,
  },
};

export const confounderNamed = (name: string): ConfounderPreset => {
  const preset = Object.hasOwn(CONFOUNDERS, name) ? CONFOUNDERS[name] : undefined;
  if (preset === undefined)
    throw new SimulatorError(
      `confounder "${name}" is not a preset; use one of ${Object.keys(CONFOUNDERS).join(', ')}`,
    );
  return preset;
};
