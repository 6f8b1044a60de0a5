import { expectedFirstSends } from '../evaluate/baseline.ts';
import { DAY_MS } from '../time.ts';
import type { PlanInput } from './plan.ts';

/** What the attack costs the owner and a block of the country its customers; `null` where nobody can tell. */
export const costsOfBlock = ({
  input,
  judgement,
  settings,
}: Pick<PlanInput, 'input' | 'judgement' | 'settings'>): {
  readonly attackUsdPerHour: number;
  readonly customersPerHour: number;
  readonly customersUsdPerHour: number;
} | null => {
  const { excessUsd, projectedUsd, dayExcessUsd } = judgement;
  if (excessUsd === null || projectedUsd === null || dayExcessUsd === null) return null;
  const { atMs } = input.window;
  const customersPerHour = expectedFirstSends(input.baseline, atMs - DAY_MS, atMs) / 24;
  const { customerValueUsd } = settings.responses['block-country'].values;
  return {
    attackUsdPerHour: Math.max(excessUsd, projectedUsd),
    customersPerHour,
    customersUsdPerHour: customersPerHour * customerValueUsd,
  };
};
