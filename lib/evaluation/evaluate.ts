import { CODE_VERSION } from '../version.ts';
import type { TenantClass } from '../simulator/tenant-models.ts';
import { BASELINES } from './baselines/registry.ts';
import { caseKindOrNull, type Tenant } from './case.ts';
import type { BaselineSetting, TenantPlan } from './evaluate-tenant.ts';
import type { Evaluation, EvaluationOptions } from './evaluation.ts';
import { USUAL_FILTER } from './filter-model.ts';
import type { Row } from './row.ts';
import { targetsOf } from './targets.ts';
import { type TunedBaseline, tuneBaselines } from './tune.ts';

/** Plays plans, side by side or one after the other; rows come back in the order of the plans. */
export type PlayPlans = (plans: readonly TenantPlan[], phase: string) => Promise<readonly Row[]>;

/**
 * Calibrates the baselines on seeds of their own, then measures everybody on others. The same
 * options give the same evaluation, to the last digit.
 */
export const evaluate = async (
  options: EvaluationOptions,
  play: PlayPlans,
): Promise<Evaluation> => {
  const tuning = await calibrate(options, play);
  const baselines = options.withBaselines ? BASELINES : [];
  const settingsOf = (tenantClass: TenantClass): readonly BaselineSetting[] =>
    baselines.flatMap(({ id, parameter }) => {
      const tuned = tuning.find((one) => one.id === id && one.tenantClass === tenantClass);
      const values = new Set([parameter.defaultValue, tuned?.value ?? parameter.defaultValue]);
      return [...values].map((value) => ({ id, value }));
    });
  const plansFor = (seeds: readonly number[], isHoldOut: boolean): readonly TenantPlan[] =>
    eachTenant(options, seeds, isHoldOut).map((tenant) => ({
      ...planFor(options, tenant, settingsOf(tenant.tenantClass)),
      cases: options.cases,
    }));
  const rows = await play(
    [...plansFor(options.seeds, false), ...plansFor(options.holdOutSeeds, true)],
    'evaluation',
  );
  const { settings: _, ...told } = options;
  return {
    schema: 'sms-pumping-detector/evaluation/1',
    codeVersion: CODE_VERSION,
    options: told,
    tuning,
    rows,
    targets: targetsOf(
      rows.filter(({ isHoldOut }) => !isHoldOut),
      tuning,
    ),
    holdOutTargets: targetsOf(
      rows.filter(({ isHoldOut }) => isHoldOut),
      tuning,
    ),
  };
};

/** Lets every baseline try every value of its parameter on honest traffic that nobody is judged by later. */
const calibrate = async (
  options: EvaluationOptions,
  play: PlayPlans,
): Promise<readonly TunedBaseline[]> => {
  const cases = options.cases.filter((name) =>
    ['benign', 'quiet'].includes(caseKindOrNull(name) ?? ''),
  );
  if (!options.withBaselines || cases.length === 0 || options.calibrationSeeds.length === 0)
    return [];
  const candidates = BASELINES.flatMap(({ id, parameter }) =>
    parameter.candidates.length < 2 ? [] : parameter.candidates.map((value) => ({ id, value })),
  );
  const plans = eachTenant(options, options.calibrationSeeds, false).map((tenant) => ({
    ...planFor(options, tenant, candidates),
    // The detector's own false actions are the budget; it is tuned on nothing here.
    feedSets: ['all'] as const,
    cases,
  }));
  return tuneBaselines(await play(plans, 'calibration'), options.tenantClasses);
};

const eachTenant = (
  { tenantClasses, warmUpDays }: EvaluationOptions,
  seeds: readonly number[],
  isHoldOut: boolean,
): readonly Tenant[] =>
  tenantClasses.flatMap((tenantClass) =>
    seeds.map((seed) => ({ tenantClass, seed, isHoldOut, warmUpDays: warmUpDays[tenantClass] })),
  );

const planFor = (
  options: EvaluationOptions,
  tenant: Tenant,
  baselines: readonly BaselineSetting[],
): Omit<TenantPlan, 'cases'> => ({
  tenant,
  feedSets: options.feedSets,
  baselines,
  detector: {
    controlLatencyMs: options.controlLatencySeconds * 1_000,
    filter: { ...USUAL_FILTER, attack: options.filterStops },
    ...(options.settings === undefined ? {} : { settings: options.settings }),
  },
});
