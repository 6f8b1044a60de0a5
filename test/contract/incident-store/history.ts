import type { Decision } from '../../../lib/core/decide/decision.ts';
import type { Incident } from '../../../lib/core/decide/incident.ts';
import { decision, incident, minutes, NOW_MS, pendingStep } from '../../unit/decide/fixtures.ts';

/** Version `version` of an incident; closed from `closedAtMs` on. */
export const versionOf = (
  incidentId: string,
  version: number,
  closedAtMs: number | null = null,
): Incident =>
  incident({
    incidentId,
    version,
    key: `country/${incidentId.slice(-2)}`,
    closedAtMs,
    state: closedAtMs === null ? 'open' : 'closed',
    startedAtMs: NOW_MS - minutes(version),
  });

/** The decision that made a version; `variant` for another one in its place. */
export const decisionOf = (incidentId: string, version: number, variant = ''): Decision =>
  decision({
    decisionId: `dec_${String(version).padStart(4, '0')}${variant}`,
    incidentId,
    message: `Version ${version}${variant}.`,
  });

/** The same version, waiting for the decision that makes the next. */
export const waiting = (incidentId: string, version: number, variant = ''): Incident => {
  const { decisionId } = decisionOf(incidentId, version + 1, variant);
  return {
    ...versionOf(incidentId, version),
    pending: pendingStep({ draft: { ...decisionOf(incidentId, version + 1), decisionId } }),
  };
};
