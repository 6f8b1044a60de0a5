import type { PlanInput, PlannedAction, SkipReason } from './plan.ts';
import { protectionOf } from './protection.ts';
import { isSameLever } from './same-lever.ts';
import { HOUR_MS } from '../time.ts';

/** How much may be blocked whole: so many countries at once, so many new ones an hour, so many customers. */
export const countryCap = (context: PlanInput): SkipReason | null => {
  const { maxActive, maxPerHour } = context.settings.responses['block-country'].values;
  const { active, newInHour, shareWithThis, maxShare } = blockedWhole(context);
  return active >= maxActive || newInHour >= maxPerHour || shareWithThis > maxShare
    ? 'cap-reached'
    : null;
};

/** What is blocked whole already, with what this step has planned so far. */
export const blockedWhole = (
  context: PlanInput,
): {
  readonly active: number;
  readonly newInHour: number;
  /** Of the used codes, this country's included. */
  readonly shareWithThis: number;
  readonly maxShare: number;
} => {
  const { incidents, input, planned = [], trafficShareOf, settings } = context;
  const { maxBlockedShare, outweighMaxShare, protectedShare } =
    settings.responses['block-country'].values;
  const isServed = protectionOf(context) === 'share';
  // The same lever is no second one: what was only said may be done now.
  const isBlock = ({ kind, target }: Pick<PlannedAction, 'kind' | 'target'>): boolean =>
    kind === 'block-country' && !isSameLever(target, { country: input.subject.country });
  const inForce = incidents.flatMap(({ actions }) => actions).filter(isBlock);
  const ended = incidents.flatMap(({ restored }) => restored).filter(isBlock);
  const recent = [...inForce, ...ended].filter(
    ({ appliedAtMs }) => input.window.atMs - appliedAtMs < HOUR_MS,
  );
  const coming = planned.filter((action) => isBlock(action) && action.skip === null);
  // Or whoever attacks a served country first would shield all others from being blocked.
  const countsFor = (share: number): boolean => isServed || share <= protectedShare;
  const shareWithThis = [...inForce, ...coming]
    .map(({ target }) => ('country' in target ? trafficShareOf(target.country) : 0))
    .filter(countsFor)
    .reduce((sum, share) => sum + share, input.baseline.trafficShare);
  return {
    active: inForce.length + coming.length,
    newInHour: recent.length + coming.length,
    shareWithThis,
    maxShare: isServed ? Math.max(maxBlockedShare, outweighMaxShare) : maxBlockedShare,
  };
};
