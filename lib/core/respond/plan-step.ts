import type { ActiveAction, Incident } from '../decide/incident.ts';
import { sortableId, type Digest } from '../decide/ids.ts';
import type { Judgement } from '../decide/judge.ts';
import { expiring, type Step } from '../decide/next-step.ts';
import type { ActionTarget } from '../decide/decision.ts';
import type { Country } from '../ingest/events.ts';
import type { Settings } from '../settings/settings.ts';
import { expiryMs } from './expiry.ts';
import type { Levers } from './levers.ts';
import type { PendingAction, PendingMove, PendingRestore } from './pending.ts';
import { isSameLever } from './same-lever.ts';
import { planContainment, planSpendLimit, type Destination, type PlannedAction } from './plan.ts';

export interface Situation {
  readonly incident: Incident;
  /** Every recent incident, closed ones too, for the caps and the cooldown. */
  readonly incidents: readonly Incident[];
  readonly judgement: Judgement;
  /** The destinations that levers may be moved for, each as it was judged; none for the account. */
  readonly destinations: readonly Destination[];
  /** Held levers that have had nothing to stop for long. */
  readonly quiet: readonly ActiveAction[];
  readonly trafficShareOf: (country: Country) => number;
  readonly settings: Settings;
}

export interface PlanContext {
  /** For the spend limit, which is planned from what it is and from what the month has cost. */
  readonly levers: Pick<Levers, 'readSpendLimit'>;
  /** What the detector itself has counted of the month, in USD. */
  readonly countMonthToDateUsd: () => Promise<number>;
  readonly digest: Digest;
  readonly atMs: number;
  readonly ids: ActionIds;
}

/** What tells the actions of a step from those of others, beside moment and lever. */
export interface ActionIds {
  readonly text: string;
  /** Place of the first among all of this moment: ids sort in the order of the steps. */
  readonly firstOrder: number;
}

/** More actions than a step has; of 32,768 places in a moment. */
const ORDERS_A_STEP = 256;
const STEPS_A_MOMENT = 128;

/** A second step of one moment may move the same lever: its actions are others, and come later. */
export const actionIdsOf = ({ incidentId, version, last }: Incident, atMs: number): ActionIds =>
  last.decidedAtMs === atMs && version > 1
    ? laterIds(incidentId, version)
    : { text: incidentId, firstOrder: 0 };

export const laterIds = (text: string, version: number): ActionIds => ({
  text: `${text} ${version}`,
  firstOrder: ORDERS_A_STEP * (version % STEPS_A_MOMENT),
});

/** What a step asks of the levers. It reads, and moves nothing. */
export const planStep = async (
  plan: Step['plan'],
  situation: Situation,
  context: PlanContext,
): Promise<readonly PendingAction[]> => {
  const { incident, settings, quiet } = situation;
  const { atMs } = context;
  switch (plan) {
    case 'restore':
    case 'probe':
      return restores(incident.actions, context);
    case 'trim':
      return restores(quiet, context);
    case 'renew':
      return renewals(
        expiring(incident, atMs),
        ({ kind, step }) => expiryMs(settings, kind, step + 1, atMs),
        settings.mode,
        context,
      );
    case 'rearm':
      return rearms(incident, settings, context);
    case 'contain':
    case 'extend':
      return moves(
        incident.subject.kind === 'account'
          ? await planAccount(situation, context)
          : planDestinations(situation),
        context,
      ).map((move) => overHeld(move, incident.actions));
    default:
      return [];
  }
};

type IdContext = Pick<PlanContext, 'digest' | 'atMs' | 'ids'>;

export const moves = (
  planned: readonly PlannedAction[],
  context: IdContext,
): readonly PendingMove[] =>
  planned.map((action, order) => ({
    do: 'move',
    actionId: actionIdOf(context, order, action.kind, action.target),
    ...action,
    replaces: null,
  }));

/** A lever that is held already gets another value only if it still has ours. */
const overHeld = (move: PendingMove, actions: readonly ActiveAction[]): PendingMove => {
  const held = actions.find(
    ({ isVirtual, target }) => !isVirtual && isSameLever(target, move.target),
  );
  return held === undefined ? move : { ...move, mustBe: held.applied };
};

export const restores = (
  held: readonly ActiveAction[],
  context: IdContext,
): readonly PendingRestore[] => held.map((action, order) => restoreOf(action, order, context));

const restoreOf = (held: ActiveAction, order: number, context: IdContext): PendingRestore => ({
  do: 'restore',
  actionId: actionIdOf(context, order, 'restore', held.target),
  held,
});

/**
 * Levers that are in force are to last longer: a new action each, in the place of the one that would
 * have expired. After a change of mode, what was only said is done, and what was done is put back.
 */
export const renewals = (
  due: readonly ActiveAction[],
  expiresAtMsOf: (action: ActiveAction) => number,
  mode: Settings['mode'],
  context: IdContext,
): readonly PendingAction[] =>
  due.map((held, order) => {
    const { kind, target, quietMs, step, isVirtual } = held;
    const actionId = actionIdOf(context, order, kind, target);
    const expiresAtMs = expiresAtMsOf(held);
    if (isVirtual && mode === 'enforce') {
      const planned = { kind, target, expiresAtMs, quietMs, step, skip: null };
      return { do: 'move', actionId, ...planned, replaces: held.actionId };
    }
    return !isVirtual && mode === 'monitor'
      ? restoreOf(held, order, context)
      : { do: 'renew', actionId, held, expiresAtMs };
  });

/** What a probe put back is moved again, for longer; unless somebody moved it in between. */
const rearms = (
  { probe }: Incident,
  settings: Settings,
  context: PlanContext,
): readonly PendingMove[] =>
  (probe?.held ?? []).map(({ kind, target, quietMs, step, previous }, order) => ({
    do: 'move',
    actionId: actionIdOf(context, order, kind, target),
    kind,
    target,
    quietMs,
    step: step + 1,
    expiresAtMs: expiryMs(settings, kind, step + 1, context.atMs),
    skip: null,
    replaces: null,
    mustBe: previous,
  }));

/** Of several destinations, those planned first count towards the caps of the next. */
export const planDestinations = (situation: Situation): readonly PlannedAction[] => {
  const planned: PlannedAction[] = [];
  for (const { input, judgement } of situation.destinations)
    planned.push(
      ...planContainment({ ...situation, input, judgement, planned, stake: situation.judgement }),
    );
  return planned;
};

/** A limit that is held already is planned anew when the month turns; until its cost is known it stays. */
const planAccount = async (
  situation: Situation,
  { levers, countMonthToDateUsd, atMs }: PlanContext,
): Promise<readonly PlannedAction[]> => {
  if (!situation.settings.responses['lower-spend-limit'].enabled) return [];
  const reading = await levers.readSpendLimit(await countMonthToDateUsd());
  return planSpendLimit(situation, reading, atMs);
};

const actionIdOf = (
  { atMs, ids, digest }: IdContext,
  order: number,
  kind: string,
  target: ActionTarget,
): string =>
  sortableId(
    'act',
    atMs,
    ids.firstOrder + order,
    `${ids.text} ${kind} ${JSON.stringify(target)}`,
    digest,
  );
