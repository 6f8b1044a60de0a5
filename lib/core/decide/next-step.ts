import type { Baseline } from '../evaluate/baseline.ts';
import type { DecisionKind } from './decision.ts';
import type { ActiveAction, Incident } from './incident.ts';
import type { Judgement } from './judge.ts';
import { PROBE_MS, PROBE_NUMBERS } from './probe.ts';
import { isQuietFor } from './quiet.ts';
import { MINUTE_MS } from '../time.ts';
import { isCrowded } from './weigh.ts';

/** An attack that pauses for less than this is still the same incident. */
export const CLOSE_AFTER_MS = 60 * MINUTE_MS;
/** A block that is about to expire is renewed, probed or released this long before. */
export const RENEW_BEFORE_MS = MINUTE_MS;
/** The first renewal is no probe: who was blocked half an hour ago is still there. */
const PROBE_FROM_STEP = 1;
/** Where a probe lets a burst through: the third renewal, after ten hours and a half by default. */
const PROBE_DEAR_FROM_STEP = 2;
/** Where messages are rarer than a probe lasts it shows little and lets much through: only after a day. */
const SLOW_QUIET_MS = 60 * MINUTE_MS;
const PROBE_SLOW_FROM_STEP = 3;
const RENEW_TOGETHER_MS = 10 * MINUTE_MS;
const UPDATE_AFTER_MS = 5 * MINUTE_MS;
const UPDATE_SCORE_CHANGE = 20;
/** An attack that goes on unstopped is told again this often while it costs this much an hour. */
const REMIND_AFTER_MS = 60 * MINUTE_MS;
export const REMIND_USD = 5;
/** What goes on past levers that were moved is given this long to stop. */
export const EXTEND_AFTER_MS = 2 * MINUTE_MS;
/** After a plan of which nothing could be done. */
const RETRY_PLAN_AFTER_MS = 30 * MINUTE_MS;
/** After levers that could not be renewed or put back: soon, but not a message a look. */
const RETRY_LEVERS_AFTER_MS = 2 * MINUTE_MS;

export interface Step {
  readonly kind: DecisionKind;
  /**
   * What the step does to the levers: plans new ones, makes those in force last longer, puts all or
   * the quiet ones back, or puts all back for a probe and then moves them again.
   */
  readonly plan: 'contain' | 'renew' | 'extend' | 'restore' | 'trim' | 'probe' | 'rearm' | null;
}

/** What is known of the levers that an incident holds. */
export interface HeldState {
  /** Whether the money at stake passes the gate of a response that is enabled. */
  readonly isWorthIt: boolean;
  /** Whether traffic gets past the levers that were moved. */
  readonly isLeaking: boolean;
  /** What an hour of that costs which gets past the held levers, infinite without a known price; `null` where none is held, or was only said to be. */
  readonly pastUsdPerHour: number | null;
  /** Whether there is hardly a doubt that the codes are customers'. */
  readonly areSurelyCustomers: boolean;
  /** When the cooldown is over in which levers were last planned; `null` where they were planned in none. */
  readonly plannedInCooldownUntilMs: number | null;
  /** Whether a block of many customers stops too little by now to be worth them. */
  readonly isOutweighedNoMore: boolean;
  /** Whether codes can tell customers from others, so that a probe would show something. */
  readonly canProbe: boolean;
  /** Whether what a probe lets through at the present pace costs as much as what is worth a lever. */
  readonly isProbeDear: boolean;
  /** First sends that got through since a probe began; `null` where nothing tells. */
  readonly probedNumbers: number | null;
  /** Whether the last probe showed customers, or the codes from before the block did. */
  readonly hasFoundCustomers: boolean;
  /** Whether some levers, and not all, have had nothing to stop for long. */
  readonly hasQuietLevers: boolean;
  /** For the destination's day and night; `null` for the account, whose day is everywhere. */
  readonly baseline: Baseline | null;
  /** How long before it expires a block is renewed: at least the time to the next look. */
  readonly renewBeforeMs: number;
  /** How long after a plan that moved levers more may be moved. */
  readonly extendAfterMs: number;
}

