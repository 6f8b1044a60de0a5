import { type IncidentMark, incidentMarks } from './charts/marks.ts';
import { type Incident, collectIncidents } from './incident.ts';
import type { ReportData } from './report-data.ts';

/** The report's data with what several sections derive from it. */
export interface ReportView {
  readonly data: ReportData;
  readonly incidents: readonly Incident[];
  readonly marks: readonly IncidentMark[];
  readonly isMonitor: boolean;
  /** SMS sent and blocked, all countries. */
  readonly attempted: number;
  readonly sent: number;
  readonly blocked: number;
  readonly verified: number;
  /** Records that were not counted. */
  readonly rejected: number;
}

/** Derives what the sections share, once. */
export const viewReport = (data: ReportData): ReportView => {
  const incidents = collectIncidents(data.decisions);
  const total = (valueOf: (country: ReportData['countries'][number]) => number): number =>
    data.countries.reduce((sum, country) => sum + valueOf(country), 0);
  const sent = total((country) => country.sent);
  const blocked = total((country) => country.blocked);
  return {
    data,
    incidents,
    marks: incidentMarks(incidents, data.toMs),
    isMonitor: data.mode === 'monitor',
    attempted: sent + blocked,
    sent,
    blocked,
    verified: total((country) => country.verified),
    rejected: data.unreadable.total,
  };
};

/** What the actions spared us; `null` where it was not reckoned, because nothing was really stopped. */
export const savedInAll = ({ data, isMonitor }: ReportView): number | null =>
  isMonitor && data.summary.estimatedSavedUsd === 0 ? null : data.summary.estimatedSavedUsd;

/** What the actions spared us in this incident; `null` when nobody can tell. */
export const savedIn = (view: ReportView, incident: Incident): number | null => {
  if (savedInAll(view) === null) return null;
  if (incident.levers.length === 0) return 0;
  const recorded = view.data.savedUsdByIncident?.[incident.id];
  if (recorded !== undefined) return recorded;
  const acting = view.incidents.filter(({ levers }) => levers.length > 0);
  return acting.length === 1 ? savedInAll(view) : null;
};
