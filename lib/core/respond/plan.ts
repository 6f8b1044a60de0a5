import type { ActionKind, ActionTarget } from '../decide/decision.ts';
import type { Incident } from '../decide/incident.ts';
import type { Judgement } from '../decide/judge.ts';
import { expectedFirstSends } from '../evaluate/baseline.ts';
import type { RangeCount, RangeProfile } from '../evaluate/range-profile.ts';
import type { CountryInput } from '../evaluate/rule.ts';
import type { Settings } from '../settings/settings.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../time.ts';
import { isSameLever } from './same-lever.ts';

/** Why a lever is left alone. Closed list of the decision log. */
export type SkipReason = 'protected-country' | 'cap-reached' | 'operator-changed' | 'cooldown';

/** One lever to move, or not to and why. */
export interface PlannedAction {
  readonly kind: ActionKind;
  readonly target: ActionTarget;
  readonly expiresAtMs: number;
  readonly skip: SkipReason | null;
}

/** Each renewal lasts this many times as long as the one before. */
const EXPIRY_GROWTH = 4;
/** The ranges that are blocked must hold this share of the numbers above normal, or blocking them is no containment. */
const SHARE_OF_EXCESS = 0.9;
const MIN_NUMBERS_OF_A_RANGE = 3;

const GATED_KINDS = ['block-country', 'filter-country', 'block-number-range'] as const;

/** Whether a response is enabled, and the money at stake worth it. Money that nobody can tell is not little. */
const isWorth = (
  kind: (typeof GATED_KINDS)[number],
  { excessUsd, projectedUsd }: Judgement,
  settings: Settings,
): boolean => {
  const { enabled, values } = settings.responses[kind];
  const stakeUsd =
    excessUsd === null || projectedUsd === null ? Infinity : Math.max(excessUsd, projectedUsd);
  return enabled && stakeUsd >= values.minLossUsd;
};

/** Whether any response is. */
export const isWorthActing = (judgement: Judgement, settings: Settings): boolean =>
  GATED_KINDS.some((kind) => isWorth(kind, judgement, settings));

const LEAK_RATIO = 4;
const LEAK_NUMBERS = 5;

/**
 * Whether, since the levers were moved, far more numbers than normal were sent to all the same: the
 * attack has moved on, or the owner has allowed since to move what so far was only said.
 */
export const isLeaking = (
  incident: Incident,
  { window, baseline }: CountryInput,
  mode: Settings['mode'],
): boolean => {
  if (incident.plannedAtMs === null) return false;
  if (incident.actions.some(({ isVirtual }) => isVirtual)) return mode === 'enforce';
  // The first minute after the move may hold what was sent before it.
  const minutes = Math.floor((window.atMs - incident.plannedAtMs) / MINUTE_MS) - 1;
  const since = minutes <= 0 ? [] : window.recentUnstopped.slice(-minutes);
  const sent = since.reduce((sum, count) => sum + count, 0);
  const expected = expectedFirstSends(
    baseline,
    window.atMs - since.length * MINUTE_MS,
    window.atMs,
  );
  return sent > Math.max(LEAK_NUMBERS, LEAK_RATIO * expected);
};

export const expiryMs = (
  settings: Settings,
  kind: ActionKind,
  step: number,
  atMs: number,
): number => {
  const { firstExpirySeconds, maxExpirySeconds } = settings.responses[kind].values;
  const seconds = Math.min(maxExpirySeconds, firstExpirySeconds * EXPIRY_GROWTH ** step);
  return atMs + seconds * SECOND_MS;
};

/**
 * The fewest number ranges that hold nearly all numbers above normal; `null` when the excess is
 * spread too widely for that, or the drill-down was not made.
 */
export const localise = (
  ranges: RangeProfile | null,
  expectedNumbers: number,
  maxRanges: number,
): readonly RangeCount[] | null => {
  if (ranges === null) return null;
  const excess = ranges.distinctNumbers - expectedNumbers;
  const found: RangeCount[] = [];
  let held = 0;
  for (const range of ranges.ranges) {
    if (held >= SHARE_OF_EXCESS * excess || found.length === maxRanges) break;
    if (range.distinctNumbers < MIN_NUMBERS_OF_A_RANGE) break;
    found.push(range);
    held += range.distinctNumbers;
  }
  return found.length > 0 && held >= SHARE_OF_EXCESS * excess ? found : null;
};

export interface PlanInput {
  readonly input: CountryInput;
  readonly judgement: Judgement;
  readonly incident: Incident;
  /** Every recent incident, closed ones too, for the caps and the cooldown. */
  readonly incidents: readonly Incident[];
  readonly settings: Settings;
}

/** Whether a country is never blocked whole: listed by the owner, or home of many who use their codes. */
const isProtected = ({ input, settings }: PlanInput): boolean =>
  settings.protectedCountries.includes(input.subject.country) ||
  input.baseline.trafficShare > settings.responses['block-country'].values.protectedShare;

