import type { TenantClass } from '../simulator/tenant-models.ts';
import type { Settings } from '../core/settings/settings.ts';
import { evaluateTenant, type TenantPlan } from './evaluate-tenant.ts';
import type { Row } from './row.ts';
import type { FeedSet } from './feeds.ts';
import { USUAL_FILTER } from './filter-model.ts';

export interface EvaluateOptions {
  readonly seeds: readonly number[];
  readonly tenantClasses: readonly TenantClass[];
  readonly cases: readonly string[];
  readonly feedSets: readonly FeedSet[];
  readonly controlLatencySeconds: number;
  /** Of an attack's SMS, what AWS's filter is taken to stop. */
  readonly filterStops: number;
  readonly warmUpDays?: number;
  readonly isHoldOut?: boolean;
  readonly settings?: Partial<Settings>;
}

/** Large tenants learn faster, and cost the evaluation most. */
const WARM_UP_DAYS: Readonly<Record<TenantClass, number>> = { small: 14, mid: 14, large: 7 };

/** One plan for each tenant class and seed: the units that can be worked at side by side. */
export const planTenants = (options: EvaluateOptions): readonly TenantPlan[] =>
  options.tenantClasses.flatMap((tenantClass) =>
    options.seeds.map((seed) => ({
      tenant: {
        tenantClass,
        seed,
        warmUpDays: options.warmUpDays ?? WARM_UP_DAYS[tenantClass],
        isHoldOut: options.isHoldOut ?? false,
      },
      cases: options.cases,
      feedSets: options.feedSets,
      baselines: [],
      detector: {
        controlLatencyMs: options.controlLatencySeconds * 1_000,
        filter: { ...USUAL_FILTER, attack: options.filterStops },
        ...(options.settings === undefined ? {} : { settings: options.settings }),
      },
    })),
  );

/** Everything in this process, one tenant after the other. */
export async function* evaluate(options: EvaluateOptions): AsyncGenerator<Row> {
  for (const plan of planTenants(options)) yield* evaluateTenant(plan);
}
