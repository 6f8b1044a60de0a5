import { costsOfBlock } from './costs-of-block.ts';
import { usdPerHourPast } from './past-levers.ts';
import type { PlanInput } from './plan.ts';

/** Why a country is not blocked whole: its owner has listed it, or many who use their codes live there. */
export type Protection = 'listed' | 'share' | 'none';

export const protectionOf = ({
  input,
  settings,
}: Pick<PlanInput, 'input' | 'settings'>): Protection => {
  if (settings.protectedCountries.includes(input.subject.country)) return 'listed';
  const { protectedShare } = settings.responses['block-country'].values;
  return input.baseline.trafficShare > protectedShare ? 'share' : 'none';
};

/** What gets past the filter an hour, as `usdPerHourPast`; `null` also where no filter is in force. */
export const usdPerHourPastFilter = ({
  input,
  incident,
}: Pick<PlanInput, 'input' | 'incident'>): number | null =>
  usdPerHourPast(
    input,
    incident.actions.filter(({ kind }) => kind === 'filter-country'),
  );

/**
 * Whether a country that only its share protects is to be blocked all the same: the filter is in
 * force and does not help, and what gets past it costs many times what a block costs the customers.
 */
export const isProtectionOutweighed = (
  context: Pick<PlanInput, 'input' | 'judgement' | 'settings' | 'incident'>,
): boolean => {
  const { outweighRatio, outweighMaxShare } = context.settings.responses['block-country'].values;
  if (context.input.baseline.trafficShare > outweighMaxShare) return false;
  const costs = costsOfBlock(context);
  const pastUsdPerHour = usdPerHourPastFilter(context);
  // What nobody can tell the price of is no reason to lock customers out.
  if (costs === null || pastUsdPerHour === null || !Number.isFinite(pastUsdPerHour)) return false;
  return outweighs(pastUsdPerHour, costs.customersUsdPerHour, outweighRatio);
};

/** Customers who are said to be worth nothing outweigh nothing, and are protected all the same. */
const outweighs = (usdPerHour: number, customersUsdPerHour: number, ratio: number): boolean =>
  customersUsdPerHour > 0 && usdPerHour >= ratio * customersUsdPerHour;

/**
 * Whether a block of a country that only its share protects is no longer worth its customers: what
 * it stops would cost too little by now. It is asked again at each end of such a block.
 */
export const isOutweighedNoMore = (
  context: Pick<PlanInput, 'input' | 'judgement' | 'settings' | 'incident'>,
): boolean => {
  const { input, judgement, settings, incident } = context;
  const isBlocked = incident.actions.some(({ kind }) => kind === 'block-country');
  if (!isBlocked || protectionOf({ input, settings }) !== 'share') return false;
  const costs = costsOfBlock(context);
  const { outweighRatio } = settings.responses['block-country'].values;
  return (
    costs === null ||
    !outweighs(judgement.projectedUsd ?? 0, costs.customersUsdPerHour, outweighRatio)
  );
};
