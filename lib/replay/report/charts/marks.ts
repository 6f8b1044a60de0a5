import { type Incident } from '../incident.ts';
import { endOfRun } from '../lever-runs.ts';

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** An incident as the charts show it. */
export interface IncidentMark extends Span {
  readonly number: number;
  /** When an action was in force (or would have been). */
  readonly contained: readonly Span[];
}

const mergeSpans = (spans: readonly Span[]): readonly Span[] => {
  const merged: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = merged.at(-1);
    if (last === undefined || span.fromMs > last.toMs) merged.push(span);
    else merged[merged.length - 1] = { ...last, toMs: Math.max(last.toMs, span.toMs) };
  }
  return merged;
};

/** Places incidents on a time axis that ends at `untilMs`; what is still open runs to the end. */
export const incidentMarks = (
  incidents: readonly Incident[],
  untilMs: number,
): readonly IncidentMark[] =>
  incidents.map((incident) => ({
    number: incident.number,
    fromMs: incident.openedAtMs,
    toMs: incident.closedAtMs ?? untilMs,
    contained: mergeSpans(
      incident.levers.map((run) => ({
        fromMs: run.startedAtMs,
        toMs: endOfRun(run) ?? untilMs,
      })),
    ),
  }));
