import type { Settings } from '../core/settings/settings.ts';
import type { TenantClass } from '../simulator/tenant-models.ts';
import type { FeedSet } from './feeds.ts';
import type { Row } from './row.ts';
import type { Target } from './target.ts';
import type { TunedBaseline } from './tune.ts';

export interface EvaluationOptions {
  /** Tenants that everybody is judged by. */
  readonly seeds: readonly number[];
  /** Tenants that baselines are tuned on, and nobody is judged by. */
  readonly calibrationSeeds: readonly number[];
  /** Tenants from the second generator of traffic. */
  readonly holdOutSeeds: readonly number[];
  readonly tenantClasses: readonly TenantClass[];
  readonly cases: readonly string[];
  readonly feedSets: readonly FeedSet[];
  readonly warmUpDays: Readonly<Record<TenantClass, number>>;
  readonly controlLatencySeconds: number;
  /** Of an attack's SMS, what AWS's filter is taken to stop. */
  readonly filterStops: number;
  /** Without them the detector is measured alone. */
  readonly withBaselines: boolean;
  /** Of the detector, where they are not the defaults. */
  readonly settings?: Partial<Settings>;
}

/** Everything that was measured, with all that is needed to measure it again. No clock is in it. */
export interface Evaluation {
  readonly schema: 'sms-pumping-detector/evaluation/1';
  readonly codeVersion: string;
  readonly options: Omit<EvaluationOptions, 'settings'>;
  readonly tuning: readonly TunedBaseline[];
  readonly rows: readonly Row[];
  /** What the rows come to: on the usual traffic, and on that of the second generator. */
  readonly targets: readonly Target[];
  readonly holdOutTargets: readonly Target[];
}
