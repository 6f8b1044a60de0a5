import type { Action } from '../core/decide/decision.ts';
import type { HeldState, Step } from '../core/decide/next-step.ts';
import type { PlanExplained } from '../core/explain/explain-plan.ts';
import { usd } from '../core/notify/words.ts';
import type { PlannedAction } from '../core/respond/plan.ts';
import { colors } from './colors.ts';
import { figure, sentence } from './text-block.ts';

const INDENT = 4;
const line = (label: string, text: string): string => sentence(label, text, INDENT);

/** Why these levers and not others, in the order in which they are thought of. */
export const formatPlan = (plan: PlanExplained): string =>
  [
    `  ${colors.bold(`Levers for ${plan.country}`)}`,
    line('money gate', gatesOf(plan)),
    line('protected', protectionOf(plan)),
    line('ranges', rangesOf(plan)),
    line('customers', customersOf(plan)),
    line('caps', capsOf(plan)),
    line('planned', plan.planned.map(describePlanned).join('; ') || 'nothing: no lever fits.'),
  ].join('\n');

const dollars = (value: number): string => (Number.isFinite(value) ? usd(value) : 'unknown money');

const gatesOf = ({ gates, stakeUsd }: PlanExplained): string =>
  `${dollars(stakeUsd)} at stake, the most of the last hour, the next and the day; ${gates
    .map(
      ({ kind, isEnabled, minLossUsd, isPassed }) =>
        `${kind} ${isEnabled ? `from ${usd(minLossUsd)} (responses/${kind}/minLossUsd): ${isPassed ? 'passed' : 'not passed'}` : `is off (responses/${kind}/enabled)`}`,
    )
    .join(', ')}.`;

const share = (value: number): string => `${figure(100 * value)} %`;

const protectionOf = ({ protection }: PlanExplained): string => {
  const { by, trafficShare, protectedShare, pastFilterUsdPerHour } = protection;
  const { outweighRatio, outweighMaxShare } = protection;
  if (by === 'listed') return 'yes, never blocked whole: listed in protectedCountries.';
  const shares = `${share(trafficShare)} of the used codes, protected above ${share(protectedShare)} (responses/block-country/protectedShare)`;
  if (by === 'none') return `no: not listed in protectedCountries, ${shares}.`;
  const past =
    pastFilterUsdPerHour === null ? '' : `; ${dollars(pastFilterUsdPerHour)} an hour gets past it`;
  return `yes, filtered first: ${shares}${past}; blocked all the same where that is ${figure(outweighRatio)} times what a block costs its customers, up to ${share(outweighMaxShare)} of the used codes (responses/block-country/outweighRatio, outweighMaxShare).`;
};

const rangesOf = ({ ranges, protection }: PlanExplained): string => {
  const { legitimatePerHour, minLegitimatePerHour, standOut, isDrilledDown, maxRanges } = ranges;
  const isAsked = standOut || protection.by !== 'none' || legitimatePerHour >= minLegitimatePerHour;
  const customers = `${figure(legitimatePerHour)} customers an hour, spared from ${figure(minLegitimatePerHour)} (responses/block-number-range/minLegitimatePerHour)`;
  const found =
    ranges.prefixes !== null
      ? `${ranges.prefixes.map((prefix) => `${prefix}…`).join(', ')} would do (at most ${maxRanges}, responses/block-number-range/maxRanges)`
      : isDrilledDown
        ? `no ${maxRanges} ranges hold nearly all of it, or none may be blocked (responses/block-number-range/maxRanges, allowedNumberRanges)`
        : 'the drill-down was not made';
  const why = standOut
    ? 'tried first, the verdict is about numbers that stand out'
    : isAsked
      ? 'tried first, customers are to be spared'
      : 'not asked for, there is hardly anybody to spare';
  return `${why}: ${customers}; ${found}.`;
};

const customersOf = ({ costs, customerValueUsd }: PlanExplained): string =>
  costs === null
    ? 'no price is known, so the block is not held against its customers.'
    : `the attack costs ${usd(costs.attackUsdPerHour)} an hour, a block of the country ${usd(costs.customersUsdPerHour)} (${figure(costs.customersPerHour)} customers an hour at ${usd(customerValueUsd)}, responses/block-country/customerValueUsd): ${costs.attackUsdPerHour >= costs.customersUsdPerHour ? 'worth it' : 'not worth it'}.`;

const capsOf = ({ caps }: PlanExplained): string =>
  `${caps.active} of ${caps.maxActive} countries blocked (responses/block-country/maxActive), ${caps.newInHour} of ${caps.maxPerHour} within the hour (responses/block-country/maxPerHour), with this one ${share(caps.shareWithThis)} of the used codes of at most ${share(caps.maxShare)} (responses/block-country/maxBlockedShare, outweighMaxShare).`;

const WHY_SKIPPED = {
  'protected-country': 'the country is protected',
  'cap-reached': 'a cap is reached',
  'operator-changed': 'an operator has changed it since',
  cooldown: 'it was put back only just now (cooldownSeconds)',
} as const;

export const describePlanned = ({ kind, target, skip }: PlannedAction): string =>
  `${kind} ${targetOf(target)}${skip === null ? '' : ` left alone: ${WHY_SKIPPED[skip]}`}`;

const targetOf = (target: Action['target']): string =>
  'prefix' in target
    ? `${target.prefix}…`
    : 'country' in target
      ? target.country
      : usd(target.limitUsd);

export const describeAction = ({ kind, target, outcome, reason, expiresAt }: Action): string =>
  `${kind} ${targetOf(target)} ${outcome}${reason === null ? '' : ` (${reason})`}${expiresAt === null ? '' : ` until ${expiresAt.slice(0, 10)} ${expiresAt.slice(11, 16)} UTC`}`;

const WHY_STEP: Readonly<Record<NonNullable<Step['plan']>, string>> = {
  contain: 'pumping, active and worth acting on: levers are planned',
  extend: 'the attack gets past the levers that are held: more are planned',
  renew: 'held levers are about to expire and were not quiet: they are held for longer',
  restore: 'quiet for long enough, or customers were found: all levers are put back',
  trim: 'some of the levers had nothing to stop for long: these are put back',
  probe:
    'before the levers are held for longer they are put back for a few messages, to see whose codes come',
  rearm: 'the probe is over and was not quiet: the levers are moved again',
};

const WHY_TOLD: Readonly<Record<Step['kind'], string>> = {
  open: 'a verdict that is not clear opens an incident; levers come with a step of their own',
  update: 'it is told again; no lever is to be moved',
  contain: 'pumping, active and worth acting on',
  release: 'nobody came while the levers were put back: they stay so',
  close: 'an hour of quiet with no evidence left closes the incident',
};

/** Why this step was next. */
export const describeStep = (
  { kind, plan }: Step,
  { isWorthIt, isLeaking, hasFoundCustomers }: HeldState,
): string => {
  const facts = [
    isWorthIt ? 'the money passes a gate' : 'the money passes no gate',
    ...(isLeaking ? ['traffic gets past the levers'] : []),
    ...(hasFoundCustomers ? ['the last probe found customers'] : []),
  ];
  return `${plan === null ? WHY_TOLD[kind] : WHY_STEP[plan]} (${facts.join(', ')}).`;
};