/**
 * Chooses the cheapest containment: ranges where customers live and the ranges hold the attack,
 * else the country, else, where it is protected, the filter.
 */
export const planContainment = (context: PlanInput): readonly PlannedAction[] => {
  const { input, settings, incident, judgement } = context;
  const { atMs } = input.window;
  const { country } = input.subject;
  const { responses } = settings;
  const legitimatePerHour = expectedFirstSends(input.baseline, atMs, atMs + HOUR_MS);
  const ranges = isWorth('block-number-range', judgement, settings) ? rangesToBlock(context) : null;
  const isSpared = isProtected(context);
  const plan = (
    kind: ActionKind,
    target: ActionTarget,
    skip: SkipReason | null,
  ): PlannedAction => ({
    kind,
    target,
    expiresAtMs: expiryMs(settings, kind, incident.expirySteps, atMs),
    skip: skip ?? skipOf(context, kind, target, atMs),
  });

  const { minLegitimatePerHour } = responses['block-number-range'].values;
  if (ranges !== null && (isSpared || legitimatePerHour >= minLegitimatePerHour))
    return ranges.map(({ prefix }) => plan('block-number-range', { country, prefix }, null));
  // Nothing is tighter than what is in force; a filter would loosen it.
  if (isInForce(context, 'block-country', { country })) return [];
  const planned: PlannedAction[] = [];
  if (isWorth('block-country', judgement, settings))
    planned.push(
      plan('block-country', { country }, isSpared ? 'protected-country' : countryCap(context)),
    );
  const isFilterWorth = isWorth('filter-country', judgement, settings);
  if (planned.every(({ skip }) => skip !== null) && isFilterWorth)
    planned.push(plan('filter-country', { country }, null));
  return planned.filter(({ kind, target }) => !isInForce(context, kind, target));
};

const rangesToBlock = (context: PlanInput): readonly RangeCount[] | null => {
  const { input, settings, incident } = context;
  const expected = expectedFirstSends(
    input.baseline,
    input.window.atMs - HOUR_MS,
    input.window.atMs,
  );
  const { maxRanges } = settings.responses['block-number-range'].values;
  const found = localise(input.ranges, expected, maxRanges);
  if (found === null) return null;
  const isAllowed = (prefix: string): boolean =>
    settings.allowedNumberRanges.some(
      (allowed) => prefix.startsWith(allowed) || allowed.startsWith(prefix),
    );
  const blockable = found.filter(({ prefix }) => !isAllowed(prefix));
  const fresh = blockable.filter(
    ({ prefix }) =>
      !isInForce(context, 'block-number-range', { country: input.subject.country, prefix }),
  );
  const isUnderCap = incident.actions.length + fresh.length <= maxRanges;
  return fresh.length > 0 && isUnderCap ? fresh : null;
};

/** What was only said is in force as long as nothing more than saying is allowed. */
const isInForce = (
  { incident, settings }: PlanInput,
  kind: ActionKind,
  target: ActionTarget,
): boolean =>
  incident.actions.some(
    (action) =>
      action.kind === kind &&
      isSameLever(action.target, target) &&
      (settings.mode === 'monitor' || !action.isVirtual),
  );

/** Why a lever is left alone whatever it is. */
const skipOf = (
  context: Pick<PlanInput, 'incident' | 'incidents' | 'settings'>,
  kind: ActionKind,
  target: ActionTarget,
  atMs: number,
): SkipReason | null => {
  if (isOperators(context.incident, target)) return 'operator-changed';
  return isCoolingDown(context, kind, target, atMs) ? 'cooldown' : null;
};

/** Whether an operator has undone what the incident did to the lever: theirs is the last word on it. */
const isOperators = (incident: Incident, target: ActionTarget): boolean =>
  incident.restored.some(
    (restored) => restored.by === 'operator' && isSameLever(restored.target, target),
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

const countryCap = ({ incidents, settings, input }: PlanInput): SkipReason | null => {
  const { maxActive, maxPerHour } = settings.responses['block-country'].values;
  const isBlock = ({ kind }: { readonly kind: ActionKind }): boolean => kind === 'block-country';
  const inForce = incidents.flatMap(({ actions }) => actions).filter(isBlock);
  const ended = incidents.flatMap(({ restored }) => restored).filter(isBlock);
  const recent = [...inForce, ...ended].filter(
    ({ appliedAtMs }) => input.window.atMs - appliedAtMs < HOUR_MS,
  );
  return inForce.length >= maxActive || recent.length >= maxPerHour ? 'cap-reached' : null;
};

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
  return [
    {
      kind,
      target,
      expiresAtMs: expiryMs(settings, kind, incident.expirySteps, atMs),
      skip: skipOf(context, kind, target, atMs),
    },
  ];
};
