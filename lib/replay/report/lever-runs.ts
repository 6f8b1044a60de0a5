import type {
  Action,
  ActionKind,
  ActionOutcome,
  ActionTarget,
  Decision,
} from '../../core/decide/decision.ts';
import { parseTime } from './format.ts';

/** What became of the attempt to undo an action. */
export interface Undoing {
  readonly atMs: number;
  readonly outcome: ActionOutcome;
  readonly reason: string | null;
}

/** One lever held down without a break: the action that pulled it and its renewals. */
export interface LeverRun {
  readonly kind: ActionKind;
  readonly target: ActionTarget;
  readonly outcome: 'applied' | 'would-apply';
  readonly startedAtMs: number;
  /** When it goes, or would have gone, back by itself; `null` when no expiry was logged. */
  readonly expiresAtMs: number | null;
  /** The value that is put back: the one before the first action of the run. */
  readonly previous: string | number | null;
  readonly renewals: number;
  readonly undoing: Undoing | null;
}

interface OpenRun {
  run: LeverRun;
  readonly actionIds: string[];
}

/** Whether the lever was put back, or would have been. */
export const isUndone = ({ undoing }: LeverRun): boolean =>
  undoing?.outcome === 'applied' || undoing?.outcome === 'would-apply';

/** Whether the undo found that an operator had moved the lever since: it is theirs from then on. */
export const isTakenOver = ({ undoing }: LeverRun): boolean =>
  undoing?.reason === 'operator-changed';

/** When the lever was no longer held: at its expiry, or earlier when it was undone or taken over. */
export const endOfRun = (run: LeverRun): number | null => {
  const { expiresAtMs, undoing } = run;
  if (undoing === null || !(isUndone(run) || isTakenOver(run))) return expiresAtMs;
  return expiresAtMs === null ? undoing.atMs : Math.min(expiresAtMs, undoing.atMs);
};

const sameTarget = (one: ActionTarget, other: ActionTarget): boolean => {
  // A renewed limit moves with the month's spend; there is one limit an account.
  if ('limitUsd' in one) return 'limitUsd' in other;
  if ('limitUsd' in other || one.country !== other.country) return false;
  return ('prefix' in one ? one.prefix : null) === ('prefix' in other ? other.prefix : null);
};

const expiryOf = (action: Action): number | null => {
  const atMs = action.expiresAt === null ? Number.NaN : parseTime(action.expiresAt);
  return Number.isFinite(atMs) ? atMs : null;
};

const restore = (runs: readonly OpenRun[], action: Action, atMs: number): void => {
  const found = runs.find(
    ({ actionIds }) => action.undoes !== undefined && actionIds.includes(action.undoes),
  );
  if (found === undefined) return;
  const { outcome, reason } = action;
  found.run = { ...found.run, undoing: { atMs, outcome, reason } };
};

const pull = (runs: OpenRun[], action: Action, kind: ActionKind, atMs: number): void => {
  const { outcome } = action;
  if (outcome !== 'applied' && outcome !== 'would-apply') return;
  const held = runs.findLast(({ run }) => {
    if (run.kind !== kind || run.outcome !== outcome) return false;
    const endMs = endOfRun(run);
    return sameTarget(run.target, action.target) && (endMs === null || endMs >= atMs);
  });
  const expiresAtMs = expiryOf(action);
  if (held !== undefined) {
    const { run } = held;
    held.run = {
      ...run,
      target: action.target,
      expiresAtMs: expiresAtMs ?? run.expiresAtMs,
      renewals: run.renewals + 1,
      undoing: null,
    };
    held.actionIds.push(action.actionId);
    return;
  }
  runs.push({
    run: {
      kind,
      target: action.target,
      outcome,
      startedAtMs: atMs,
      expiresAtMs,
      previous: action.previous,
      renewals: 0,
      undoing: null,
    },
    actionIds: [action.actionId],
  });
};

/** Follows every lever that the decisions pulled, from the first action to its end. */
export const followLevers = (decisions: readonly Decision[]): readonly LeverRun[] => {
  const runs: OpenRun[] = [];
  for (const decision of decisions) {
    const atMs = parseTime(decision.evaluatedAt);
    for (const action of decision.actions) {
      if (action.kind === 'restore') restore(runs, action, atMs);
      else pull(runs, action, action.kind, atMs);
    }
  }
  return runs.map(({ run }) => run);
};
