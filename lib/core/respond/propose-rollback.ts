import { DECISION_SCHEMA, type Decision } from '../decide/decision.ts';
import { sortableId, type Digest } from '../decide/ids.ts';
import type { ActiveAction, Incident } from '../decide/incident.ts';
import { draftRollback } from '../notify/message.ts';
import { formatIso } from '../time.ts';
import type { PendingStep, Taken } from './pending.ts';
import { laterIds, restores } from './plan-step.ts';
import { isSameLever } from './same-lever.ts';

export interface RollbackContext {
  readonly atMs: number;
  readonly digest: Digest;
  /** The incident's last decision: an operator changes no setting. */
  readonly latest: Pick<Decision, 'mode' | 'settingsHash'>;
  readonly codeVersion: string;
}

/**
 * The step with which an operator has levers of an incident put back: a release where that is all it
 * holds or probes, else an update. What the detector thinks of the traffic stays as it was; the levers are the
 * operator's from now on, and no incident that goes on moves them again.
 *
 * @param levers held actions of the incident
 * @param taken what is not held, and is not to be moved all the same: a probe has put it back
 * already, or it was only going to be moved
 */
export const proposeRollback = (
  incident: Incident,
  levers: readonly ActiveAction[],
  taken: readonly Taken[],
  { atMs, digest, latest, codeVersion }: RollbackContext,
): PendingStep => {
  const { incidentId, version, last, subject, startedAtMs, actions, state, probe } = incident;
  const probed = state === 'probing' ? (probe?.held ?? []) : [];
  const isAll =
    actions.length + probed.length > 0 &&
    levers.length === actions.length &&
    probed.every(({ target }) => taken.some((each) => isSameLever(each.target, target)));
  const ids = laterIds(`${incidentId} rollback`, version);
  const { verdict, riskScore, messagesObserved, spendUsd, estimatedLossUsd } = last;
  return {
    step: isAll ? { kind: 'release', plan: 'restore' } : { kind: 'update', plan: 'trim' },
    plannedAtMs: atMs,
    actions: restores(levers, { atMs, digest, ids }),
    draft: {
      schema: DECISION_SCHEMA,
      decisionId: sortableId('dec', atMs, 0, `${incidentId} ${version + 1}`, digest),
      incidentId,
      evaluatedAt: formatIso(atMs),
      subject,
      verdict,
      riskScore,
      reasons: [],
      messagesObserved,
      spendUsd,
      estimatedLossUsd,
      mode: latest.mode,
      attack: { technique: 'T1496.003', tactic: 'TA0040' },
      settingsHash: latest.settingsHash,
      codeVersion,
    },
    message: draftRollback({ subject, startedAtMs, totals: last, atMs }),
    blockHash: incident.blockHash,
    distrustsCodes: incident.distrustsCodes,
    by: 'operator',
    taken,
  };
};
