import type { TenantClass } from '../simulator/tenant-models.ts';
import { BASELINES } from './baselines/registry.ts';
import { OUR_DETECTOR, type Row, WARM_UP } from './row.ts';

export interface TunedBaseline {
  readonly tenantClass: TenantClass;
  readonly id: string;
  /** The most sensitive value within the budget; `null` where even the least sensitive exceeds it. */
  readonly value: number | null;
  /** What the detector did wrongly on the same traffic. */
  readonly budget: number;
  readonly falseContainments: number;
}

/**
 * To each baseline the most sensitive of its values that blocks wrongly no more often than our
 * detector did on the same honest traffic: to compare at the same price.
 */
export const tuneBaselines = (
  rows: readonly Row[],
  tenantClasses: readonly TenantClass[],
): readonly TunedBaseline[] =>
  tenantClasses.flatMap((tenantClass) => {
    const ofClass = rows.filter((row) => row.tenantClass === tenantClass && row.name !== WARM_UP);
    const falseContainmentsOf = (contender: string, parameter: number | null): number =>
      ofClass
        .filter((row) => row.contender === contender && row.parameter === parameter)
        .reduce((sum, { outcome }) => sum + outcome.falseContainments, 0);
    const budget = falseContainmentsOf(OUR_DETECTOR, null);
    return BASELINES.filter(({ parameter }) => parameter.candidates.length > 1).map(
      ({ id, parameter }) => {
        const tried = parameter.candidates.map((value) => ({
          value,
          falseContainments: falseContainmentsOf(id, value),
        }));
        const best = tried.find(({ falseContainments }) => falseContainments <= budget);
        const least = tried.at(-1)?.falseContainments ?? 0;
        return {
          tenantClass,
          id,
          value: best?.value ?? null,
          budget,
          falseContainments: best?.falseContainments ?? least,
        };
      },
    );
  });
