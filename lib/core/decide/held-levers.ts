import { MINUTE_MS } from '../time.ts';
import { expectedFirstSends } from '../evaluate/baseline.ts';
import type { DestinationInput } from '../evaluate/rule.ts';
import type { Mode } from '../settings/settings.ts';
import { lastStoppedActivity } from './activity.ts';
import type { ActiveAction, Incident } from './incident.ts';
import type { Judgement } from './judge.ts';
import { isCrowded } from './weigh.ts';

/** What each kind of lever also stops of a destination's customers, at most. */
const CUSTOMER_SHARE = {
  'block-country': 1,
  // What AWS's filter stops is not published; of customers hardly any, or it would be of no use.
  'filter-country': 0.02,
  'block-number-range': 0,
  'lower-spend-limit': 1,
} as const;

/** When the held levers last stopped more than customers; `null` when not in the window. */
export const lastHeldActivity = (
  actions: readonly ActiveAction[],
  input: DestinationInput,
): number | null =>
  lastStoppedActivity(input, Math.max(0, ...actions.map(({ kind }) => CUSTOMER_SHARE[kind])));

/**
 * The judgement while levers are held. A block starves the evidence that led to it, so what is
 * stopped says whether the attack goes on. What gets through counts as well where it is still
 * judged to be pumping, or where the lever lets most of it through.
 */
export const judgeHeld = (
  incident: Incident,
  judgement: Judgement,
  input: DestinationInput,
): Judgement => {
  const { actions } = incident;
  if (actions.length === 0 || actions.some(({ isVirtual }) => isVirtual)) return judgement;
  const stoppedAtMs = lastHeldActivity(actions, input);
  const isSieve = actions.every(({ kind }) => kind === 'filter-country');
  const throughAtMs =
    judgement.verdict === 'pumping' || isSieve
      ? (judgement.lastActiveAtMs ?? -Infinity)
      : -Infinity;
  const lastMs = Math.max(stoppedAtMs ?? -Infinity, throughAtMs);
  const lastActiveAtMs = lastMs === -Infinity ? null : lastMs;
  // To a minute: what is stopped is booked by the minute of its sending.
  const isActive = lastActiveAtMs !== null && input.window.atMs - lastActiveAtMs < 15 * MINUTE_MS;
  const areCodesDistrusted = incident.distrustsCodes && isCrowded(judgement.findings);
  const isWhole = actions.some(({ kind }) => kind === 'block-country');
  return {
    ...judgement,
    lastActiveAtMs,
    isActive,
    // Codes that were not believed then are not now, as long as the numbers are as crowded.
    // And the codes of those whom the levers do not stop say nothing about those whom they do.
    holdback: areCodesDistrusted || (!isWhole && stoppedAtMs !== null) ? null : judgement.holdback,
  };
};

const LEAK_RATIO = 4;
const LEAK_NUMBERS = 5;

/**
 * Whether, since the levers were moved, far more numbers than normal were sent to all the same: the
 * attack has moved on, or the owner has allowed since to move what so far was only said.
 */
export const isLeaking = (
  incident: Incident,
  { window, baseline }: DestinationInput,
  mode: Mode,
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