/**
 * What happens next to an incident, or `null` for nothing. Called again until nothing happens, so
 * an attack that is beyond doubt at first sight is opened and contained at once.
 */
export const nextStep = (
  incident: Incident | null,
  judgement: Judgement,
  atMs: number,
  held: HeldState,
): Step | null => {
  if (incident === null)
    return judgement.verdict === 'clear' || judgement.verdict === 'not-assessed'
      ? null
      : { kind: 'open', plan: null };
  const expiresAtMs = Math.min(...incident.actions.map((action) => action.expiresAtMs));
  const mayMove =
    incident.failedAtMs === null || atMs - incident.failedAtMs >= RETRY_LEVERS_AFTER_MS;
  if (judgement.verdict === 'not-assessed') {
    // Whatever may be going on unseen: no block outlasts its time.
    if (incident.state === 'contained' && expiresAtMs <= atMs && mayMove)
      return { kind: 'release', plan: 'restore' };
    return incident.last.verdict === 'not-assessed' ? null : { kind: 'update', plan: null };
  }

  const isPumping = judgement.verdict === 'pumping' && judgement.isActive && held.isWorthIt;
  // A lever that was only just moved has had no time to stop anything.
  const quietSinceMs = Math.max(
    judgement.lastActiveAtMs ?? 0,
    ...incident.actions.map(({ appliedAtMs }) => appliedAtMs),
  );
  const isQuiet = isQuietFor(quietSinceMs, atMs, incident.actions, held.baseline);
  const { plannedAtMs } = incident;
  // What a cooldown forbade is planned again as soon as that is over.
  const mayPlan = (afterMs: number): boolean =>
    plannedAtMs === null ||
    atMs - plannedAtMs >= afterMs ||
    atMs >= (held.plannedInCooldownUntilMs ?? Infinity);

  if (incident.state === 'probing') {
    // Of levers that could not all be put back, some are still held.
    if (mayMove && incident.actions.length > 0 && isQuiet)
      return { kind: 'release', plan: 'restore' };
    const step = endOfProbe(incident, judgement, atMs, held, mayMove);
    if (step !== null) return step;
  } else if (incident.state === 'contained') {
    if (incident.actions.length === 0) return { kind: 'release', plan: 'restore' };
    if (mayMove && (isQuiet || held.hasFoundCustomers)) return { kind: 'release', plan: 'restore' };
    if (mayMove && held.hasQuietLevers) return { kind: 'update', plan: 'trim' };
    if (mayMove && expiresAtMs - atMs <= held.renewBeforeMs)
      return atTheEnd(incident, judgement, atMs, held);
    const hasPlanMoved = incident.actions.some(
      ({ appliedAtMs }) => appliedAtMs >= (plannedAtMs ?? 0),
    );
    if (
      isPumping &&
      held.isLeaking &&
      mayPlan(hasPlanMoved ? held.extendAfterMs : RETRY_PLAN_AFTER_MS)
    )
      return { kind: 'update', plan: 'extend' };
  } else {
    if (isPumping && mayPlan(RETRY_PLAN_AFTER_MS)) return { kind: 'contain', plan: 'contain' };
    const newsMs = Math.max(quietSinceMs, lastToldMs(incident));
    if (!judgement.hasEvidence && atMs - newsMs >= CLOSE_AFTER_MS)
      return { kind: 'close', plan: null };
  }
  return isNews(incident, judgement, atMs, held) ? { kind: 'update', plan: null } : null;
};

/** When a suspicion was last told of: evidence that comes and goes within the hour is one incident. */
const lastToldMs = ({ state, last }: Incident): number =>
  state === 'open' ? last.decidedAtMs : -Infinity;

