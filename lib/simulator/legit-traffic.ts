import { SECOND_MS } from '../core/time.ts';
import { homeAddress, sharedAddress } from './addresses.ts';
import { Demand, isDuring, SLOT_MS, servedCountries } from './demand.ts';
import { drawFate } from './delivery.ts';
import { numberSpread } from './number-spread.ts';
import { Random } from './random.ts';
import type { Scenario, ServedCountry, Trigger } from './scenario.ts';
import type { Person, Send } from './send.ts';
import { LEGIT_LABEL } from './simulated-event.ts';

/** Users a service remembers for each country (a bound on memory, no property of the model). */
const REMEMBERED_USERS = 2_000;
/** People ask again after 30 to 180 s (https://truecheck.co/blog/the-true-cost-of-failed-otp-delivery). */
const RESEND_AFTER_MS = [30 * SECOND_MS, 180 * SECOND_MS] as const;
/** Of returning users, those who forgot their password (assumption). */
const FORGOT_PASSWORD_SHARE = 0.2;
/** Requests a day that come through shared addresses, and the most they can be of all (assumption). */
const SHARED_ADDRESS_REQUESTS = 200;
const MAX_SHARED_ADDRESS_SHARE = 0.5;

interface User {
  readonly e164: string;
  readonly person: Person;
}

interface CountryState {
  readonly served: ServedCountry;
  readonly random: Random;
  readonly drawNumber: (random: Random) => string;
  readonly users: User[];
}

/** The honest users of the tenant. */
export class LegitTraffic {
  readonly #scenario: Scenario;
  readonly #demand: Demand;
  readonly #states: readonly CountryState[];
  readonly #sharedAddressShare: number;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#demand = new Demand(scenario);
    this.#states = servedCountries(scenario).map((served) => ({
      served,
      random: new Random(scenario.seed, 'legit', served.country),
      drawNumber: numberSpread(scenario.seed, served.country, scenario.people?.blockPower),
      users: [],
    }));
    this.#sharedAddressShare = Math.min(
      MAX_SHARED_ADDRESS_SHARE,
      SHARED_ADDRESS_REQUESTS / Math.max(1, scenario.tenant.messagesPerDay),
    );
  }

  /** Every send of those who first ask in this slot, resends included; in no order. */
  sendsFrom(slotMs: number): Send[] {
    return this.#states.flatMap((state) => {
      const requests = this.#demand.draw(state.random, state.served, slotMs);
      return Array.from({ length: requests }, () =>
        this.#cluster(state, slotMs + Math.floor(state.random.unit() * SLOT_MS)),
      ).flat();
    });
  }

  /**
   * A request and those that come because of it, and because of those: a Hawkes process as a
   * branching one (Hawkes & Oakes 1974, "A cluster process representation of a self-exciting process").
   */
  #cluster(state: CountryState, atMs: number): Send[] {
    const sends = this.#session(state, atMs);
    const { offspring = 0, offspringMeanSeconds = 0 } = this.#scenario.people ?? {};
    if (offspring === 0) return sends;
    const { random } = state;
    const others = Array.from({ length: random.poisson(offspring) }, () =>
      this.#cluster(state, atMs + Math.round(random.exponential(offspringMeanSeconds) * SECOND_MS)),
    );
    return [...sends, ...others.flat()];
  }

  /** A first send, and a second and third when the code does not come or is not used. */
  #session(state: CountryState, atMs: number): Send[] {
    const { random } = state;
    const { user, trigger } = this.#drawUser(state);
    const odds = this.#odds(state.served, atMs);
    const first = this.#send(state, user, trigger, atMs);
    const sends = [first];
    for (const share of [odds.resendShare, odds.secondResendShare]) {
      const last = sends.at(-1) ?? first;
      const isAskedAgain = random.chance(share);
      const againMs = last.atMs + Math.round(random.between(...RESEND_AFTER_MS));
      if (last.enteredAfterMs !== null || !isAskedAgain) break;
      sends.push(this.#send(state, user, 'RESEND_CODE', againMs));
    }
    return sends;
  }

  #send(state: CountryState, user: User, trigger: Trigger, atMs: number): Send {
    const { entryMedianSeconds, entryLogSigma } = this.#scenario.tenant;
    const odds = this.#odds(state.served, atMs);
    return {
      label: LEGIT_LABEL,
      atMs,
      country: state.served.country,
      e164: user.e164,
      person: user.person,
      trigger,
      isVerificationLost: this.#isVerificationLost(atMs),
      ...drawFate(state.random, {
        lossShare: state.served.lossShare,
        conversion: odds.conversion,
        entryMedianSeconds,
        entryLogSigma,
      }),
    };
  }

  #drawUser(state: CountryState): { user: User; trigger: Trigger } {
    const { random, users } = state;
    const isReturning = random.chance(this.#scenario.tenant.returningShare);
    const hasForgotten = random.chance(FORGOT_PASSWORD_SHARE);
    if (isReturning && users.length > 0)
      return {
        user: random.pick(users),
        trigger: hasForgotten ? 'FORGOT_PASSWORD' : 'SIGN_IN',
      };
    const user = { e164: state.drawNumber(random), person: this.#drawPerson(state) };
    if (users.length < REMEMBERED_USERS) users.push(user);
    else users[random.integer(REMEMBERED_USERS)] = user;
    return { user, trigger: 'SIGN_UP' };
  }

  #drawPerson({ random, served }: CountryState): Person {
    const isAbroad = random.chance(this.#scenario.tenant.foreignAddressShare);
    const elsewhere = random.pick(this.#states).served.country;
    return {
      userSub: random.uuid(4),
      ipAddress: random.chance(this.#sharedAddressShare)
        ? sharedAddress(random)
        : homeAddress(random.integer(65_536), random.integer(65_536)),
      addressCountry: isAbroad ? elsewhere : served.country,
    };
  }

  #odds(served: ServedCountry, ms: number) {
    const { resendShare, secondResendShare } = this.#scenario.tenant;
    const outage = this.#scenario.confounders?.find(
      (confounder) =>
        confounder.kind === 'outage' &&
        confounder.country === served.country &&
        isDuring(this.#scenario, confounder, ms),
    );
    return outage?.kind === 'outage'
      ? { ...outage, secondResendShare: outage.resendShare }
      : { conversion: served.conversion, resendShare, secondResendShare };
  }

  #isVerificationLost(ms: number): boolean {
    return (this.#scenario.confounders ?? []).some(
      (confounder) =>
        confounder.kind === 'verifications-lost' && isDuring(this.#scenario, confounder, ms),
    );
  }
}
