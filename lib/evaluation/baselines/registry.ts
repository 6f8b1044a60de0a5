import type { Baseline } from './baseline.ts';
import { conversionThreshold } from './conversion-threshold.ts';
import { adaptiveCountryThreshold, fixedCountryThreshold } from './country-threshold.ts';
import { fastBurst } from './fast-burst.ts';
import { limiter } from './limiter.ts';
import { noDefence } from './no-defence.ts';
import { seasonalBand } from './seasonal-band.ts';
import { spendAlarm } from './spend-alarm.ts';
import { unverifiedBudget } from './unverified-budget.ts';

export const BASELINES: readonly Baseline[] = [
  noDefence,
  spendAlarm,
  seasonalBand,
  fixedCountryThreshold,
  adaptiveCountryThreshold,
  fastBurst,
  limiter,
  conversionThreshold,
  unverifiedBudget,
];
