import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/core/time.ts';
import { COUNTRY_PROFILES } from '../../lib/simulator/country-profiles.ts';
import { NO_FAULTS } from '../../lib/simulator/faults.ts';
import type { Scenario, TenantModel } from '../../lib/simulator/scenario.ts';
import { simulate } from '../../lib/simulator/simulate.ts';
import type { SimulatedEvent } from '../../lib/simulator/simulated-event.ts';
import { tenantModel } from '../../lib/simulator/tenant-models.ts';

/** The detector says nothing before it has seen a day, and the last hour does not teach yet. */
const WARM_UP_HOURS = 27;
/** At such prices a hundred and fifty messages are worth acting on. */
const DEAR_USD = 0.1;
/** Dear destinations, those first that a service most commonly sends to. */
const DEAR = COUNTRY_PROFILES.filter(({ priceUsd }) => priceUsd >= DEAR_USD).map(
  ({ country }) => country,
);
/** As many of them may have customers. */
const MOST_SERVED = 20;

/** So many have customers enough for the batches of earlier days. */
const SERVED_EARLIER = 8;

/** Dear destinations without customers. */
export const UNSERVED: readonly string[] = DEAR.slice(MOST_SERVED);

const PER_DAY_IN_EACH = 72;
const SERVED_SHARE = 0.48;

/** Customers at home, and a few an hour in each of some dear destinations: enough that each is judged by itself. */
const tenantOf = (served: readonly string[]): TenantModel => {
  const messagesPerDay = Math.round((PER_DAY_IN_EACH * served.length) / SERVED_SHARE);
  const usual = { conversion: 0.8, lossShare: 0.02 };
  return {
    ...tenantModel({ tenantClass: 'small', seed: 6, messagesPerDay }),
    countries: [
      { country: 'DE', share: 0.46, ...usual },
      { country: 'AT', share: 0.06, ...usual },
      ...served.map((country) => ({ country, share: SERVED_SHARE / served.length, ...usual })),
    ],
  };
};

const legitTraffic = (tenant: TenantModel, startMs: number, days: number) => ({
  seed: 6,
  startMs,
  days,
  tenant,
  attacks: [],
  feeds: { verifications: true, cognito: false },
  faults: NO_FAULTS,
});

/** People who use the service: before the detector was deployed, and while it is attacked. */
export class Customers {
  /** The dear destinations that have customers. */
  readonly served: readonly string[];
  readonly #events: readonly SimulatedEvent[];
  readonly #startMs: number;
  #toldUntilMs = 0;

  constructor(countries: number, nowMs: number) {
    this.served = DEAR.slice(0, countries);
    this.#startMs = nowMs - WARM_UP_HOURS * HOUR_MS;
    this.#events = [...simulate(legitTraffic(tenantOf(this.served), this.#startMs, 2))];
  }

  /** What has come since the last time. */
  newsUntil(nowMs: number): readonly SimulatedEvent[] {
    const fromMs = this.#toldUntilMs;
    this.#toldUntilMs = nowMs;
    return this.#events.filter(({ timestamp }) => timestamp > fromMs && timestamp <= nowMs);
  }

  /** The first SMS of two days before. @throws where that day has not so many */
  smsOfEarlierDay(count: number): readonly SimulatedEvent[] {
    const startMs = this.#startMs - 2 * DAY_MS;
    const tenant = tenantOf(DEAR.slice(0, Math.max(SERVED_EARLIER, this.served.length)));
    const sms = [...simulate(legitTraffic(tenant, startMs, 1))].filter(
      ({ feed }) => feed === 'sns-delivery-status',
    );
    if (sms.length < count) throw new Error(`a day has ${sms.length} SMS, and not ${count}`);
    return sms.slice(0, count);
  }
}

/** So long an attack has gone on when it is first logged, and so long it would go on. */
const BEFORE_MINUTES = 4;
const DURATION_MINUTES = 30;
const PER_MINUTE = 50;
/** Who they are an attack on plays no part. */
const NOBODY = tenantOf(['AE']);

/** An attack that is under way, on one block of a country's numbers; no code is ever entered. */
export const attackOn = (country: string, nowMs: number): readonly SimulatedEvent[] => {
  const id = `burst-${country}`;
  const scenario: Scenario = {
    seed: 6,
    startMs: nowMs - BEFORE_MINUTES * MINUTE_MS,
    days: 1,
    tenant: NOBODY,
    attacks: [
      {
        id,
        startsAfterMinutes: 0,
        durationMinutes: DURATION_MINUTES,
        messages: PER_MINUTE * DURATION_MINUTES,
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

/** The number that an SMS went to. */
export const destinationOf = ({ message }: SimulatedEvent): string =>
  (JSON.parse(message) as { readonly delivery: { readonly destination: string } }).delivery
    .destination;
