import { COUNTRY_PROFILES, countryProfile } from './country-profiles.ts';
import { Random } from './random.ts';
import type { ServedCountry, TenantModel } from './scenario.ts';
import { SimulatorError } from './simulator-error.ts';

export const TENANT_CLASSES = ['small', 'mid', 'large'] as const;
export type TenantClass = (typeof TENANT_CLASSES)[number];

export interface TenantOptions {
  readonly tenantClass: TenantClass;
  readonly seed: number;
  readonly homeCountry?: string;
  readonly messagesPerDay?: number;
  /** Countries served beside home, the busiest first; drawn when absent. */
  readonly otherCountries?: readonly string[];
}

/**
 * Volume, home share and number of countries: assumption, anchored at a retailer's 50,000 a month
 * (https://www.eknix.com/case-studies/fashion-retailer-sms-fraud/).
 */
const CLASSES: Readonly<
  Record<TenantClass, { messagesPerDay: number; homeShare: number; otherCountries: number }>
> = {
  small: { messagesPerDay: 200, homeShare: 0.7, otherCountries: 24 },
  mid: { messagesPerDay: 5_000, homeShare: 0.55, otherCountries: 39 },
  large: { messagesPerDay: 50_000, homeShare: 0.4, otherCountries: 90 },
};

/** Assumption: the tail of countries follows Zipf's law. */
const ZIPF_EXPONENT = 1.1;

/**
 * First-send conversion by country: Beta(24, 6), mean 0.80, kept within 0.45 to 0.95. Between
 * Signal's 81.5 to 90.8 % (constants of signalapp/registration-service's AdaptiveStrategyTest) and
 * TeleSign's "around 65 % globally"
 * (https://fr.slideshare.net/SrivatsanSrinivasan2/top-7-phone-verification-challenges-45458883).
 */
const drawConversion = (random: Random): number =>
  Math.min(0.95, Math.max(0.45, random.beta(24, 6)));

/** 1 to 5 % are lost (https://www.telesign.com/blog/signed-sealed-delivered-the-case-for-completion-rate-data). */
const drawLossShare = (random: Random): number => random.between(0.01, 0.05);

/** Commonly served countries come first, but every service has a tail of its own. */
const drawOtherCountries = (random: Random, homeCountry: string, count: number): string[] =>
  COUNTRY_PROFILES.filter(({ country }) => country !== homeCountry)
    .map(({ country }, index) => ({ country, key: random.exponential(index + 8) }))
    .sort((a, b) => a.key - b.key)
    .slice(0, count)
    .map(({ country }) => country);

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

const served = (random: Random, country: string, share: number): ServedCountry => ({
  country: countryProfile(country).country,
  share,
  conversion: round(drawConversion(random), 4),
  lossShare: round(drawLossShare(random), 4),
});

/** A tenant of a class, with everything that is drawn written out, so that it can be stored. */
export const tenantModel = (options: TenantOptions): TenantModel => {
  const defaults = CLASSES[options.tenantClass];
  const random = new Random(options.seed, 'tenant');
  const home = options.homeCountry ?? 'DE';
  const others =
    options.otherCountries ?? drawOtherCountries(random, home, defaults.otherCountries);
  if (others.includes(home) || new Set(others).size < others.length)
    throw new SimulatorError('a country is served twice; name each once');
  const weights = others.map((_, index) => Math.exp(-ZIPF_EXPONENT * Math.log(index + 1)));
  const totalWeight = weights.reduce((sum, weight) => sum + weight, 0);
  const homeShare = others.length === 0 ? 1 : defaults.homeShare;
  return {
    messagesPerDay: options.messagesPerDay ?? defaults.messagesPerDay,
    countries: [
      served(random, home, homeShare),
      ...others.map((country, index) =>
        served(random, country, round(((1 - homeShare) * (weights[index] ?? 0)) / totalWeight, 6)),
      ),
    ],
    // Assumption.
    dispersion: 0.15,
    dayLogSigma: 0.15,
    weekendFactor: 0.8,
    // https://truecheck.co/blog/the-true-cost-of-failed-otp-delivery
    resendShare: 0.37,
    secondResendShare: 0.08,
    // Assumption.
    entryMedianSeconds: 25,
    entryLogSigma: 0.9,
    foreignAddressShare: 0.05,
    returningShare: 0.3,
    priceFactor: 1,
  };
};
