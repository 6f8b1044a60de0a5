import { countryProfile } from './country-profiles.ts';
import type { Burst, Confounder, Scenario } from './scenario.ts';
import { LEGIT_LABEL } from './simulated-event.ts';
import { SimulatorError } from './simulator-error.ts';

/** A scenario from stored JSON. Says what is wrong instead of simulating something else. */
export const readScenario = (text: string): Scenario => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SimulatorError(`the scenario is not JSON: ${String(error)}`, { cause: error });
  }
  return checkScenario(value as Scenario);
};

/** Trusts no field of it: the type is what the file should have. */
export const checkScenario = (scenario: Scenario): Scenario => {
  wantObject(scenario, 'the scenario');
  wantNumber(scenario.seed, 'seed', 0, 2 ** 53);
  wantNumber(scenario.startMs, 'startMs', Date.UTC(2015, 0), Date.UTC(2100, 0));
  wantNumber(scenario.days, 'days', 0.01, 3_660);
  wantObject(scenario.feeds, 'feeds');
  checkPeople(scenario);
  checkTenant(scenario);
  if (!Array.isArray(scenario.attacks)) fail('attacks', 'must be a list, [] for none');
  const groups = (scenario.confounders ?? []).flatMap((confounder, index) =>
    checkConfounder(confounder, `confounders[${index}]`),
  );
  const ids = [...scenario.attacks, ...groups].map((burst, index) =>
    checkBurst(burst, `attacks[${index}]`),
  );
  if (new Set(ids).size < ids.length) fail('attacks', 'must each have an id of its own');
  return scenario;
};

const checkPeople = ({ people }: Scenario): void => {
  if (people === undefined) return;
  wantObject(people, 'people');
  if (!Array.isArray(people.hourWeights) || people.hourWeights.length !== 24)
    fail('people.hourWeights', 'must list 24 numbers');
  for (const weight of people.hourWeights) wantNumber(weight, 'people.hourWeights', 0, 1e6);
  wantNumber(people.blockPower, 'people.blockPower', 0.1, 10);
  // A process whose every request brings one more or more never ends.
  wantNumber(people.offspring, 'people.offspring', 0, 0.9);
  wantNumber(people.offspringMeanSeconds, 'people.offspringMeanSeconds', 0, 86_400);
};

const checkTenant = ({ tenant }: Scenario): void => {
  wantObject(tenant, 'tenant');
  wantNumber(tenant.messagesPerDay, 'tenant.messagesPerDay', 0, 1e8);
  for (const key of ['dispersion', 'dayLogSigma', 'weekendFactor', 'priceFactor'] as const)
    wantNumber(tenant[key], `tenant.${key}`, 0, 100);
  for (const key of ['resendShare', 'secondResendShare', 'foreignAddressShare'] as const)
    wantNumber(tenant[key], `tenant.${key}`, 0, 1);
  wantNumber(tenant.returningShare, 'tenant.returningShare', 0, 1);
  wantNumber(tenant.entryMedianSeconds, 'tenant.entryMedianSeconds', 0, 3_600);
  wantNumber(tenant.entryLogSigma, 'tenant.entryLogSigma', 0, 10);
  if (!Array.isArray(tenant.countries) || tenant.countries.length === 0)
    fail('tenant.countries', 'must list at least the home country');
  for (const { country, share, conversion, lossShare } of tenant.countries) {
    const place = `tenant.countries ${country}`;
    countryProfile(country);
    wantNumber(share, `${place} share`, 0, 1);
    wantNumber(conversion, `${place} conversion`, 0, 1);
    wantNumber(lossShare, `${place} lossShare`, 0, 0.99);
  }
};

/** The traffic in it, to be checked like an attack. */
const checkConfounder = (confounder: Confounder, place: string): readonly Burst[] => {
  wantObject(confounder, place);
  if (confounder.kind === 'group') return [confounder.traffic];
  wantNumber(confounder.startsAfterMinutes, `${place}.startsAfterMinutes`, 0, 1e8);
  wantNumber(confounder.durationMinutes, `${place}.durationMinutes`, 0, 1e8);
  if ('country' in confounder) countryProfile(confounder.country);
  return [];
};

const checkBurst = (burst: Burst, place: string): string => {
  wantObject(burst, place);
  if (typeof burst.id !== 'string' || burst.id === '' || burst.id === LEGIT_LABEL)
    fail(`${place}.id`, `must be a name other than "${LEGIT_LABEL}"`);
  wantNumber(burst.startsAfterMinutes, `${place}.startsAfterMinutes`, 0, 1e8);
  wantNumber(burst.durationMinutes, `${place}.durationMinutes`, 0.01, 1e8);
  wantNumber(burst.messages, `${place}.messages`, 1, 1e8);
  wantNumber(burst.messagesPerNumber, `${place}.messagesPerNumber`, 1, 1e6);
  wantNumber(burst.conversion, `${place}.conversion`, 0, 1);
  wantNumber(burst.lossShare, `${place}.lossShare`, 0, 0.99);
  if (!Array.isArray(burst.countries) || burst.countries.length === 0)
    fail(`${place}.countries`, 'must name at least one country');
  for (const country of burst.countries) countryProfile(country);
  wantKind(burst.pacing, `${place}.pacing`, ['flat', 'linear', 'diurnal', 'growth']);
  wantKind(burst.source, `${place}.source`, [
    'one-address',
    'vpn-pool',
    'residential',
    'everywhere',
  ]);
  wantKind(burst.numbers, `${place}.numbers`, [
    'blocks',
    'random',
    'customers',
    'sequential',
    'rotating-blocks',
    'few-numbers',
  ]);
  return burst.id;
};

const fail = (place: string, wanted: string): never => {
  throw new SimulatorError(`scenario: ${place} ${wanted}`);
};

const wantObject = (value: unknown, place: string): void => {
  if (typeof value !== 'object' || value === null) fail(place, 'must be an object');
};

const wantNumber = (value: unknown, place: string, min: number, max: number): void => {
  if (typeof value !== 'number' || !(value >= min && value <= max))
    fail(place, `must be a number from ${min} to ${max}, not ${JSON.stringify(value)}`);
};

const wantKind = (value: { kind: string }, place: string, kinds: readonly string[]): void => {
  wantObject(value, place);
  if (!kinds.includes(value.kind)) fail(`${place}.kind`, `must be one of ${kinds.join(', ')}`);
};
