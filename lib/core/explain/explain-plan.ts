import type { TakenStep } from '../decide/proceeding.ts';
import { settle } from '../decide/settle.ts';
import type { MoneyAtStake } from '../decide/money.ts';
import { expectedFirstSends } from '../evaluate/baseline.ts';
import type { Country } from '../ingest/events.ts';
import { costsOfBlock } from '../respond/costs-of-block.ts';
import { blockedWhole } from '../respond/country-cap.ts';
import { planContainment, type PlanInput, type PlannedAction } from '../respond/plan.ts';
import { protectionOf, usdPerHourPastFilter, type Protection } from '../respond/protection.ts';
import { rangesToBlock } from '../respond/ranges-to-block.ts';
import { GATED_KINDS, isWorth, stakeUsdOf } from '../respond/stake.ts';
import type { Settings } from '../settings/settings.ts';
import { HOUR_MS } from '../time.ts';
import type { Look } from './look.ts';

/** Why these levers, and not others, were planned for one destination. */
export interface PlanExplained {
  readonly country: Country;
  readonly stake: MoneyAtStake;
  readonly stakeUsd: number;
  readonly gates: readonly {
    readonly kind: (typeof GATED_KINDS)[number];
    readonly isEnabled: boolean;
    readonly minLossUsd: number;
    readonly isPassed: boolean;
  }[];
  readonly protection: {
    readonly by: Protection;
    readonly trafficShare: number;
    readonly protectedShare: number;
    /** What gets past the filter, in USD an hour; `null` where none is in force. */
    readonly pastFilterUsdPerHour: number | null;
    readonly outweighRatio: number;
    readonly outweighMaxShare: number;
  };
  readonly ranges: {
    /** Customers an hour now, and the number from which a country is spared for its ranges. */
    readonly legitimatePerHour: number;
    readonly minLegitimatePerHour: number;
    readonly standOut: boolean;
    readonly isDrilledDown: boolean;
    readonly maxRanges: number;
    /** `null` where no few ranges hold the excess, or none may be blocked. */
    readonly prefixes: readonly string[] | null;
  };
  /** `null` where no price is known. */
  readonly costs: ReturnType<typeof costsOfBlock>;
  readonly customerValueUsd: number;
  readonly caps: ReturnType<typeof blockedWhole> & {
    readonly maxActive: number;
    readonly maxPerHour: number;
  };
  readonly planned: readonly PlannedAction[];
}

/** One for each destination that levers were planned for, as they were planned; none when the step planned none. */
export const explainPlans = (
  look: Look,
  { incident, incidents, step, judgement }: TakenStep,
  settings: Settings,
): readonly PlanExplained[] => {
  if (incident === null || (step.plan !== 'contain' && step.plan !== 'extend')) return [];
  const stake = settle({ ...look.seen, judgement }, incident, step).judgement;
  const planned: PlannedAction[] = [];
  return look.seen.destinations.map((destination) => {
    const context: PlanInput = {
      ...destination,
      incident,
      incidents,
      planned: [...planned],
      stake,
      trafficShareOf: (country) => look.baselines.of(country).trafficShare,
      settings,
    };
    const explained = explainPlan(context, stake);
    planned.push(...explained.planned);
    return explained;
  });
};

const explainPlan = (context: PlanInput, stake: MoneyAtStake): PlanExplained => {
  const { input, judgement, settings } = context;
  const { atMs } = input.window;
  const block = settings.responses['block-country'].values;
  const range = settings.responses['block-number-range'].values;
  const { excessUsd, projectedUsd, dayExcessUsd } = stake;
  return {
    country: input.subject.country,
    stake: { excessUsd, projectedUsd, dayExcessUsd },
    stakeUsd: stakeUsdOf(stake),
    gates: GATED_KINDS.map((kind) => ({
      kind,
      isEnabled: settings.responses[kind].enabled,
      minLossUsd: settings.responses[kind].values.minLossUsd,
      isPassed: isWorth(kind, stake, settings),
    })),
    protection: {
      by: protectionOf(context),
      trafficShare: input.baseline.trafficShare,
      protectedShare: block.protectedShare,
      pastFilterUsdPerHour: usdPerHourPastFilter(context),
      outweighRatio: block.outweighRatio,
      outweighMaxShare: block.outweighMaxShare,
    },
    ranges: {
      legitimatePerHour: expectedFirstSends(input.baseline, atMs, atMs + HOUR_MS),
      minLegitimatePerHour: range.minLegitimatePerHour,
      standOut: judgement.group !== null,
      isDrilledDown: input.ranges !== null || judgement.group !== null,
      maxRanges: range.maxRanges,
      prefixes: rangesToBlock(context)?.map(({ prefix }) => prefix) ?? null,
    },
    costs: costsOfBlock(context),
    customerValueUsd: block.customerValueUsd,
    caps: {
      ...blockedWhole(context),
      maxActive: block.maxActive,
      maxPerHour: block.maxPerHour,
    },
    planned: planContainment(context),
  };
};
