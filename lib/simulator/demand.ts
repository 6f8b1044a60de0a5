import { DAY_MS, MINUTE_MS } from '../core/time.ts';
import { dayFactor, weekFactor } from './day-shape.ts';
import { Random } from './random.ts';
import type { Confounder, Scenario, ServedCountry } from './scenario.ts';

/** Demand is drawn for five minutes at a time. */
export const SLOT_MS = 5 * MINUTE_MS;

/** What a launch's country is taken to be like when the tenant did not serve it before (assumption). */
const NEW_COUNTRY = { share: 0, conversion: 0.8, lossShare: 0.03 };

/** The tenant's countries, and those that a launch adds. */
export const servedCountries = (scenario: Scenario): readonly ServedCountry[] => {
  const served = new Map(scenario.tenant.countries.map((entry) => [entry.country, entry]));
  for (const confounder of scenario.confounders ?? [])
    if (confounder.kind === 'launch' && !served.has(confounder.country))
      served.set(confounder.country, { country: confounder.country, ...NEW_COUNTRY });
  return [...served.values()];
};

export const isDuring = (
  scenario: Scenario,
  confounder: Exclude<Confounder, { kind: 'group' }>,
  ms: number,
): boolean => {
  const fromMs = scenario.startMs + confounder.startsAfterMinutes * MINUTE_MS;
  return ms >= fromMs && ms < fromMs + confounder.durationMinutes * MINUTE_MS;
};

/** How many honest people ask for a first code in the slot, in one country. */
export class Demand {
  readonly #scenario: Scenario;
  readonly #dayFactors = new Map<number, number>();

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
  }

  draw(random: Random, served: ServedCountry, slotMs: number): number {
    const { tenant, people } = this.#scenario;
    const middleMs = slotMs + SLOT_MS / 2 + this.#clockShiftMs(slotMs);
    const perDay =
      (tenant.messagesPerDay * served.share + this.#launched(served.country, slotMs)) *
      this.#campaigns(served.country, slotMs) *
      this.#growth(slotMs) *
      // Those who come because others did are not drawn here.
      (1 - (people?.offspring ?? 0));
    const expected =
      ((perDay / this.#sendsPerRequest(served)) *
        SLOT_MS *
        dayFactor(served.country, middleMs, people?.hourWeights) *
        weekFactor(served.country, middleMs, tenant.weekendFactor) *
        this.#dayFactor(slotMs)) /
      DAY_MS;
    const shape = 1 / tenant.dispersion;
    const modulation =
      tenant.dispersion === 0 ? 1 : random.gamma(Math.max(1, shape)) / Math.max(1, shape);
    return random.poisson(expected * modulation);
  }

  /** So that resends are part of the tenant's messages a day, not on top of them. */
  #sendsPerRequest({ conversion }: ServedCountry): number {
    const { resendShare, secondResendShare } = this.#scenario.tenant;
    const first = (1 - conversion) * resendShare;
    return 1 + first + first * (1 - conversion) * secondResendShare;
  }

  /** One draw for the whole tenant and UTC day, with mean 1. */
  #dayFactor(ms: number): number {
    const day = Math.floor(ms / DAY_MS);
    let factor = this.#dayFactors.get(day);
    if (factor === undefined) {
      const sigma = this.#scenario.tenant.dayLogSigma;
      const random = new Random(this.#scenario.seed, 'day', String(day));
      factor = random.logNormal(Math.exp(-(sigma * sigma) / 2), sigma);
      this.#dayFactors.set(day, factor);
    }
    return factor;
  }

  #launched(country: string, ms: number): number {
    let perDay = 0;
    for (const confounder of this.#scenario.confounders ?? [])
      if (confounder.kind === 'launch' && confounder.country === country)
        perDay += isDuring(this.#scenario, confounder, ms) ? confounder.messagesPerDay : 0;
    return perDay;
  }

  #clockShiftMs(ms: number): number {
    let shiftMs = 0;
    for (const confounder of this.#scenario.confounders ?? [])
      if (confounder.kind === 'clock-change' && isDuring(this.#scenario, confounder, ms))
        shiftMs += confounder.shiftMinutes * MINUTE_MS;
    return shiftMs;
  }

  #growth(ms: number): number {
    let factor = 1;
    for (const confounder of this.#scenario.confounders ?? [])
      if (confounder.kind === 'growth' && isDuring(this.#scenario, confounder, ms)) {
        const sinceMs = this.#scenario.startMs + confounder.startsAfterMinutes * MINUTE_MS;
        factor *= (1 + confounder.growthPerWeek) ** ((ms - sinceMs) / (7 * DAY_MS));
      }
    return factor;
  }

  #campaigns(country: string, ms: number): number {
    let factor = 1;
    for (const confounder of this.#scenario.confounders ?? [])
      if (confounder.kind === 'campaign' && (confounder.country ?? country) === country)
        factor *= isDuring(this.#scenario, confounder, ms) ? confounder.factor : 1;
    return factor;
  }
}
