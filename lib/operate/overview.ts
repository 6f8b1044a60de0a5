import type { ActiveAction, Incident, IncidentState } from '../core/decide/incident.ts';
import { formatIso, MINUTE_MS } from '../core/time.ts';

/** What a lever was found to be. */
export interface LeverCheck {
  /** `ended`: a range that ran out, as it was meant to. `unknown`: it could not be read. */
  readonly state: 'as-set' | 'ended' | 'changed' | 'unknown';
  readonly found: string | number | null;
  readonly problem: string | null;
}

/** A lever as an incident holds it. */
export interface HeldLever {
  readonly incidentId: string;
  readonly kind: ActiveAction['kind'];
  readonly target: ActiveAction['target'];
  /** `false` in `monitor`, where it was only said. */
  readonly isMoved: boolean;
  readonly previous: ActiveAction['previous'];
  readonly applied: ActiveAction['applied'];
  readonly appliedAt: string;
  readonly expiresAt: string;
  /** Past its expiry, in force all the same, and nobody has taken it back. */
  readonly isOverdue: boolean;
  /** `null` when nobody asked the account. */
  readonly check: LeverCheck | null;
}

export interface Overview {
  readonly asOf: string;
  readonly incidents: Readonly<Record<Exclude<IncidentState, 'closed'>, number>>;
  /** `null` when no incident is known. */
  readonly lastDecisionAt: string | null;
  readonly levers: readonly HeldLever[];
  /** What somebody should look at, in sentences. */
  readonly attention: readonly string[];
}

/** An open incident is looked at every minute; so late a lever may be taken back without anything being wrong. */
const GRACE_MS = 5 * MINUTE_MS;

const leversOf = ({ incidentId, actions }: Incident, nowMs: number): readonly HeldLever[] =>
  actions.map(({ kind, target, isVirtual, previous, applied, appliedAtMs, expiresAtMs }) => ({
    incidentId,
    kind,
    target,
    isMoved: !isVirtual,
    previous,
    applied,
    appliedAt: formatIso(appliedAtMs),
    expiresAt: formatIso(expiresAtMs),
    // An entry of the deny list ends by itself.
    isOverdue: !isVirtual && kind !== 'block-number-range' && expiresAtMs + GRACE_MS < nowMs,
    check: null,
  }));

/** What is going on now: incidents that are not closed, the levers they hold, and what is wrong with that. */
export const overviewOf = (incidents: readonly Incident[], nowMs: number): Overview => {
  const open = incidents.filter(({ state }) => state !== 'closed');
  const count = (state: IncidentState): number =>
    open.filter((incident) => incident.state === state).length;
  const held = open
    .flatMap((incident) => leversOf(incident, nowMs))
    .sort((a, b) => (a.expiresAt < b.expiresAt ? -1 : 1));
  const overdue = held.filter(({ isOverdue }) => isOverdue);
  const lastMs = Math.max(...incidents.map(({ last }) => last.decidedAtMs));
  return {
    asOf: formatIso(nowMs),
    incidents: {
      open: count('open'),
      contained: count('contained'),
      probing: count('probing'),
      released: count('released'),
    },
    lastDecisionAt: Number.isFinite(lastMs) ? formatIso(lastMs) : null,
    levers: held,
    attention: [
      ...overdue.map(
        ({ kind, incidentId, expiresAt }) =>
          `${kind} of ${incidentId} ran out at ${expiresAt} and was not taken back. Is the detector running? docs/levers.md says how to do it by hand.`,
      ),
      ...open.flatMap(({ incidentId, failedAtMs }) =>
        failedAtMs === null
          ? []
          : [
              `${incidentId} could not renew or take back a lever at ${formatIso(failedAtMs)}; "incidents show ${incidentId}" has the reason.`,
            ],
      ),
      ...open.flatMap(({ incidentId, pending }) =>
        pending === null || nowMs - pending.plannedAtMs <= GRACE_MS
          ? []
          : [
              `${incidentId} has a step that was decided at ${formatIso(pending.plannedAtMs)} and is not done. Does the process that moves levers run?`,
            ],
      ),
      ...open
        .filter(({ last }) => last.verdict === 'not-assessed')
        .map(({ incidentId }) => `${incidentId} could not be assessed when it was looked at last.`),
    ],
  };
};
