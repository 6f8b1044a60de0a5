import type { ActionKind, ActionTarget } from '../decide/decision.ts';
import type { Incident } from '../decide/incident.ts';
import type { JudgeContext, Judgement } from '../decide/judge.ts';
import type { MoneyAtStake } from '../decide/money.ts';
import { expectedFirstSends } from '../evaluate/baseline.ts';
import type { CountryInput } from '../evaluate/rule.ts';
import type { Country } from '../ingest/events.ts';
import type { Settings } from '../settings/settings.ts';
import { HOUR_MS, SECOND_MS } from '../time.ts';
import { expiryMs } from './expiry.ts';
import { costsOfBlock } from './costs-of-block.ts';
import { countryCap } from './country-cap.ts';
import { isInForce } from './in-force.ts';
import { isProtectionOutweighed, protectionOf } from './protection.ts';
import { rangesToBlock } from './ranges-to-block.ts';
import { isSameLever } from './same-lever.ts';
import { isWorth } from './stake.ts';
import { WINDOW_MS } from '../count/window.ts';

/** Why a lever is left alone. Closed list of the decision log. */
export type SkipReason = 'protected-country' | 'cap-reached' | 'operator-changed' | 'cooldown';

/** One lever to move, or not to and why. */
export interface PlannedAction {
  readonly kind: ActionKind;
  readonly target: ActionTarget;
  readonly expiresAtMs: number;
  /** It is put back before it expires once there was nothing to stop for so long. */
  readonly quietMs: number;
  /** How often the lever was held before. */
  readonly step: number;
  readonly skip: SkipReason | null;
}

/** One destination as it was judged. */
export interface Destination {
  readonly input: CountryInput;
  readonly judgement: Judgement;
  /** What it was judged with besides the findings; absent where nobody asks how it was judged. */
  readonly prior?: JudgeContext;
}

export interface PlanInput extends Destination {
  readonly incident: Incident;
  /** Every recent incident, closed ones too, for the caps and the cooldown. */
  readonly incidents: readonly Incident[];
  /** What the same step is going to do already. */
  readonly planned?: readonly PlannedAction[];
  /** Money at stake in the whole of which this destination is a part; its own when absent. */
  readonly stake?: MoneyAtStake;
  /** Of the account's used codes. */
  readonly trafficShareOf: (country: Country) => number;
  readonly settings: Settings;
}

/**
 * The smallest containment that stops the attack: the number ranges that stand out, or that hold
 * the excess where customers live; else the country, unless customers are worth more than the attack
 * costs; and the filter where the country must not be blocked.
 */
export const planContainment = (context: PlanInput): readonly PlannedAction[] => {
  const { input, judgement, settings, incident, stake = judgement } = context;
  const { atMs } = input.window;
  const { country } = input.subject;
  const quietMs = quietFor(input, judgement);
  const { responses } = settings;
  const legitimatePerHour = expectedFirstSends(input.baseline, atMs, atMs + HOUR_MS);
  const protection = protectionOf(context);
  const isSpared = protection !== 'none';
  const plan = (kind: ActionKind, target: ActionTarget, skip: SkipReason | null): PlannedAction => {
    const step = stepOf(incident, kind, target);
    return {
      kind,
      target,
      step,
      expiresAtMs: expiryMs(settings, kind, step, atMs),
      quietMs,
      skip: skip ?? skipOf(context, kind, target, atMs),
    };
  };

  const { minLegitimatePerHour } = responses['block-number-range'].values;
  const isStandingOut = judgement.group !== null;
  if (isStandingOut || isSpared || legitimatePerHour >= minLegitimatePerHour) {
    const ranges = isWorth('block-number-range', stake, settings) ? rangesToBlock(context) : null;
    if (ranges !== null)
      return ranges.map(({ prefix }) => plan('block-number-range', { country, prefix }, null));
    // What stands out is blocked already: what gets through is not it.
    const isBlocked = incident.actions.some(({ kind }) => kind === 'block-number-range');
    if (judgement.group?.kind === 'ranges' && isBlocked) return [];
  }
  // Nothing is tighter than what is in force; a filter would loosen it.
  if (isInForce(context, 'block-country', { country })) return [];
  const planned: PlannedAction[] = [];
  // Numbers that stand out among a destination's customers are no reason to block these.
  if (!isStandingOut && isWorth('block-country', stake, settings)) {
    const isOutweighed = protection === 'share' && isProtectionOutweighed(context);
    if (isSpared && !isOutweighed) {
      // Once it is filtered, that it is not blocked is no news.
      if (!isInForce(context, 'filter-country', { country }))
        planned.push(plan('block-country', { country }, 'protected-country'));
    } else if (isCheaperThanAttack(context)) {
      planned.push(plan('block-country', { country }, countryCap(context)));
    }
  }
  const isFilterWorth = isWorth('filter-country', stake, settings);
  if (planned.every(({ skip }) => skip !== null) && isFilterWorth)
    planned.push(plan('filter-country', { country }, null));
  return planned.filter(({ kind, target }) => !isInForce(context, kind, target));
};

