import { poissonUpperBound } from './poisson-bound.ts';
import type { Row } from './row.ts';
import { sumOf } from './statistics.ts';

const DAYS_A_MONTH = 30;

/** How often something went wrong in so much quiet traffic, and how often it may go wrong at most (95 %). */
export interface Rate {
  readonly events: number;
  readonly tenantMonths: number;
  readonly perTenantMonth: number | null;
  readonly upperBound: number | null;
}

export const rateOf = (events: number, rows: readonly Row[]): Rate => {
  const tenantMonths = sumOf(rows, ({ days }) => days) / DAYS_A_MONTH;
  return {
    events,
    tenantMonths,
    perTenantMonth: tenantMonths === 0 ? null : events / tenantMonths,
    upperBound: tenantMonths === 0 ? null : poissonUpperBound(events) / tenantMonths,
  };
};

export const falseAlertRate = (rows: readonly Row[]): Rate =>
  rateOf(
    sumOf(rows, ({ outcome }) => outcome.falseAlerts),
    rows,
  );

export const falseContainmentRate = (rows: readonly Row[]): Rate =>
  rateOf(
    sumOf(rows, ({ outcome }) => outcome.falseContainments),
    rows,
  );