/** A block that is about to expire. */
const atTheEnd = (
  incident: Incident,
  judgement: Judgement,
  atMs: number,
  held: HeldState,
): Step => {
  const isBlock = incident.actions.some(
    ({ kind, isVirtual }) => kind !== 'filter-country' && !isVirtual,
  );
  // Customers who use their codes are no reason to go on. But of what a block stops no code is heard:
  // a few used ones from before it, which did not hold it back, are a reason to look and not to lift it.
  const isInDoubt = judgement.holdback === 'used-codes' && isBlock && !held.areSurelyCustomers;
  if ((judgement.holdback === 'used-codes' && !isInDoubt) || held.isOutweighedNoMore)
    return { kind: 'release', plan: 'restore' };
  const canProbe =
    held.canProbe &&
    !incident.distrustsCodes &&
    // Customers do not crowd: who goes on like that behind the block needs no probe to be known.
    !isCrowded(judgement.findings) &&
    // Nor does a filter keep customers out whom a probe could find.
    isBlock &&
    expiring(incident, atMs).length === incident.actions.length &&
    incident.actions.every(
      ({ isVirtual, step, quietMs }) =>
        !isVirtual && ((isInDoubt && !held.isProbeDear) || step >= probeFromStep(quietMs, held)),
    );
  return { kind: 'update', plan: canProbe ? 'probe' : 'renew' };
};

const probeFromStep = (quietMs: number, { isProbeDear }: HeldState): number => {
  if (quietMs > SLOW_QUIET_MS) return PROBE_SLOW_FROM_STEP;
  return isProbeDear ? PROBE_DEAR_FROM_STEP : PROBE_FROM_STEP;
};

/** Held levers that are about to expire: those of the next minutes with the first, or many would be told one by one. */
export const expiring = ({ actions }: Incident, atMs: number): readonly ActiveAction[] =>
  actions.filter(({ expiresAtMs }) => expiresAtMs - atMs <= RENEW_TOGETHER_MS);

const endOfProbe = (
  { probe, actions }: Incident,
  judgement: Judgement,
  atMs: number,
  { probedNumbers }: HeldState,
  mayMove: boolean,
): Step | null => {
  const probeMs = Math.max(PROBE_MS, ...(probe?.held ?? []).map(({ quietMs }) => quietMs / 2));
  const isOver = probe === null || atMs - probe.fromMs >= probeMs;
  if ((probedNumbers ?? 0) < PROBE_NUMBERS && !isOver) return null;
  if (!mayMove) return null;
  // Nothing could be put back, so nothing was probed; or somebody else has put all of it back.
  if (probe !== null && probe.held.length === 0)
    return actions.length === 0
      ? { kind: 'release', plan: null }
      : { kind: 'update', plan: 'renew' };
  // Nobody came since: it is over. Where nobody knows, the block goes on for its time.
  const hasGoneOn = (judgement.lastActiveAtMs ?? 0) > (probe?.fromMs ?? 0);
  return probedNumbers !== null && probedNumbers < 2 && !hasGoneOn
    ? { kind: 'release', plan: null }
    : { kind: 'update', plan: 'rearm' };
};

const isNews = (
  incident: Incident,
  judgement: Judgement,
  atMs: number,
  { pastUsdPerHour }: HeldState,
): boolean => {
  const { last } = incident;
  if (last.verdict === 'not-assessed') return true;
  const sinceMs = atMs - last.decidedAtMs;
  if (sinceMs < UPDATE_AFTER_MS || incident.state === 'probing') return false;
  // What nothing stops costs on, whether or not the evidence for it grows.
  const costUsd =
    incident.state === 'contained' && pastUsdPerHour !== null
      ? pastUsdPerHour
      : (judgement.excessUsd ?? Infinity);
  if (judgement.isActive && costUsd >= REMIND_USD && sinceMs >= REMIND_AFTER_MS) return true;
  // What is held is told of when a lever moves.
  if (judgement.verdict === 'clear' || incident.state === 'contained') return false;
  if (judgement.verdict === 'pumping' && last.verdict === 'suspicious') return true;
  // A fading attack is told by release and close, not by a message for each step down.
  return judgement.riskScore - last.riskScore >= UPDATE_SCORE_CHANGE;
};