/** One more than when the incident last held the lever so. */
const stepOf = (incident: Incident, kind: ActionKind, target: ActionTarget): number =>
  1 +
  Math.max(
    -1,
    ...[...incident.actions, ...incident.restored]
      .filter((before) => before.kind === kind && isSameLever(before.target, target))
      .map(({ step }) => step),
  );

/** So many usual pauses without a message, and it is over: of a drip's hundred pauses a day hardly one is that long. */
const PAUSES = 9;
const MAX_QUIET_MS = 6 * HOUR_MS;

/** A burst is over in no time; a drip pauses for long between two messages. */
const quietFor = ({ window }: CountryInput, { group }: Judgement): number => {
  const pauseMs =
    group === null
      ? WINDOW_MS / Math.max(1, sumOf(window.bins))
      : HOUR_MS / Math.max(1, group.recentNumbers);
  return Math.min(MAX_QUIET_MS, PAUSES * pauseMs);
};

const sumOf = (bins: CountryInput['window']['bins']): number =>
  bins.reduce((sum, { attempts }) => sum + attempts, 0);

/** Whether blocking the country costs its customers less than the attack costs the owner, an hour. */
const isCheaperThanAttack = (context: PlanInput): boolean => {
  const costs = costsOfBlock(context);
  return costs === null || costs.attackUsdPerHour >= costs.customersUsdPerHour;
};

/** Why a lever is left alone whatever it is. */
const skipOf = (
  context: Pick<PlanInput, 'incident' | 'incidents' | 'settings'>,
  kind: ActionKind,
  target: ActionTarget,
  atMs: number,
): SkipReason | null => {
  if (isOperators(context, target)) return 'operator-changed';
  return isCoolingDown(context, kind, target, atMs) ? 'cooldown' : null;
};

/** Whether an operator has undone what this or another incident that goes on did to the lever: theirs is the last word on it. */
const isOperators = (
  { incident, incidents }: Pick<PlanInput, 'incident' | 'incidents'>,
  target: ActionTarget,
): boolean =>
  [incident, ...incidents.filter(({ state }) => state !== 'closed')].some(({ restored }) =>
    restored.some((before) => before.by === 'operator' && isSameLever(before.target, target)),
  );

const isCoolingDown = (
  { incidents, settings }: Pick<PlanInput, 'incidents' | 'settings'>,
  kind: ActionKind,
  target: ActionTarget,
  atMs: number,
): boolean =>
  incidents.some((incident) =>
    incident.restored.some(
      (restored) =>
        isSameLever(restored.target, target) &&
        atMs - restored.atMs < settings.responses[kind].values.cooldownSeconds * SECOND_MS,
    ),
  );

/** A new spend limit: the month to date and an allowance, in whole dollars, never above what the owner set. */
export const planSpendLimit = (
  context: Pick<PlanInput, 'settings' | 'incident' | 'incidents'>,
  limit: { readonly limitUsd: number; readonly monthToDateUsd: number },
  atMs: number,
): readonly PlannedAction[] => {
  const { settings, incident } = context;
  const kind = 'lower-spend-limit';
  const { enabled, values } = settings.responses[kind];
  const limitUsd = Math.ceil(limit.monthToDateUsd + values.allowanceUsd);
  if (!enabled || limitUsd >= limit.limitUsd) return [];
  const target = { limitUsd, monthToDateUsd: limit.monthToDateUsd };
  const step = stepOf(incident, kind, target);
  return [
    {
      kind,
      target,
      step,
      expiresAtMs: expiryMs(settings, kind, step, atMs),
      quietMs: 0,
      skip: skipOf(context, kind, target, atMs),
    },
  ];
};
