import type { Decision } from '../core/decide/decision.ts';
import {
  CLOSED_INCIDENT_RETENTION_MS,
  type Incident,
  RECORD_RETENTION_MS,
} from '../core/decide/incident.ts';
import type { AuditRecord } from '../core/respond/audit.ts';

/** Moment from which an incident is no longer returned; `null` while it is not closed. */
export const incidentExpiresAtMs = ({ closedAtMs }: Pick<Incident, 'closedAtMs'>): number | null =>
  closedAtMs === null ? null : closedAtMs + CLOSED_INCIDENT_RETENTION_MS;

export const decisionExpiresAtMs = ({ evaluatedAt }: Pick<Decision, 'evaluatedAt'>): number =>
  Date.parse(evaluatedAt) + RECORD_RETENTION_MS;

export const recordExpiresAtMs = ({ atMs }: Pick<AuditRecord, 'atMs'>): number =>
  atMs + RECORD_RETENTION_MS;

/** Whether an incident is to be returned to who asks for those since `sinceMs`. */
export const isLoaded = (incident: Incident, sinceMs: number, nowMs: number): boolean => {
  const expiresAtMs = incidentExpiresAtMs(incident);
  return (
    expiresAtMs === null || ((incident.closedAtMs ?? sinceMs) >= sinceMs && expiresAtMs > nowMs)
  );
};
