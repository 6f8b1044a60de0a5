import { HOUR_MS, MINUTE_MS } from '../../lib/core/time.ts';
import { COUNTRY_PROFILES } from '../../lib/simulator/country-profiles.ts';
import { NO_FAULTS } from '../../lib/simulator/faults.ts';
import type { Scenario, TenantModel } from '../../lib/simulator/scenario.ts';
import { simulate } from '../../lib/simulator/simulate.ts';
import type { SimulatedEvent } from '../../lib/simulator/simulated-event.ts';
import { tenantModel } from '../../lib/simulator/tenant-models.ts';

/** The detector says nothing before it has seen a day, and the last hour does not teach yet. */
const WARM_UP_HOURS = 27;
/** Dear destinations with a few customers an hour: enough that each is judged by itself. */
export const QUIET: readonly string[] = ['UZ', 'TN', 'MA', 'AE', 'NG', 'ID', 'KH', 'NE'];
const SERVED = ['DE', 'AT', ...QUIET];
const QUIET_SHARE = 0.06;
const MODEL = tenantModel({ tenantClass: 'small', seed: 6, messagesPerDay: 1_800 });
const TENANT: TenantModel = {
  ...MODEL,
  countries: [
    { country: 'DE', share: 0.46, conversion: 0.8, lossShare: 0.02 },
    ...SERVED.slice(1).map((country) => ({
      country,
      share: QUIET_SHARE,
      conversion: 0.8,
      lossShare: 0.02,
    })),
  ],
};
/** At such prices a hundred and fifty messages are worth acting on. */
const DEAR_USD = 0.1;

/** Dear destinations without customers, dearest first. */
export const UNSERVED: readonly string[] = COUNTRY_PROFILES.filter(
  ({ country, priceUsd }) => priceUsd >= DEAR_USD && !SERVED.includes(country),
)
  .toSorted((a, b) => b.priceUsd - a.priceUsd)
  .map(({ country }) => country);

/** Customers' traffic of the last hours, up to now. */
export const customersUntil = (nowMs: number): readonly SimulatedEvent[] =>
  [
    ...simulate({
      seed: 6,
      startMs: nowMs - WARM_UP_HOURS * HOUR_MS,
      days: 2,
      tenant: TENANT,
      attacks: [],
      feeds: { verifications: true, cognito: false },
      faults: NO_FAULTS,
    }),
  ].filter(({ timestamp }) => timestamp <= nowMs);

/** So long an attack has gone on when it is first logged, and so long it would go on. */
const BEFORE_MINUTES = 4;
const DURATION_MINUTES = 10;

/** An attack that is under way, on one block of a country's numbers; no code is ever entered. */
export const attackOn = (country: string, nowMs: number): readonly SimulatedEvent[] => {
  const id = `burst-${country}`;
  const scenario: Scenario = {
    seed: 6,
    startMs: nowMs - BEFORE_MINUTES * MINUTE_MS,
    days: 1,
    tenant: TENANT,
    attacks: [
      {
        id,
        startsAfterMinutes: 0,
        durationMinutes: DURATION_MINUTES,
        messages: 500,
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
  };
  return [...simulate(scenario)]
    .filter(({ label }) => label === id)
    .toSorted((a, b) => a.timestamp - b.timestamp);
};
