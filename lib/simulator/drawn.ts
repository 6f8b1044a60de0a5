import { COUNTRY_PROFILES } from './country-profiles.ts';
import { DAY_MINUTES, HOUR_MINUTES, homeOf, type PresetPlace } from './preset.ts';
import type { Random } from './random.ts';
import type { Attack, Burst, Confounder, NumberPattern, Pacing, Source } from './scenario.ts';

/**
 * Attacks and honest events that nobody designed: every parameter is drawn, within wide limits and
 * independently of the others. Some are of a kind that no detector can tell from the other.
 */

const LONGEST_HOURS = 48;

/** Any destination, or one that is served; one, a few or many of them; any pace, numbers and source. */
export const drawAttack = (random: Random, id: string, place: PresetPlace): Attack => {
  const durationMinutes = Math.round(HOUR_MINUTES * logBetween(random, 0.2, LONGEST_HOURS));
  const countries = drawDestinations(random, place);
  const rotates = countries.length > 1 && random.chance(0.5);
  return {
    id,
    startsAfterMinutes: place.startsAfterMinutes,
    durationMinutes,
    messages: logInteger(random, 60, 8_000),
    countries,
    ...(rotates ? { rotateCountriesEveryMinutes: logInteger(random, 10, 400) } : {}),
    pacing: drawPacing(random, durationMinutes),
    numbers: drawNumbers(random),
    messagesPerNumber: random.pick([1, 1, 1, 2, 3, 5]),
    conversion: random.pick([0, 0, 0, 0.02, 0.1, 0.5]),
    source: drawSource(random),
    trigger: random.pick(['SIGN_UP', 'SIGN_IN', 'FORGOT_PASSWORD', 'RESEND_CODE']),
    lossShare: random.between(0, 0.3),
    ...(random.chance(0.25)
      ? { whenBlocked: { noticedAfterSends: 20, waitMinutes: 15, moves: 12 } }
      : {}),
  };
};

/** A launch, a mailing, an outage, lost verifications, or a group of people from anywhere. */
export const drawEvent = (random: Random, id: string, place: PresetPlace): Confounder => {
  const { startsAfterMinutes, tenant } = place;
  const when = {
    startsAfterMinutes,
    durationMinutes: Math.round(HOUR_MINUTES * logBetween(random, 0.5, 24)),
  };
  const country = random.pick([anyCountry(random), servedCountry(random, place)]);
  switch (random.pick(['launch', 'campaign', 'outage', 'lost', 'group', 'group', 'group'])) {
    case 'launch':
      return {
        kind: 'launch',
        startsAfterMinutes,
        durationMinutes: DAY_MINUTES,
        country,
        messagesPerDay: Math.round(tenant.messagesPerDay * logBetween(random, 0.1, 2)),
      };
    case 'campaign': {
      const factor = random.between(1.5, 6);
      const where = random.chance(0.5) ? { country: servedCountry(random, place) } : {};
      return { kind: 'campaign', ...when, factor, ...where };
    }
    case 'outage':
      return {
        kind: 'outage',
        ...when,
        country: servedCountry(random, place),
        conversion: random.between(0.05, 0.5),
        resendShare: random.between(0.3, 0.8),
      };
    case 'lost':
      return { kind: 'verifications-lost', ...when };
    default:
      return { kind: 'group', traffic: drawGroup(random, id, place, { ...when, country }) };
  }
};

export const lastMinuteOf = (event: Confounder): number =>
  event.kind === 'group'
    ? event.traffic.startsAfterMinutes + event.traffic.durationMinutes
    : event.startsAfterMinutes + event.durationMinutes;

/** A conference, a company, a class: in their own country or here, behind one address or at home. */
const drawGroup = (
  random: Random,
  id: string,
  place: PresetPlace,
  {
    country,
    ...when
  }: Pick<Burst, 'startsAfterMinutes' | 'durationMinutes'> & { readonly country: string },
): Burst => {
  const messages = logInteger(random, 30, Math.max(100, tenantSize(place)));
  return {
    id,
    ...when,
    messages,
    countries: [country],
    pacing: random.pick([{ kind: 'flat' }, { kind: 'diurnal' }]),
    numbers: random.pick([
      { kind: 'customers' },
      { kind: 'customers' },
      { kind: 'random' },
      { kind: 'blocks', blocks: logInteger(random, 1, 8) },
    ]),
    messagesPerNumber: 1,
    conversion: random.between(0.55, 0.95),
    source: random.pick([
      { kind: 'one-address', country },
      { kind: 'one-address', country: homeOf(place) },
      { kind: 'residential', addresses: messages },
      { kind: 'residential', addresses: messages },
    ]),
    trigger: 'SIGN_UP',
    lossShare: 0.03,
  };
};

/** As many as come in three days, a thousand at most: a large service has no larger guests. */
const tenantSize = ({ tenant }: PresetPlace): number => Math.min(1_000, 3 * tenant.messagesPerDay);

const drawDestinations = (random: Random, place: PresetPlace): readonly string[] => {
  const kind = random.pick(['any', 'any', 'any', 'served', 'few', 'many']);
  if (kind === 'any') return [anyCountry(random)];
  if (kind === 'served') return [servedCountry(random, place)];
  const count = kind === 'few' ? 4 : 25;
  return [...new Set(Array.from({ length: count }, () => anyCountry(random)))];
};

const anyCountry = (random: Random): string => random.pick(COUNTRY_PROFILES).country;

/** One of the busiest, home last. */
const servedCountry = (random: Random, { tenant }: PresetPlace): string => {
  const [home, ...others] = tenant.countries.slice(0, 10).map(({ country }) => country);
  return others.length === 0 ? (home ?? anyCountry(random)) : random.pick(others);
};

const drawPacing = (random: Random, durationMinutes: number): Pacing =>
  random.pick([
    { kind: 'flat' },
    { kind: 'linear', rampMinutes: durationMinutes * random.between(0.1, 1) },
    { kind: 'diurnal' },
  ]);

const drawNumbers = (random: Random): NumberPattern =>
  random.pick<NumberPattern>([
    { kind: 'blocks', blocks: logInteger(random, 1, 30) },
    { kind: 'random' },
    { kind: 'customers' },
    {
      kind: 'sequential',
      blocks: logInteger(random, 1, 8),
      maxStep: logInteger(random, 1, 50),
    },
    { kind: 'rotating-blocks', everyMinutes: logInteger(random, 5, 300) },
    { kind: 'few-numbers', numbers: logInteger(random, 3, 200) },
  ]);

const drawSource = (random: Random): Source =>
  random.pick<Source>([
    { kind: 'one-address', country: anyCountry(random) },
    {
      kind: 'vpn-pool',
      addresses: logInteger(random, 3, 300),
      countries: [anyCountry(random), anyCountry(random), anyCountry(random)],
    },
    { kind: 'residential', addresses: logInteger(random, 20, 3_000) },
    { kind: 'everywhere', addresses: logInteger(random, 100, 20_000) },
  ]);

/** Evenly on a logarithmic scale: as often from 1 to 10 as from 10 to 100. */
const logBetween = (random: Random, low: number, high: number): number =>
  Math.exp(random.between(Math.log(low), Math.log(high)));

const logInteger = (random: Random, low: number, high: number): number =>
  Math.round(logBetween(random, low, high));
