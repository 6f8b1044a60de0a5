import type { CounterKey } from '../count/observations.ts';
import { hasRisen } from '../evaluate/common-mode.ts';
import { LOW_TRAFFIC_PER_HOUR } from '../evaluate/look-at-pool.ts';
import { SLOW_WINDOW_MS } from '../evaluate/past-hours.ts';
import type { Case } from './case.ts';
import { judgeHeld } from './held-levers.ts';
import type { ActiveAction, Incident } from './incident.ts';
import { REMIND_USD, type Step } from './next-step.ts';
import { matchesIn } from './weigh.ts';
import { POOL_KEY, quietLevers } from './pool.ts';
import { HOUR_MS } from '../time.ts';
import type { Judgement } from './judge.ts';
import { isTooCheap, stakeUsdOf } from '../respond/stake.ts';
import type { Settings } from '../settings/settings.ts';

/** Steps that are none when nothing could be moved. */
export const MUST_MOVE: ReadonlySet<Step['plan']> = new Set(['contain', 'extend', 'trim', 'rearm']);

/** What nobody sees going on is a day's figure that lags, unless it is of this much. */
const UNSEEN_USD = 5;
/** The codes that were told of stay evidence for so long: they are not told twice. */
const TOLD_FOR_MS = SLOW_WINDOW_MS;
/** So many suspicions are told one by one. */
const FEW = 2;
/** What began as close together has one cause. */
const SAME_CAUSE_MS = HOUR_MS;

/**
 * Whether nobody needs to be told of it for now. When the whole account has risen, one suspicion is
 * told: sixty destinations of one campaign are no sixty notices. Nor are several whose customers use
 * their codes, only fewer of them than usual, or of which nothing is said but that: what they share
 * is a release, a feed or a mailing. While it costs little, nothing but that is told twice in three
 * days of one destination, or of what began while another such incident was on. And while people look
 * at one incident, another waits until it goes on and costs what a lever is worth.
 * What is pumping and does is told all the same.
 *
 * @param recent every recent incident, closed ones too
 */
export const isToldAlready = (
  key: CounterKey,
  { judgement, input }: Case,
  recent: readonly Incident[],
  settings: Settings,
): boolean => {
  const { verdict, holdback, findings, lastActiveAtMs } = judgement;
  if (input === null || (verdict !== 'suspicious' && verdict !== 'pumping')) return false;
  // The account's own incident says nothing of where: what explains it is told.
  const open = recent.filter(
    ({ state, subject }) => state !== 'closed' && subject.kind !== 'account',
  );
  const isOver = lastActiveAtMs === null && stakeUsdOf(judgement) < UNSEEN_USD;
  if ((isOver || isTooCheap(judgement, settings)) && open.length > 0) return true;
  if (verdict === 'pumping') return false;
  const isOfCodesAlone = matchesIn(findings).every(({ family }) => family === 'conversion');
  const { atMs } = input.window;
  const wasTold = recent.some(
    (incident) =>
      !incident.wasContained &&
      atMs - incident.last.decidedAtMs < TOLD_FOR_MS &&
      (incident.key === key || beganDuring(incident, judgement)),
  );
  const isCostly = (judgement.excessUsd ?? Infinity) >= REMIND_USD;
  if (isOfCodesAlone && wasTold && !isCostly) return true;
  const suspected = open.filter(({ last }) => last.verdict === 'suspicious');
  const isCommon = holdback === 'used-codes' || isOfCodesAlone || hasRisen(input.commonMode);
  // One more with hardly any customers, and they are looked at together: not by what is sent to a few.
  const isOfMany =
    !isCostly &&
    holdback !== 'few-numbers' &&
    input.baseline.firstSendsPerHour <= LOW_TRAFFIC_PER_HOUR &&
    suspected.length >= FEW;
  return isOfMany || (isCommon && suspected.length > 0);
};

/** Whether the evidence goes back to what an incident was about, wherever that was. */
const beganDuring = (
  { startedAtMs, closedAtMs, subject }: Incident,
  evidence: Pick<Judgement, 'startedAtMs'>,
): boolean =>
  subject.kind !== 'account' &&
  evidence.startedAtMs >= startedAtMs - SAME_CAUSE_MS &&
  evidence.startedAtMs <= (closedAtMs ?? Infinity);

/** The case with what the held levers tell; the pool's has it already. */
export const holding = (current: Case, incident: Incident): Case =>
  current.input === null || incident.key === POOL_KEY
    ? current
    : { ...current, judgement: judgeHeld(incident, current.judgement, current.input) };

/** Some of the held levers that have had nothing to stop for long; none when that is all of them. */
export const quietOf = ({ held }: Case, incident: Incident): readonly ActiveAction[] => {
  const quiet = quietLevers(incident, held);
  return quiet.length < incident.actions.length ? quiet : [];
};

/**
 * The verdict that a step is told with. A block starves the evidence that led to it (nobody uses a
 * code that was never sent), so what was pumping stays pumping until it is over; and what is
 * released or closed is over, unless nothing is known of it.
 */
export const settle = (current: Case, incident: Incident | null, step: Step): Case => {
  const { judgement } = current;
  if (judgement.verdict === 'not-assessed') return current;
  if (step.kind === 'release' || step.kind === 'close')
    return { ...current, judgement: { ...judgement, verdict: 'clear', holdback: null } };
  const isStarved =
    (incident?.state === 'contained' || incident?.state === 'probing') &&
    judgement.holdback !== 'used-codes';
  if (!isStarved) return current;
  return { ...current, judgement: { ...judgement, verdict: 'pumping', holdback: null } };
};
