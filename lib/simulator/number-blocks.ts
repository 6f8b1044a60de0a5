import { type CountryCode, getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js/max';
import exampleMobileNumbers from 'libphonenumber-js/mobile/examples';
import { isMobileNumberOf, looksMobile } from './mobile-pattern.ts';
import { Random } from './random.ts';
import { SimulatorError } from './simulator-error.ts';

/**
 * Makes phone numbers that are valid in form for their country: mobile numbers according to
 * libphonenumber. They start from its example number, vary its digits and keep what it accepts.
 * Nothing tells whether such a number is in service; none is ever sent to.
 */

/** The numbers that share all but the last four digits. */
export interface NumberBlock {
  readonly country: string;
  /** E.164 without the last four digits. */
  readonly prefix: string;
  /** Whether every number of the block can be taken for valid; else each one is tested. */
  readonly isUniform: boolean;
}

const SUFFIX_DIGITS = 4;
export const NUMBERS_PER_BLOCK = 10_000;
/** Suffixes that stand for a whole block. */
const PROBES = ['2407', '0000', '9999', '1234', '5678', '8091'];
/** Share of random numbers that must be valid for the free part of a number to begin that early. */
const WANTED_ACCEPTANCE = 0.3;
const TRIALS_PER_LEAD = 40;
const ATTEMPTS = 2_000;
/** After so many blocks that are only partly valid, such a one will do. */
const PATIENCE = 20;

interface Plan {
  readonly country: CountryCode;
  readonly callingCode: string;
  /** Leading digits that every generated number keeps from the example. */
  readonly lead: string;
  /** Digits between the lead and the last four. */
  readonly freeDigits: number;
  readonly looksMobile: (e164: string) => boolean;
}

const plans = new Map<string, Plan>();

const randomDigits = (random: Random, digits: number): string => {
  let text = '';
  while (text.length < digits) text += random.integer(10);
  return text;
};

const makePlan = (country: string): Plan => {
  const example = isSupportedCountry(country) ? exampleMobileNumbers[country] : undefined;
  if (example === undefined || !isSupportedCountry(country))
    throw new SimulatorError(`country "${country}" has no example mobile number; choose another`);
  const callingCode = getCountryCallingCode(country);
  if (!isMobileNumberOf(country, `+${callingCode}${example}`))
    throw new SimulatorError(
      `country "${country}" has no mobile numbers that can be told from its neighbour's; choose another`,
    );
  const guess = looksMobile(country);
  const headDigits = Math.max(0, example.length - SUFFIX_DIGITS);
  const leadDigits = shortestLead(`+${callingCode}`, example, headDigits, guess);
  return {
    country,
    callingCode,
    lead: example.slice(0, leadDigits),
    freeDigits: headDigits - leadDigits,
    looksMobile: guess,
  };
};

/** The more digits vary the better, as long as enough random numbers are valid. */
const shortestLead = (
  plus: string,
  example: string,
  headDigits: number,
  isValid: (e164: string) => boolean,
): number => {
  const random = new Random(0, 'number-plan', plus, example);
  for (let digits = 1; digits < headDigits; digits += 1) {
    const lead = plus + example.slice(0, digits);
    let accepted = 0;
    for (let trial = 0; trial < TRIALS_PER_LEAD; trial += 1)
      if (isValid(lead + randomDigits(random, example.length - digits))) accepted += 1;
    if (accepted >= WANTED_ACCEPTANCE * TRIALS_PER_LEAD) return digits;
  }
  return headDigits;
};

const planOf = (country: string): Plan => {
  let plan = plans.get(country);
  if (plan === undefined) {
    plan = makePlan(country);
    plans.set(country, plan);
  }
  return plan;
};

/** `null` when none of the block's probes is valid. */
const inspect = (plan: Plan, prefix: string): NumberBlock | null => {
  const { country } = plan;
  const isUniform =
    PROBES.every((probe) => plan.looksMobile(prefix + probe)) &&
    isMobileNumberOf(country, prefix + PROBES[0]);
  if (isUniform) return { country, prefix, isUniform };
  const isPartial = PROBES.some((probe) => plan.looksMobile(prefix + probe));
  return isPartial ? { country, prefix, isUniform } : null;
};

/** A block named by the caller, for instance from an incident report. */
export const blockOf = (country: string, prefix: string): NumberBlock => {
  const block = inspect(planOf(country), prefix);
  if (block === null)
    throw new SimulatorError(
      `prefix "${prefix}" holds no mobile numbers of ${country}; give E.164 without its last four digits`,
    );
  return block;
};

/** A block of mobile numbers drawn evenly from those that vary behind the country's lead. */
export const randomBlock = (country: string, random: Random): NumberBlock => {
  const plan = planOf(country);
  let partial: NumberBlock | null = null;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const head = `+${plan.callingCode}${plan.lead}${randomDigits(random, plan.freeDigits)}`;
    const block = inspect(plan, head);
    if (block?.isUniform === true) return block;
    partial ??= block;
    if (partial !== null && (attempt > PATIENCE || plan.freeDigits === 0)) return partial;
  }
  throw new SimulatorError(`country "${country}" has too few mobile number blocks; choose another`);
};

/** `null` when the plan does not allow that number. */
export const numberAt = (block: NumberBlock, suffix: number): string | null => {
  const e164 = block.prefix + String(suffix).padStart(SUFFIX_DIGITS, '0');
  if (block.isUniform || isMobileNumberOf(planOf(block.country).country, e164)) return e164;
  return null;
};

export const randomNumber = (block: NumberBlock, random: Random): string => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const e164 = numberAt(block, random.integer(NUMBERS_PER_BLOCK));
    if (e164 !== null) return e164;
  }
  throw new SimulatorError(`block "${block.prefix}" holds too few mobile numbers; choose another`);
};
