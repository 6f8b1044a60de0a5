import { HOUR_MS, MINUTE_MS } from '../../lib/core/time.ts';
import { COUNTRY_PROFILES } from '../../lib/simulator/country-profiles.ts';
import { NO_FAULTS } from '../../lib/simulator/faults.ts';
import type { Scenario } from '../../lib/simulator/scenario.ts';
import { simulate } from '../../lib/simulator/simulate.ts';
import type { SimulatedEvent } from '../../lib/simulator/simulated-event.ts';
import { tenantModel } from '../../lib/simulator/tenant-models.ts';

/** The detector says nothing before it has seen a day. */
const WARM_UP_HOURS = 30;
const SERVED = ['AT', 'FR', 'GB'];
const TENANT = tenantModel({
  tenantClass: 'small',
  seed: 6,
  messagesPerDay: 600,
  homeCountry: 'DE',
  otherCountries: SERVED,
});
/** At such prices a hundred and fifty messages are worth acting on. */
const DEAR_USD = 0.1;

/** Dear destinations without customers, dearest first. */
export const UNSERVED: readonly string[] = COUNTRY_PROFILES.filter(
  ({ country, priceUsd }) => priceUsd >= DEAR_USD && country !== 'DE' && !SERVED.includes(country),
)
  .toSorted((a, b) => b.priceUsd - a.priceUsd)
  .map(({ country }) => country);

const inThePast = (scenario: Scenario, nowMs: number): readonly SimulatedEvent[] =>
  [...simulate(scenario)].filter(({ timestamp }) => timestamp <= nowMs);

/** Customers' traffic of the last hours, up to now. */
export const customersUntil = (nowMs: number): readonly SimulatedEvent[] =>
  inThePast(
    {
      seed: 6,
      startMs: nowMs - WARM_UP_HOURS * HOUR_MS,
      days: 2,
      tenant: TENANT,
      attacks: [],
      feeds: { verifications: true, cognito: false },
      faults: NO_FAULTS,
    },
    nowMs,
  );

/** An attack of the last minutes on one block of a country's numbers; no code is ever entered. */
export const attackUntil = (country: string, nowMs: number): readonly SimulatedEvent[] => {
  const id = `burst-${country}`;
  return inThePast(
    {
      seed: 6,
      startMs: nowMs - 4 * MINUTE_MS,
      days: 1,
      tenant: TENANT,
      attacks: [
        {
          id,
          startsAfterMinutes: 0,
          durationMinutes: 4,
          messages: 200,
          countries: [country],
          pacing: { kind: 'flat' },
          numbers: { kind: 'blocks', blocks: 1 },
          messagesPerNumber: 1,
          conversion: 0,
          source: { kind: 'vpn-pool', addresses: 40, countries: ['NL', 'US'] },
          trigger: 'SIGN_UP',
          lossShare: 0.05,
        },
      ],
      feeds: { verifications: false, cognito: false },
      faults: NO_FAULTS,
    },
    nowMs,
  ).filter(({ label }) => label === id);
};
