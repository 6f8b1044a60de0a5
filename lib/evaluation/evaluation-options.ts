import { availableParallelism } from 'node:os';
import { SimulatorError } from '../simulator/simulator-error.ts';
import { TENANT_CLASSES } from '../simulator/tenant-models.ts';
import { CASE_NAMES, CASE_NAMES_TEXT, caseKindOrNull, QUIET, WARM_UP_DAYS } from './case.ts';
import type { EvaluationOptions } from './evaluation.ts';
import { FEED_SETS } from './feeds.ts';
import { USUAL_FILTER } from './filter-model.ts';

/** As a command line gives them; lists are separated by commas. */
export interface EvaluationArguments {
  readonly quick?: boolean;
  /** `1,2,3`, `1-60`. */
  readonly seeds?: string;
  readonly calibrationSeeds?: string;
  readonly holdOutSeeds?: string;
  readonly tenants?: string;
  readonly scenarios?: string;
  readonly feeds?: string;
  readonly warmUpDays?: number;
  readonly controlLatency?: number;
  readonly filterStops?: number;
  readonly baselines?: boolean;
}

export const EVALUATION_DEFAULTS = {
  seeds: '1,2,3',
  calibrationSeeds: '101,102',
  holdOutSeeds: '201,202',
  controlLatencySeconds: 30,
  filterStops: USUAL_FILTER.attack,
} as const;

/** Under a minute, for every change: one small tenant, and cases that show if something broke. */
const QUICK = {
  seeds: '1',
  calibrationSeeds: '101',
  holdOutSeeds: '',
  tenants: 'small',
  scenarios: `${QUIET},burst-one-block,random-ramp,sequential,adaptive,campaign,test-team,verifications-lost`,
  feeds: 'all,sns-only',
} as const;

/** Threads beyond two bring little on the machines that this is made for, and each takes memory. */
const MOST_WORKERS = 2;
export const usualWorkers = (): number => Math.min(MOST_WORKERS, availableParallelism());

/** @throws SimulatorError that says which argument cannot be used, and what could */
export const evaluationOptions = (args: EvaluationArguments): EvaluationOptions => {
  const usual =
    args.quick === true ? QUICK : { ...EVALUATION_DEFAULTS, tenants: '', scenarios: '', feeds: '' };
  const { warmUpDays } = args;
  const filterStops = args.filterStops ?? EVALUATION_DEFAULTS.filterStops;
  if (!(filterStops >= 0 && filterStops <= 1))
    throw new SimulatorError(`--filter-stops: give a share from 0 to 1, not ${filterStops}`);
  if (warmUpDays !== undefined && !(warmUpDays >= 2 && warmUpDays <= 60))
    throw new SimulatorError(`--warm-up-days: give 2 to 60, not ${warmUpDays}`);
  const cases = list(args.scenarios ?? usual.scenarios, CASE_NAMES);
  const unknown = cases.find((name) => caseKindOrNull(name) === null);
  if (unknown !== undefined)
    throw new SimulatorError(`--scenarios: "${unknown}" is none of ${CASE_NAMES_TEXT}`);
  return {
    seeds: seedsOf('--seeds', args.seeds ?? usual.seeds),
    calibrationSeeds: seedsOf(
      '--calibration-seeds',
      args.calibrationSeeds ?? usual.calibrationSeeds,
    ),
    holdOutSeeds: seedsOf('--hold-out-seeds', args.holdOutSeeds ?? usual.holdOutSeeds),
    tenantClasses: someOf('--tenants', args.tenants ?? usual.tenants, TENANT_CLASSES),
    cases,
    feedSets: someOf('--feeds', args.feeds ?? usual.feeds, FEED_SETS),
    warmUpDays:
      warmUpDays === undefined
        ? WARM_UP_DAYS
        : { small: warmUpDays, mid: warmUpDays, large: warmUpDays },
    controlLatencySeconds: args.controlLatency ?? EVALUATION_DEFAULTS.controlLatencySeconds,
    filterStops,
    withBaselines: args.baselines ?? true,
  };
};

const list = (text: string, all: readonly string[]): readonly string[] =>
  text === '' ? all : [...new Set(text.split(','))];

const someOf = <T extends string>(option: string, text: string, all: readonly T[]): readonly T[] =>
  list(text, all).map((name) => {
    const found = all.find((one) => one === name);
    if (found === undefined)
      throw new SimulatorError(`${option}: "${name}" is none of ${all.join(', ')}`);
    return found;
  });

const seedsOf = (option: string, text: string): readonly number[] =>
  text === '' ? [] : [...new Set(text.split(',').flatMap((part) => seedRange(option, part)))];

const MOST_SEEDS = 10_000;

/** `7`, or `1-60` for all of them. */
const seedRange = (option: string, text: string): readonly number[] => {
  const [, first, last] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text) ?? [];
  const count = Number(last ?? first) - Number(first) + 1;
  if (!(count >= 1 && count <= MOST_SEEDS))
    throw new SimulatorError(`${option}: "${text}" is no seed; write 1,2,3 or 1-60`);
  return Array.from({ length: count }, (_, index) => Number(first) + index);
};
